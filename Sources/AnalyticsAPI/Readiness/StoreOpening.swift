public import Storage
import Synchronization

/// The state of the server's store: being opened, open, or open with a schema that this program cannot serve on.
///
/// The task that opens the store writes it; requests and health checks read it. While the store is being opened, the server is
/// alive, is not ready, and answers requests with 503 and the reason.
public final class StoreOpening: Sendable {
    private struct State {
        var reason: String?
        var problem: SchemaProblem?
    }

    private let state: Mutex<State>

    /// A store that is open.
    ///
    /// - Parameter problem: The reason for which this program cannot serve on its schema.
    public init(problem: SchemaProblem? = nil) { state = Mutex(State(reason: nil, problem: problem)) }

    /// A store that is being opened.
    ///
    /// - Parameter reason: What the server waits for, in a sentence without names of hosts and users.
    public init(waiting reason: String) { state = Mutex(State(reason: reason, problem: nil)) }

    /// Notes what the server waits for now.
    public func wait(for reason: String) { state.withLock { $0.reason = reason } }

    /// Notes that the store is open.
    ///
    /// - Parameter problem: The reason for which this program cannot serve on its schema.
    public func finish(problem: SchemaProblem? = nil) { state.withLock { $0 = State(reason: nil, problem: problem) } }

    /// The reason for which the store is not open yet; `nil` once it is open.
    var reason: String? { state.withLock { $0.reason } }

    /// The reason for which this program cannot serve on the schema.
    var problem: SchemaProblem? {
        get { state.withLock { $0.problem } }
        set { state.withLock { $0.problem = newValue } }
    }
}
