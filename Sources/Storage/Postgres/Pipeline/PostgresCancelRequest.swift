import CLibPQ
import Dispatch
import Synchronization

/// A cancel request, sent on another thread: libpq blocks until the server answers, for minutes if the server is gone.
///
/// `@unchecked Sendable`: the handle belongs to one request, which alone uses it (PostgreSQL documentation, "Canceling Queries in
/// Progress": safe from another thread).
final class PostgresCancelRequest: @unchecked Sendable {
    private let handle: OpaquePointer
    private let end = DispatchGroup()
    private let over = Mutex(false)

    /// Sends a request; `nil` if memory runs out.
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

    /// `true` if the server has processed the request or cannot be reached.
    var isOver: Bool { over.withLock { $0 } }

    /// Waits until the request is over: one that arrives later would cancel the statement of another caller.
    func wait() { end.wait() }
}
