import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The preparation of a `prune`: it reads what the account has and what refers to it, and makes the plan.
///
/// A read that fails ends it: what is not known to be unneeded stays.
package struct PrunePreparation: Sendable {
    let context: EngineContext
    let ledger: ReleaseLedger
    private let plan: ReleasePlan
    private let options: PruneOptions

    /// Creates a preparation.
    /// - Parameters:
    ///   - context: The effects.
    ///   - ledger: The environment's ledger.
    ///   - plan: The environment, for the names of its stacks and its repository.
    ///   - options: The operator's choices.
    package init(context: EngineContext, ledger: ReleaseLedger, plan: ReleasePlan, options: PruneOptions) {
        self.context = context
        self.ledger = ledger
        self.plan = plan
        self.options = options
    }

    /// Reads the account and plans.
    package func plan() async throws(EngineError) -> PrunePlan {
        let repository = plan.image.isOwn ? plan.image.repository : nil
        var facts = try await releases()
        func decide() -> PrunePlan {
            PrunePlan(
                facts, options: options, environment: plan.environment, repository: repository, now: context.now())
        }
        // Without the rest, the plan is what refuses it.
        guard decide().refusals.isEmpty else { return decide() }
        try await addLive(&facts)
        facts.taskDefinitions = try await read("list the task definitions") { () async throws(AWSError) in
            try await context.calls.allPages(of: ContainerOperations.ListTaskDefinitions(status: "ACTIVE"))
                .flatMap(\.arns)
        }
        facts.objects = try await read("list the artifact bucket") { () async throws(AWSError) in
            try await ledger.store.keys(below: "templates/")
                + ledger.store.keys(below: BucketEvidenceStore.prefix + plan.environment + "/")
        }
        guard let repository, options.leavesImages == nil else { return decide() }
        facts.images = try await images(of: repository)
        // Only what stays can hold an image.
        let removed = Set(decide().taskDefinitions)
        for arn in facts.taskDefinitions where !removed.contains(arn) {
            facts.containerImages[arn] = try await read("read the task definition \(arn)") {
                () async throws(AWSError) in
                try await context.calls.call(ContainerOperations.DescribeTaskDefinition(taskDefinition: arn))
                    .taskDefinition.containers.compactMap(\.image)
            }
        }
        return decide()
    }

    private func releases() async throws(EngineError) -> PruneFacts {
        do throws(LedgerError) {
            let numbers = try await ledger.numbers()
            let history = try await ledger.history(limit: numbers.count)
            let readable = Set(history.releases.map(\.number))
            return PruneFacts(history: history, unreadable: numbers.filter { !readable.contains($0) })
        } catch {
            throw EngineError(error)
        }
    }

    /// Adds what the stacks, the services and the tasks of the environment refer to.
    private func addLive(_ facts: inout PruneFacts) async throws(EngineError) {
        var clusters: Set<String> = []
        for name in plan.stacks.map(\.name) {
            let found = try await read("read the stack \(name)") { () async throws(AWSError) in
                try await StackDescription.find(name, context.calls)
            }
            guard let found else { continue }
            let resources = try await read("list the resources of \(name)") { () async throws(AWSError) in
                try await context.calls.allPages(of: StackOperations.ListStackResources(stack: found.id))
                    .flatMap(\.resources)
            }
            for resource in resources where resource.type == "AWS::ECS::TaskDefinition" {
                if let arn = resource.physicalID { facts.liveTaskDefinitions.insert(arn) }
            }
            guard let cluster = found.outputs["ClusterName"] else { continue }
            clusters.insert(cluster)
            if let service = found.outputs["ServiceName"] {
                try await addService(DeployedService(cluster: cluster, name: service), &facts)
            }
        }
        for cluster in clusters.sorted() { try await addTasks(of: cluster, &facts) }
    }

    private func addService(_ service: DeployedService, _ facts: inout PruneFacts) async throws(EngineError) {
        let description = try await service.describe(context.calls)
        let definitions = [description.taskDefinition] + description.deployments.map(\.taskDefinition)
        facts.liveTaskDefinitions.formUnion(definitions.compactMap(\.self))
        let revisions = description.currentRevisions.map(\.arn)
        guard !revisions.isEmpty else { return }
        let found = try await read("read the revisions of the service \(service.name)") { () async throws(AWSError) in
            try await context.calls.call(ContainerOperations.DescribeServiceRevisions(arns: revisions)).revisions
        }
        facts.liveDigests.formUnion(found.flatMap(\.containerImages).compactMap(\.imageDigest))
    }

    private func addTasks(of cluster: String, _ facts: inout PruneFacts) async throws(EngineError) {
        let arns = try await read("list the tasks of \(cluster)") { () async throws(AWSError) in
            try await context.calls.allPages(of: ContainerOperations.ListTasks(cluster: cluster)).flatMap(\.arns)
        }
        for start in stride(from: 0, to: arns.count, by: 100) {
            let some = Array(arns[start..<min(start + 100, arns.count)])
            let tasks = try await read("read the tasks of \(cluster)") { () async throws(AWSError) in
                try await context.calls.call(ContainerOperations.DescribeTasks(cluster: cluster, tasks: some)).tasks
            }
            facts.liveTaskDefinitions.formUnion(tasks.compactMap(\.taskDefinitionARN))
            facts.liveDigests.formUnion(tasks.flatMap(\.containers).compactMap(\.imageDigest))
        }
    }

    /// The active images of a repository with what they refer to. An archived image is left alone.
    private func images(of repository: String) async throws(EngineError) -> [StoredImage] {
        let details = try await read("list the images of \(repository)") { () async throws(AWSError) in
            try await context.calls.allPages(of: ImageOperations.DescribeImages(repository: repository))
                .flatMap(\.images)
        }
        let indexes = details.filter { $0.mediaType.map(Self.isIndex) ?? true }.map(\.digest)
        var parts: [String: [String]] = [:]
        for start in stride(from: 0, to: indexes.count, by: 100) {
            let ids = indexes[start..<min(start + 100, indexes.count)].map { ImageIdentifier(digest: $0) }
            let output = try await read("read the manifests of \(repository)") { () async throws(AWSError) in
                try await context.calls.call(
                    ImageOperations.BatchGetImage(
                        repository: repository, ids: ids, acceptedMediaTypes: ImageDocuments.mediaTypes))
            }
            if let failure = output.failures.first {
                throw EngineError(
                    .service,
                    "the manifest \(failure.id?.digest ?? "?") cannot be read: \(failure.reason ?? failure.code ?? "")"
                )
            }
            for image in output.images {
                guard let digest = image.id?.digest else { continue }
                guard
                    let manifest = try? JSONDecoder().decode(
                        ImageDocuments.Manifest.self, from: Data(image.manifest.utf8))
                else { throw EngineError(.invalidResponse, "\(repository)@\(digest) has no manifest in JSON") }
                parts[digest] = manifest.manifests?.map(\.digest) ?? []
            }
        }
        return details.map { detail in
            var references = parts[detail.digest] ?? []
            if let subject = detail.subjectDigest { references.append(subject) }
            references += detail.tags.compactMap(Self.subject(ofTag:))
            return StoredImage(
                // An image without a time counts as new.
                digest: detail.digest, tags: detail.tags, pushed: detail.pushedAt ?? context.now(),
                references: references, bytes: detail.bytes)
        }
    }

    private static func isIndex(_ mediaType: String) -> Bool {
        mediaType.contains("image.index") || mediaType.contains("manifest.list")
    }

    /// The digest in the tag of a signature, such as `sha256-1f3a….sig`; nil for another tag.
    private static func subject(ofTag tag: String) -> String? {
        guard tag.hasPrefix("sha256-") else { return nil }
        return "sha256:" + tag.dropFirst(7).prefix { $0.isHexDigit }
    }

    private func read<Value>(
        _ purpose: String, _ body: () async throws(AWSError) -> Value
    ) async throws(EngineError) -> Value {
        do throws(AWSError) {
            return try await body()
        } catch {
            throw EngineError(error, while: purpose)
        }
    }
}
