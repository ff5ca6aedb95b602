import Synchronization

/// The time that the work of one request waits in queues: for its turn, and for a connection.
///
/// A task-local value, because it measures only; no result depends on it.
package final class WorkWaits: Sendable {
    /// The waits of the current task's request; `nil` for work of no request.
    @TaskLocal package static var current: WorkWaits?

    private let waited = Mutex(Duration.zero)

    /// Creates the waits of a request.
    package init() {}

    /// The time so far.
    package var total: Duration { waited.withLock { $0 } }

    /// Adds a wait.
    func add(_ wait: Duration) { waited.withLock { $0 += wait } }
}
