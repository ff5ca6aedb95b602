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
    private let plan: ReleasePlan
    private let ledger: ReleaseLedger
    private let blobs: (any BlobSource)?
    private let author: Release.Author

    /// The time until the deployment is rolled back; nil without a limit.
    package var deadline: Duration?
    /// Collects evidence.
    package var evidence: @Sendable (FailedStop) async -> Void = { _ in }

    /// Creates a run.
    /// - Parameters:
    ///   - context: The effects.
    ///   - plan: The environment with the image.
    ///   - ledger: The environment's ledger.
    ///   - blobs: The source of image configurations; nil leaves them unchecked.
    ///   - author: The author of the release.
    package init(
        context: EngineContext, plan: ReleasePlan, ledger: ReleaseLedger, blobs: (any BlobSource)?,
        author: Release.Author
    ) {
        self.context = context
        self.plan = plan
        self.ledger = ledger
        self.blobs = blobs
        self.author = author
    }

    /// Deploys the image. The caller holds the environment's lease.
    /// - Parameters:
    ///   - token: The token of the lease, which recognizes the record.
    ///   - heartbeat: Renews the lease when that is due.
    /// - Throws: ``EngineError``; with the code `refused` in production, and for an image that cannot run.
    package func run(
        token: String, heartbeat: @escaping @Sendable () async throws(EngineError) -> Void
    ) async throws(EngineError) -> Result {
        try DevelopmentShortcut.fast.allow(inProduction: plan.isProduction)
        let image = try await checkedImage()
        let service = try await DeployedService.find(plan, context.calls)
        let description = try await service.describe(context.calls)
        let definition = try await service.taskDefinition(of: description, context.calls)
        let container = try DeployedService.container(nil, in: definition, of: description)
        guard let name = container.name, let running = container.image, let end = running.firstIndex(of: "/") else {
            throw EngineError(.refused, "the service's image \(container.image ?? "") names no registry")
        }
        let deployment = try FastDeployment(
            context: context, isProduction: plan.isProduction, cluster: service.cluster, service: service.name,
            container: name, image: "\(running[..<end])/\(plan.image.repository)@\(image.digest)", heartbeat: heartbeat,
            deadline: deadline.map { context.now().addingTimeInterval($0.seconds) }, evidence: evidence)
        guard let next = try await deployment.register() else {
            return Result(digest: image.digest, outcome: .unchanged)
        }
        var draft = Release(
            number: 0, environment: plan.environment, kind: .fast, nonce: token, started: context.now(), author: author,
            image: image, service: .init(cluster: service.cluster, service: service.name, taskDefinition: next))
        draft.begin(.service, at: context.now())
        var entry = try await written { () async throws(LedgerError) in try await ledger.allocate(draft) }
        let outcome: ServiceUpdateExecution.Outcome
        do throws(EngineError) {
            outcome = try await deployment.update(to: next)
        } catch {
            entry.release.finish(
                error.code == .detached ? .detached(phase: .service) : .failed(phase: .service, cause: error.message),
                at: context.now())
            _ = try? await ledger.update(entry)
            throw error
        }
        if case .succeeded(let revision) = outcome { entry.release.service?.revision = revision }
        entry.release.finish(ReleaseOutcome(outcome), at: context.now())
        let last = entry
        entry = try await written { () async throws(LedgerError) in try await ledger.update(last) }
        return Result(
            digest: image.digest, release: entry.release, outcome: .ended(taskDefinition: next, outcome))
    }

    /// The image by its digest.
    private func checkedImage() async throws(EngineError) -> Release.ImageRecord {
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

    private func written(
        _ write: () async throws(LedgerError) -> LedgerEntry
    ) async throws(EngineError) -> LedgerEntry {
        do throws(LedgerError) {
            return try await write()
        } catch {
            throw EngineError(error)
        }
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
