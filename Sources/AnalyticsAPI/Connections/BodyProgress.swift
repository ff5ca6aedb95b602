import NIOCore
import Synchronization

/// The progress of reading a request's body, shared between the reader and the responder.
final class BodyProgress: Sendable {
    private let channel: any Channel
    private let state = Mutex((isBegun: false, isComplete: false, bytes: 0))
    private let limited = Mutex<RequestLimiter.Client?>(nil)

    init(channel: any Channel) { self.channel = channel }

    /// Records that the body is about to be read.
    ///
    /// - Parameter isExpected: `true` if the client sent `Expect: 100-continue`; it gets its `100 Continue`.
    func begin(isExpected: Bool) {
        let isFirst = state.withLock { state in
            defer { state.isBegun = true }
            return !state.isBegun
        }
        if isFirst, isExpected { channel.triggerUserOutboundEvent(BodyWanted(), promise: nil) }
    }

    /// A Boolean value that indicates whether a reader of the body stopped before its end.
    var isAbandoned: Bool { state.withLock { $0.isBegun && !$0.isComplete } }

    /// The bytes received so far.
    var bytes: Int { state.withLock { $0.bytes } }

    /// Counts received bytes.
    func received(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

    /// Lets the body's rows count against the limits of a client.
    func count(for client: RequestLimiter.Client?) { limited.withLock { $0 = client } }

    /// Tests the bytes of rows that a request announces.
    ///
    /// - Throws: ``APIError`` if they exceed a limit of the client.
    func announceRows(_ bytes: Int) throws(APIError) { try limited.withLock { $0 }?.announce(bytes) }

    /// Counts received bytes of rows.
    ///
    /// - Throws: ``APIError`` once they exceed a limit of the client.
    func receivedRows(_ bytes: Int) throws(APIError) { try limited.withLock { $0 }?.receive(bytes) }

    /// Marks the body as read completely.
    func finish() { state.withLock { $0.isComplete = true } }
}

/// An outbound event: the request's body is about to be read.
struct BodyWanted: Sendable {}
