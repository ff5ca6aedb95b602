/// The outcome of a one-off task.
package enum RunTaskOutcome: Sendable, Hashable {
    /// The container ended with this exit code.
    case exited(task: String, code: Int)
    /// The task stopped without an exit code, such as when its image could not be pulled.
    case failed(TaskFailure)
    /// The operator left; the task goes on.
    case detached(task: String)
    /// The operator cancelled; the task was stopped.
    case cancelled(task: String)
    /// The deadline passed; the task was stopped.
    case deadlineExceeded(task: String)
}

/// The failure of a task.
package struct TaskFailure: Sendable, Hashable, Codable {
    /// The task's ARN; nil if ECS started none.
    package var task: String?
    /// The stop code, such as `TaskFailedToStart`.
    package var stopCode: String?
    /// The reason, as ECS states it, with those of the containers.
    package var reason: String

    /// Creates a failure.
    package init(task: String? = nil, stopCode: String? = nil, reason: String) {
        self.task = task
        self.stopCode = stopCode
        self.reason = reason
    }
}
