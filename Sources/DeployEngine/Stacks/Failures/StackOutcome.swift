package import AWSOperations

/// The outcome of a stack's operation.
package enum StackOutcome: Sendable, Hashable {
    /// The new state is live. The status may be `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`, in which the stack allows no other operation yet.
    case succeeded(StackDescription)
    /// The operation failed and was not undone completely, or the service does not run the wanted image.
    case failed(StackFailure)
    /// The operation failed and was undone.
    case rolledBack(StackFailure)
    /// A service deployment waits at a hook; the operation goes on.
    case paused(PausedDeployment)
    /// The operator left; the operation goes on.
    case detached
    /// The operator cancelled. Without a failure, nothing had been changed.
    case cancelled(StackFailure?)
    /// The deadline passed, and the operation was cancelled as far as its status allowed.
    case deadlineExceeded(StackFailure?)
}
