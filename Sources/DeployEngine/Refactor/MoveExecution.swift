internal import AWSClient
internal import AWSOperations

/// The execution of a stack refactor: it creates the refactor, checks that it only moves, and executes it.
package struct MoveExecution: Sendable {
    private let context: EngineContext
    private let heartbeat: @Sendable () async throws(EngineError) -> Void
    private let plan: MovePlan

    /// The maximum number of looks at one status.
    private static let looks = 240

    /// Creates an execution.
    /// - Parameters:
    ///   - context: The effects.
    ///   - heartbeat: Renews the lease when that is due.
    ///   - plan: The moves.
    package init(
        context: EngineContext, heartbeat: @escaping @Sendable () async throws(EngineError) -> Void, plan: MovePlan
    ) {
        self.context = context
        self.heartbeat = heartbeat
        self.plan = plan
    }

    /// Moves the resources. Without moves it does nothing.
    /// - Throws: ``EngineError`` if the refactor would do anything but move, or fails.
    package func run() async throws(EngineError) {
        guard plan.refusals.isEmpty else {
            throw EngineError(.refused, plan.refusals.joined(separator: "; "))
        }
        guard !plan.moves.isEmpty else { return }
        try await heartbeat()
        let create = StackOperations.CreateStackRefactor(
            description: "infra-cli: moved", mappings: plan.mappings, stacks: plan.stacks)
        let id = try await called("create the stack refactor") { () async throws(AWSError) in
            try await context.calls.call(create).id
        }
        try await wait(id, "preparation") { found throws(EngineError) in
            switch found.status {
            case .createComplete: return true
            case .createFailed:
                throw EngineError(
                    .refused, "CloudFormation cannot move the resources: \(found.statusReason ?? "no reason given")",
                    advice:
                        "A resource that does not support stack refactoring can be moved by retaining and importing it")
            default: return false
            }
        }
        try await check(id)
        try await heartbeat()
        do throws(AWSError) {
            _ = try await context.calls.call(StackOperations.ExecuteStackRefactor(id: id))
        } catch  where error.isAmbiguous {
            // The status tells.
        } catch {
            throw EngineError(error, while: "execute the stack refactor")
        }
        try await wait(id, "execution") { found throws(EngineError) in
            switch found.executionStatus {
            case .executeComplete: return true
            case .executeFailed, .rollbackComplete, .rollbackFailed, .obsolete:
                throw EngineError(
                    .service,
                    "the stack refactor ended in \(found.executionStatus?.rawValue ?? "an unknown status"): \(found.executionStatusReason ?? "no reason given")",
                    advice: "Nothing was replaced; run `infra-cli recover` if a stack is stuck")
            default: return false
            }
        }
    }

    /// Compares the actions with the plan: each resource of the plan moves, and nothing else happens to a resource.
    private func check(_ id: String) async throws(EngineError) {
        let pages = try await called("read the actions of the stack refactor") { () async throws(AWSError) in
            try await context.calls.allPages(of: StackOperations.ListStackRefactorActions(id: id))
        }
        let resources = pages.flatMap(\.actions).filter { $0.entity != "STACK" }
        let planned = Set(plan.mappings)
        let other = resources.filter { $0.action != "MOVE" || $0.mapping.map { !planned.contains($0) } ?? true }
        guard other.isEmpty else {
            let names = other.map { "\($0.action ?? "?") \($0.mapping?.source.logicalID ?? $0.physicalID ?? "?")" }
            throw EngineError(
                .refused, "the stack refactor would do more than move: \(names.joined(separator: ", "))",
                advice: "Nothing was changed. Correct the `moved` entries")
        }
    }

    private func wait(
        _ id: String, _ stage: String,
        isDone: (StackOperations.DescribeStackRefactor.Output) throws(EngineError) -> Bool
    ) async throws(EngineError) {
        for _ in 1...Self.looks {
            try await heartbeat()
            let found: StackOperations.DescribeStackRefactor.Output?
            do throws(AWSError) {
                found = try await context.calls.call(StackOperations.DescribeStackRefactor(id: id))
            } catch  where error.isRetryable {
                found = nil
            } catch {
                throw EngineError(error, while: "read the stack refactor")
            }
            if let found, try isDone(found) { return }
            if try await context.pause(.seconds(5)) != nil {
                throw EngineError(
                    .detached, "the \(stage) of the stack refactor \(id) goes on without this process",
                    advice: "Run `infra-cli deploy` again later; moves that are done are recognized")
            }
        }
        throw EngineError(.deadlineExceeded, "the \(stage) of the stack refactor \(id) did not end in 20 minutes")
    }

    private func called<Value: Sendable>(
        _ purpose: String, _ call: () async throws(AWSError) -> Value
    ) async throws(EngineError) -> Value {
        do throws(AWSError) {
            return try await call()
        } catch {
            throw EngineError(error, while: purpose)
        }
    }
}
