import Synchronization

/// The shutdown state of the server. Once draining begins, readiness fails, and requests in flight finish.
package final class DrainState: Sendable {
    private let draining = Mutex(false)
    /// The listening socket.
    let listener = Listener()

    /// Creates the state of a server that is not draining.
    package init() {}

    /// A Boolean value that indicates whether the server is shutting down.
    package var isDraining: Bool { draining.withLock { $0 } }

    /// Starts to drain.
    package func begin() { draining.withLock { $0 = true } }

    /// Stops accepting new connections without resetting any. The listening socket can be closed after this returns.
    ///
    /// - Parameter limit: The maximum wait.
    package func refuseConnections(within limit: Duration) async { await listener.refuseConnections(within: limit) }
}
