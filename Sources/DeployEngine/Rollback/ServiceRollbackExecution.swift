internal import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A rollback of the service alone: the ``ServiceUpdateExecution`` to a retained task definition.
///
///     let rollback = ServiceRollbackExecution(context: context, heartbeat: heartbeat, target: release, deadline: nil) { stop in … }
///     switch try await rollback.run() {
///     case .succeeded(let record): entry.release.service = record
///     case .failed(let failure): …
///     }
package struct ServiceRollbackExecution: Sendable {
    /// The outcome.
    package enum Outcome: Sendable, Hashable {
        /// The task definition runs; the record for the ledger.
        case succeeded(Release.ServiceRecord)
        /// The deployment failed; the service runs what ran before, or what the failure says.
        case failed(ServiceFailure)
        /// The deployment waits at a hook.
        case paused(PausedDeployment)
        /// The operator left; the deployment goes on.
        case detached
        /// The deadline passed; the deployment was told to roll back.
        case deadlineExceeded
    }

    let context: EngineContext
    let heartbeat: @Sendable () async throws(EngineError) -> Void
    let record: Release.ServiceRecord
    let imageDigest: String?
    let deadline: Date?
    let evidence: @Sendable (FailedStop) async -> Void

    /// The time between two looks.
    package var interval = Duration.seconds(5)

    /// Creates a rollback.
    /// - Parameters:
    ///   - context: The effects.
    ///   - heartbeat: Renews the lease when that is due.
    ///   - target: The task definition to return to, of the plan's target.
    ///   - imageDigest: The digest that has to run; nil to compare none.
    ///   - deadline: The time at which the deployment is stopped.
    ///   - evidence: Collects evidence.
    package init(
        context: EngineContext, heartbeat: @escaping @Sendable () async throws(EngineError) -> Void,
        target: Release.ServiceRecord, imageDigest: String?, deadline: Date?,
        evidence: @escaping @Sendable (FailedStop) async -> Void
    ) {
        self.context = context
        self.heartbeat = heartbeat
        record = target
        self.imageDigest = imageDigest
        self.deadline = deadline
        self.evidence = evidence
    }

    /// Updates the service and follows its deployment to the end.
    package func run() async throws(EngineError) -> Outcome {
        var execution = ServiceUpdateExecution(
            context: context, phase: .rollback, heartbeat: heartbeat,
            update: ContainerOperations.UpdateService(
                cluster: record.cluster, service: record.service, taskDefinition: record.taskDefinition),
            settings: ServiceWatchSettings(
                cluster: record.cluster, service: record.service, imageDigest: imageDigest),
            deadline: deadline, evidence: evidence)
        execution.interval = interval
        switch try await execution.run() {
        case .succeeded(let revision):
            var running = record
            running.revision = revision
            return .succeeded(running)
        case .failed(let failure), .cancelled(let failure): return .failed(failure)
        case .paused(let paused): return .paused(paused)
        case .detached: return .detached
        case .deadlineExceeded: return .deadlineExceeded
        }
    }
}
