import HummingbirdCore
import NIOCore
import Synchronization

/// An accepted connection that is closed if no task serves it.
///
/// A server that stops drops the connections that it accepted last. NIO traps when a `NIOAsyncChannel` is released before its
/// `executeThenClose`, so releasing this closes the connection in that way.
final class AcceptedConnection: Sendable {
    let channel: any Channel
    private let http: Mutex<HTTP1Channel.Value?>

    init(_ http: HTTP1Channel.Value) {
        channel = http.channel
        self.http = Mutex(http)
    }

    deinit {
        guard let http = take() else { return }
        // Not a child of any task: the one that would have served the connection has ended.
        Task { try? await http.executeThenClose { _, _ in } }
    }

    /// Returns the connection to the task that serves it; `nil` after the first call.
    func take() -> HTTP1Channel.Value? {
        http.withLock { http in
            defer { http = nil }
            return http
        }
    }
}
