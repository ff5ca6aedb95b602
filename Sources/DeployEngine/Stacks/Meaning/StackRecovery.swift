/// The way back to a stack that can be deployed, by its status.
package enum StackRecovery: String, Sendable, Hashable, CaseIterable, Codable {
    /// Nothing to recover: deploy.
    case deploy
    /// Explain the last failure, then deploy.
    case explainThenDeploy
    /// Delete the engine's own change set and the stack, which holds nothing.
    case deleteEmptyStack
    /// Follow the operation that runs.
    case attach
    /// Follow the operation that runs, or cancel it.
    case attachOrCancel
    /// Show the cause, then roll back.
    case rollback
    /// Delete the stack and deploy again, if it holds nothing that is retained.
    case deleteThenDeploy
    /// List the resources that were left, then delete the stack.
    case listSurvivorsThenDelete
    /// Correct the cause, continue the rollback, then deploy against the actual state.
    case continueRollback
    /// Name what blocks the deletion, then delete again.
    case nameBlockersThenDelete
    /// Ask AWS Support: no documented way is known.
    case askSupport
}
