internal import AWSOperations

/// The import of existing resources into a stack: a change set of the type IMPORT, checked and executed.
package struct AdoptExecution: Sendable {
    private let context: EngineContext
    private let heartbeat: @Sendable () async throws(EngineError) -> Void
    private let stack: PlannedStack
    private let plan: AdoptPlan
    private let executionRole: String?
    private let token: String

    /// Creates an import.
    /// - Parameters:
    ///   - context: The effects.
    ///   - heartbeat: Renews the lease when that is due.
    ///   - stack: The stack as it will be deployed; its parameters are used.
    ///   - plan: The import.
    ///   - executionRole: The role that CloudFormation assumes; nil for the stack's.
    ///   - token: The client request token, which also names the change set.
    package init(
        context: EngineContext, heartbeat: @escaping @Sendable () async throws(EngineError) -> Void,
        stack: PlannedStack, plan: AdoptPlan, executionRole: String?, token: String
    ) {
        self.context = context
        self.heartbeat = heartbeat
        self.stack = stack
        self.plan = plan
        self.executionRole = executionRole
        self.token = token
    }

    /// Imports the resources. Without any it does nothing.
    /// - Throws: ``EngineError`` if the change set would do anything but import.
    package func run() async throws(EngineError) -> StackOutcome? {
        guard plan.refusals.isEmpty else { throw EngineError(.refused, plan.refusals.joined(separator: "; ")) }
        guard let template = plan.template else { return nil }
        try await heartbeat()
        var imported = stack
        imported.template = template
        var request = ChangeSetRequest(stack: imported, name: "weir-\(token)", roleARN: executionRole)
        request.kind = .import
        request.resourcesToImport = plan.resources
        guard case .prepared(let changeSet) = try await ChangeSetExecution(context: context, request: request).create()
        else {
            return nil
        }
        let others = changeSet.changes.filter { $0.action != .import }
        guard others.isEmpty else {
            await ChangeSetExecution.discard(changeSet.id, of: changeSet.stackID, context: context)
            throw EngineError(
                .refused,
                "the import would also change \(others.map(\.logicalID).sorted().joined(separator: ", "))",
                advice: "Deploy these changes first")
        }
        let execution = StackExecution(
            context: context, phase: .changeSets, heartbeat: heartbeat, stack: changeSet.stackID,
            changeSetID: changeSet.id, token: token, serviceWatch: nil, deadline: nil, evidence: { _ in })
        return try await execution.run()
    }

    /// Imports the resources, and reports an import that did not succeed as an error.
    package func complete() async throws(EngineError) {
        switch try await run() {
        case .succeeded, nil: break
        case .failed(let failure), .rolledBack(let failure): throw EngineError(.service, failure.words)
        case .detached, .paused:
            throw EngineError(.detached, "the import of \(stack.name) goes on without this process")
        case .cancelled, .deadlineExceeded:
            throw EngineError(.interrupted, "the import of \(stack.name) was cancelled")
        }
    }
}
