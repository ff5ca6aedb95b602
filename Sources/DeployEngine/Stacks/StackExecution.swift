#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An operation of a stack from its beginning to its end: it executes a change set, or adopts the operation that runs, and follows it.
///
/// ```swift
/// let execution = StackExecution(
///     context: context, phase: .service, heartbeat: { () async throws(EngineError) in try await lease.heartbeat() },
///     stack: "weir-dev-service", changeSetID: changeSet.id, token: "weir-7", serviceWatch: ServiceWatchSettings(imageDigest: digest),
///     deadline: nil, evidence: { stop in await collect(stop) })
/// let outcome = try await execution.run()
/// ```
///
/// Reads never decide failure: a throttled or failed one is repeated, and only the stack's status, or the service deployment, ends the
/// operation. It begins nothing but what it was asked to, and what it began goes on in AWS if this process ends; another execution
/// without a change set and with the same token follows it.
package struct StackExecution: Sendable {
    /// The effects.
    let context: EngineContext
    /// The phase of its reports.
    let phase: ProgressEvent.Phase
    /// Renews the lease when that is due.
    let heartbeat: @Sendable () async throws(EngineError) -> Void
    /// The stack's id or name.
    let stack: String
    /// The change set to execute; nil to adopt the operation that runs.
    let changeSetID: String?
    /// The `ClientRequestToken`, which every event of the operation repeats.
    let token: String
    /// The settings of watching the stack's service; nil for a stack without one.
    let serviceWatch: ServiceWatchSettings?
    /// The time at which the operation is cancelled.
    let deadline: Date?
    /// Collects evidence, before the engine or the rollback removes it.
    let evidence: @Sendable (FailedStop) async -> Void

    /// The purpose of the operation.
    package var purpose = StackPurpose.deploy
    /// The state before an operation that the caller has just begun; nil if it runs for longer.
    package var baseline: StackBaseline?
    /// The logical ids of resources with data. A creation that has made one of them is not cancelled, because that deletes it.
    package var statefulIDs: Set<String> = []
    /// The number of resources that the operation changes.
    package var resources = 0
    /// The duration of earlier operations of this kind.
    package var estimate: Duration?
    /// `true` to leave the stack as it is after a failure; nil for the stack's own setting.
    package var disablesRollback: Bool?
    /// The time between two looks at the stack.
    package var interval = Duration.seconds(6)
    /// The time that a rollback may take after the deadline.
    package var rollbackPatience = Duration.seconds(3600)
    /// The time without a successful read of the stack after which the execution detaches.
    package var readPatience = Duration.seconds(900)

    /// Creates an execution.
    /// - Parameters:
    ///   - context: The effects.
    ///   - phase: The phase of its reports.
    ///   - heartbeat: Renews the lease when that is due; it is called before each look.
    ///   - stack: The stack's id or name.
    ///   - changeSetID: The change set to execute; nil to adopt the operation that runs.
    ///   - token: The `ClientRequestToken` of the operation.
    ///   - serviceWatch: The settings of watching the stack's service; nil for a stack without one.
    ///   - deadline: The time at which the operation is cancelled.
    ///   - evidence: Collects evidence.
    package init(
        context: EngineContext, phase: ProgressEvent.Phase,
        heartbeat: @escaping @Sendable () async throws(EngineError) -> Void, stack: String, changeSetID: String?,
        token: String, serviceWatch: ServiceWatchSettings?, deadline: Date?,
        evidence: @escaping @Sendable (FailedStop) async -> Void
    ) {
        self.context = context
        self.phase = phase
        self.heartbeat = heartbeat
        self.stack = stack
        self.changeSetID = changeSetID
        self.token = token
        self.serviceWatch = serviceWatch
        self.deadline = deadline
        self.evidence = evidence
    }

    /// Executes the change set, or adopts the operation that runs, and follows it to its end.
    /// - Throws: ``EngineError``, with the code `detached` if the operation goes on without this process.
    package func run() async throws(EngineError) -> StackOutcome {
        // Ctrl-C before the execution must not deploy.
        if changeSetID != nil, context.takeInterrupt() != nil { return .cancelled(nil) }
        try await heartbeat()
        var run = try await begin()
        return try await run.follow()
    }
}
