import CLibPQ
import Dispatch
import Synchronization

/// A request to stop what a session does, made on another thread: libpq waits for the server's answer, and one that is gone is waited
/// for for minutes.
///
/// `@unchecked Sendable`: the handle is made for one request (PostgreSQL documentation, "Canceling Queries in Progress": safe from
/// another thread), and touched by that alone.
final class PostgresCancelRequest: @unchecked Sendable {
    private let handle: OpaquePointer
    private let end = DispatchGroup()
    private let over = Mutex(false)

    /// Sends a request; `nil` if there is no memory for one.
    init?(to connection: OpaquePointer) {
        guard let handle = PQgetCancel(connection) else { return nil }
        self.handle = handle
        end.enter()
        DispatchQueue.global().async {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(self.handle, &message, Int32(message.count))
            self.over.withLock { $0 = true }
            self.end.leave()
        }
    }

    deinit { PQfreeCancel(handle) }

    /// `true` if the server has passed the request on, or cannot be reached.
    var isOver: Bool { over.withLock { $0 } }

    /// Waits until it has; a request that comes later would stop another client's statement.
    func wait() { end.wait() }
}
