#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A rollback of the service alone, with its record in the ledger.
package struct ServiceRollbackRun: Sendable {
    private let context: EngineContext
    private let ledger: ReleaseLedger
    private let author: Release.Author

    /// The time until the deployment is stopped; nil without a limit.
    package var deadline: Duration?
    /// Collects evidence.
    package var evidence: @Sendable (FailedStop) async -> Void = { _ in }

    /// Creates a run.
    /// - Parameters:
    ///   - context: The effects.
    ///   - ledger: The ledger.
    ///   - author: The author of the release, without the caller's ARN, which the lease has.
    package init(context: EngineContext, ledger: ReleaseLedger, author: Release.Author) {
        self.context = context
        self.ledger = ledger
        self.author = author
    }

    /// Rolls the service back and records it.
    /// - Parameters:
    ///   - plan: The plan that was approved, without refusals.
    ///   - lease: The environment's lease, which the caller holds.
    package func run(
        _ plan: RollbackPlan, under lease: LeaseHolder
    ) async throws(EngineError) -> (release: Release, outcome: ServiceRollbackExecution.Outcome) {
        guard plan.refusals.isEmpty, let target = plan.target, let service = target.service else {
            throw EngineError(.refused, plan.refusals.joined(separator: "; "))
        }
        let rollback = ServiceRollbackExecution(
            context: context,
            heartbeat: { () async throws(EngineError) in try await DeployRun.heartbeat(lease) },
            target: service, imageDigest: target.image?.digest,
            deadline: deadline.map { context.now().advanced(by: $0) }, evidence: evidence)
        var found: ServiceRollbackExecution.Outcome?
        let draft = Release(
            number: 0, environment: ledger.environment, kind: .serviceRollback, nonce: "", started: context.now(),
            author: author, restores: target.number, image: target.image, service: service)
        let release = try await ledger.recording(draft, under: lease) { release throws(EngineError) in
            let outcome = try await rollback.run()
            found = outcome
            if case .succeeded(let running) = outcome { release.service = running }
            return Self.outcome(of: outcome)
        }
        guard let found else { throw EngineError(.service, "the rollback has no outcome") }
        return (release, found)
    }

    private static func outcome(of outcome: ServiceRollbackExecution.Outcome) -> ReleaseOutcome {
        switch outcome {
        case .succeeded: .succeeded
        case .failed(let failure):
            failure.kind == .rollbackFailed
                ? .failed(phase: .service, cause: failure.reason ?? failure.status)
                : .rolledBack(phase: .service, cause: failure.reason ?? failure.status)
        case .paused, .detached: .detached(phase: .service)
        case .deadlineExceeded: .rolledBack(phase: .service, cause: "the deadline passed")
        }
    }
}
