import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A fast deployment with its surroundings: the check of the image before it, and the record in the ledger around it.
///
/// It makes two changes in ECS and writes the release's record twice: before the update, so that a process that dies leaves a trace,
/// and with the outcome.
package struct FastDeployRun: Sendable {
    /// The result.
    package struct Result: Sendable, Hashable {
        /// The digest of the image.
        package var digest: String
        /// The record; nil if the service runs the image already.
        package var release: Release?
        /// The outcome.
        package var outcome: FastDeployment.Outcome
    }

    private let context: EngineContext
    private let ledger: ReleaseLedger
    private let author: Release.Author

    /// The source of image configurations; nil leaves them unchecked.
    package var blobs: (any BlobSource)?
    /// The time until the deployment is rolled back; nil without a limit.
    package var deadline: Duration?
    /// Collects evidence.
    package var evidence: @Sendable (FailedStop) async -> Void = { _ in }

    /// Creates a run.
    /// - Parameters:
    ///   - context: The effects.
    ///   - ledger: The environment's ledger.
    ///   - author: The author of the release, without the caller's ARN, which the lease has.
    package init(context: EngineContext, ledger: ReleaseLedger, author: Release.Author) {
        self.context = context
        self.ledger = ledger
        self.author = author
    }

    /// Deploys the image and records it.
    /// - Parameters:
    ///   - plan: The environment with the image.
    ///   - lease: The environment's lease, which the caller holds.
    /// - Throws: ``EngineError``; with the code `refused` in production, and for an image that cannot run.
    package func run(_ plan: ReleasePlan, under lease: LeaseHolder) async throws(EngineError) -> Result {
        try DevelopmentShortcut.fast.allow(inProduction: plan.isProduction)
        let image = try await checkedImage(plan)
        let service = try await DeployedService.find(plan, context.calls)
        let description = try await service.describe(context.calls)
        let definition = try await service.taskDefinition(of: description, context.calls)
        let container = try DeployedService.container(nil, in: definition, of: description)
        guard let name = container.name, let running = container.image, let end = running.firstIndex(of: "/") else {
            throw EngineError(.refused, "the service's image \(container.image ?? "") names no registry")
        }
        let deployment = try FastDeployment(
            context: context, isProduction: plan.isProduction, cluster: service.cluster, service: service.name,
            container: name, image: "\(running[..<end])/\(plan.image.repository)@\(image.digest)",
            heartbeat: { () async throws(EngineError) in try await DeployRun.heartbeat(lease) },
            deadline: deadline.map { context.now().addingTimeInterval($0.seconds) }, evidence: evidence)
        guard let next = try await deployment.register() else {
            return Result(digest: image.digest, outcome: .unchanged)
        }
        var found: ServiceUpdateExecution.Outcome?
        let draft = Release(
            number: 0, environment: plan.environment, kind: .fast, nonce: "", started: context.now(), author: author,
            image: image, service: .init(cluster: service.cluster, service: service.name, taskDefinition: next))
        let release = try await ledger.recording(draft, under: lease) { release throws(EngineError) in
            let outcome = try await deployment.update(to: next)
            found = outcome
            if case .succeeded(let revision) = outcome { release.service?.revision = revision }
            return ReleaseOutcome(outcome)
        }
        guard let found else { throw EngineError(.service, "the deployment has no outcome") }
        return Result(digest: image.digest, release: release, outcome: .ended(taskDefinition: next, found))
    }

    /// The image by its digest.
    private func checkedImage(_ plan: ReleasePlan) async throws(EngineError) -> Release.ImageRecord {
        guard plan.image.isOwn else {
            throw EngineError(
                .refused, "the image is of another registry, which cannot be asked for its digest",
                advice: "Run `infra-cli deploy` without --fast")
        }
        let report = try await ImageCheck(calls: context.calls, blobs: blobs).run(plan.image)
        guard let digest = report.digest, report.problems.isEmpty else {
            let problem = report.problems.first
            throw EngineError(
                .refused, problem?.got ?? "the repository has no image \(report.name)",
                advice: problem?.remedy ?? "Push it first: `infra-cli image push \(plan.environment)`")
        }
        return Release.ImageRecord(
            repository: plan.image.repository, digest: digest, tag: plan.image.tag,
            architecture: plan.image.architecture)
    }
}

extension ReleaseOutcome {
    /// The outcome of a release that is the update of a service.
    init(_ outcome: ServiceUpdateExecution.Outcome) {
        switch outcome {
        case .succeeded: self = .succeeded
        case .failed(let failure):
            let cause = failure.reason ?? failure.status
            self =
                failure.kind == .rollbackFailed
                ? .failed(phase: .service, cause: cause) : .rolledBack(phase: .service, cause: cause)
        case .paused, .detached: self = .detached(phase: .service)
        case .cancelled: self = .cancelled(phase: .service)
        case .deadlineExceeded: self = .rolledBack(phase: .service, cause: "the deadline passed")
        }
    }
}
