internal import AWSClient
internal import AWSOperations

/// Reads the contents and protections that decide on a deletion.
package struct DestroyFactsReader: Sendable {
    private let context: EngineContext
    private let addresses: ArtifactAddresses

    /// Creates a reader.
    /// - Parameters:
    ///   - context: The effects.
    ///   - addresses: The addresses of buckets.
    package init(context: EngineContext, addresses: ArtifactAddresses) {
        self.context = context
        self.addresses = addresses
    }

    /// Reads the facts about stacks' resources. What cannot be read is reported and left out; CloudFormation then refuses by itself.
    package func facts(about situations: [StackSituation]) async -> DestroyFacts {
        var facts = DestroyFacts()
        for resource in situations.flatMap(\.survivors) where !resource.isRetained {
            guard let id = resource.physicalID, !id.isEmpty else { continue }
            switch resource.type {
            case "AWS::S3::Bucket":
                facts.objects[id] = await read("the bucket \(id)") { try await versions(of: id).count }
            case "AWS::ECR::Repository":
                facts.images[id] = await read("the repository \(id)") { try await images(of: id).count }
            case "AWS::RDS::DBInstance":
                let found = await read("the database \(id)") {
                    try await context.calls.call(DatabaseOperations.DescribeDBInstances(id: id)).instances.first
                }
                if found??.isProtected ?? false { facts.protected.insert(id) }
            case "AWS::EC2::SecurityGroup":
                let found = await read("the network interfaces of \(id)") {
                    try await context.calls.allPages(
                        of: NetworkOperations.DescribeNetworkInterfaces(
                            filters: [NetworkFilter(name: "group-id", values: [id])])
                    ).flatMap(\.interfaces)
                }
                let descriptions = (found ?? []).map { $0.description ?? $0.id }
                if !descriptions.isEmpty { facts.interfaces[id] = descriptions }
            case "AWS::ECS::Cluster":
                facts.looseTasks += await read("the tasks of \(id)") { try await looseTasks(in: id) } ?? []
            default: break
            }
        }
        return facts
    }

    /// The objects of a bucket with their versions and delete markers.
    func versions(of bucket: String) async throws -> [ObjectOperations.DeleteObjects.Entry] {
        let location = try addresses.location(of: bucket)
        return try await context.calls.allPages(of: ObjectOperations.ListObjectVersions(location: location))
            .flatMap(\.entries)
    }

    /// The digests of a repository's images.
    func images(of repository: String) async throws -> [String] {
        try await context.calls.allPages(of: ImageOperations.DescribeImages(repository: repository))
            .flatMap(\.images).map(\.digest)
    }

    /// The running tasks of a cluster that were started by hand or for a migration.
    private func looseTasks(in cluster: String) async throws -> [String] {
        let list = ContainerOperations.ListTasks(cluster: cluster, desiredStatus: "RUNNING")
        let arns = try await context.calls.allPages(of: list).flatMap(\.arns)
        var loose: [String] = []
        for start in stride(from: 0, to: arns.count, by: 100) {
            let some = Array(arns[start..<min(start + 100, arns.count)])
            let tasks = try await context.calls.call(ContainerOperations.DescribeTasks(cluster: cluster, tasks: some))
                .tasks
            loose += tasks.filter { !($0.startedBy ?? "").hasPrefix("ecs-svc/") }.map(\.arn)
        }
        return loose
    }

    private func read<Value>(_ what: String, _ body: () async throws -> Value) async -> Value? {
        do {
            return try await body()
        } catch {
            context.tell(.warning("\(what) cannot be read: \(error)"), in: .destroy)
            return nil
        }
    }
}
