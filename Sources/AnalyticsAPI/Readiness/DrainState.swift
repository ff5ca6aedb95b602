import Synchronization

/// Whether the server has been told to stop: readiness then fails at once, while requests in flight finish.
public final class DrainState: Sendable {
    private let draining = Mutex(false)
    /// The socket that the server listens on.
    let listener = Listener()

    /// A server that is not stopping.
    public init() {}

    /// Whether the server is stopping.
    public var isDraining: Bool { draining.withLock { $0 } }

    /// The server is stopping from now on.
    public func begin() { draining.withLock { $0 = true } }

    /// Stops taking connections without cutting any: the server can be told to close its socket once this returns.
    ///
    /// - Parameter limit: The longest wait.
    public func refuseConnections(within limit: Duration) async { await listener.refuseConnections(within: limit) }
}
