import AWSClient
import AWSOperations

extension ChangeSetExecution {
    /// Deletes a change set, and the stack if it exists only because of the change set.
    ///
    /// A stack in review blocks the next first deployment, so none is left. One that has other change sets stays. A change set or stack
    /// that is gone already is not an error.
    /// - Returns: `true` if nothing is left, as far as reads show.
    @discardableResult
    package static func discard(_ id: String, of stackID: String, context: EngineContext) async -> Bool {
        let calls = context.calls
        do {
            _ = try await calls.call(
                StackOperations.DeleteChangeSet(changeSet: id, stack: id.hasPrefix("arn:") ? nil : stackID))
        } catch  where error.saysChangeSetIsMissing {
        } catch {
            context.tell(.warning("the change set \(id) is left behind: \(error)"), in: .changeSets)
            return false
        }
        do {
            guard let stack = try await StackReader(calls).describe(stackID), stack.status == .reviewInProgress else {
                return true
            }
            let others = try await calls.allPages(of: StackOperations.ListChangeSets(stack: stackID)).flatMap(
                \.changeSets
            )
            .filter { $0.id != id && $0.name != id && !$0.isBeingDeleted }
            guard others.isEmpty else { return true }
            _ = try await calls.call(StackOperations.DeleteStack(stack: stackID))
        } catch  where error.saysStackIsMissing {
            return true
        } catch {
            context.tell(.warning("the empty stack \(stackID) is left behind: \(error)"), in: .changeSets)
            return false
        }
        return await isGone(stackID, context)
    }

    /// Waits for the deletion of an empty stack, which takes seconds: until then the next first deployment would be refused.
    private static func isGone(_ stackID: String, _ context: EngineContext) async -> Bool {
        for _ in 0..<30 {
            guard let stack = try? await StackReader(context.calls).describe(stackID), stack.status == .deleteInProgress
            else {
                return true
            }
            do {
                try await context.clock.sleep(for: .seconds(2))
            } catch {
                return false
            }
        }
        return false
    }
}

extension ChangeSetSummary {
    fileprivate var isBeingDeleted: Bool {
        status == .deletePending || status == .deleteInProgress || status == .deleteComplete
    }
}
