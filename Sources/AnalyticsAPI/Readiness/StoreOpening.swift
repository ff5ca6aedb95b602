package import Storage
import Synchronization

/// The state of the server's store: being opened, open, or open with a schema that this program cannot serve.
///
/// The task that opens the store writes the state; requests and health checks read it. Until the store is open, the server is
/// live but not ready, and answers requests with 503 and the reason.
package final class StoreOpening: Sendable {
    private struct State {
        var reason: String?
        var problem: SchemaError?
    }

    private let state: Mutex<State>

    /// Creates the state of an open store.
    ///
    /// - Parameter problem: The reason why this program cannot serve the store's schema.
    package init(problem: SchemaError? = nil) { state = Mutex(State(reason: nil, problem: problem)) }

    /// Creates the state of a store that is being opened.
    ///
    /// - Parameter reason: The reason for the wait, in a sentence without names of hosts and users.
    package init(waiting reason: String) { state = Mutex(State(reason: reason, problem: nil)) }

    /// Sets the current reason for the wait.
    package func wait(for reason: String) { state.withLock { $0.reason = reason } }

    /// Marks the store as open.
    ///
    /// - Parameter problem: The reason why this program cannot serve the store's schema.
    package func finish(problem: SchemaError? = nil) { state.withLock { $0 = State(reason: nil, problem: problem) } }

    /// The reason why the store is not open yet; `nil` once it is open.
    var reason: String? { state.withLock { $0.reason } }

    /// The reason why this program cannot serve the store's schema.
    var problem: SchemaError? {
        get { state.withLock { $0.problem } }
        set { state.withLock { $0.problem = newValue } }
    }
}
