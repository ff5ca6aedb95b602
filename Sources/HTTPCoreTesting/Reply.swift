public import HTTPCore
public import HTTPTypes
internal import Synchronization

/// A scripted reply of a ``FakeTransport``.
public struct Reply: Sendable {
    enum Ending: Sendable {
        case end
        case failure(TransportError)
        /// No further byte arrives.
        case silence
    }

    enum Content: Sendable {
        case response(HTTPResponse, pieces: [[UInt8]], Ending)
        case failure(TransportError)
        case silence
    }

    let content: Content

    /// A whole response.
    /// - Parameters:
    ///   - status: The status; 200 by default.
    ///   - fields: The header fields.
    ///   - body: The body.
    public static func response(
        _ status: HTTPResponse.Status = .ok, fields: HTTPFields = HTTPFields(), body: [UInt8] = []
    ) -> Reply {
        response(status, fields: fields, pieces: [body])
    }

    /// A whole response whose body comes in pieces.
    /// - Parameters:
    ///   - status: The status; 200 by default.
    ///   - fields: The header fields.
    ///   - pieces: The pieces of the body.
    public static func response(
        _ status: HTTPResponse.Status = .ok, fields: HTTPFields = HTTPFields(), pieces: [[UInt8]]
    ) -> Reply {
        Reply(content: .response(HTTPResponse(status: status, headerFields: fields), pieces: pieces, .end))
    }

    /// A response whose connection is lost within its body.
    /// - Parameters:
    ///   - fields: The header fields.
    ///   - body: The part of the body that arrives.
    ///   - error: The error that the next read throws.
    public static func cut(
        fields: HTTPFields = HTTPFields(), body: [UInt8],
        error: TransportError = TransportError(.connectionLost, "the connection was cut")
    ) -> Reply {
        Reply(content: .response(HTTPResponse(status: .ok, headerFields: fields), pieces: [body], .failure(error)))
    }

    /// A response whose body stalls until the deadline.
    /// - Parameter body: The part of the body that arrives.
    public static func stalled(body: [UInt8]) -> Reply {
        Reply(content: .response(HTTPResponse(status: .ok), pieces: [body], .silence))
    }

    /// A failed exchange without a response.
    /// - Parameter error: The error of the exchange.
    public static func failure(_ error: TransportError) -> Reply { Reply(content: .failure(error)) }

    /// No response: the exchange ends when it is cancelled or exceeds its time-out.
    public static let silence = Reply(content: .silence)

    func response(
        to request: OutboundRequest, deadline: ContinuousClock.Instant?
    ) async throws(TransportError) -> InboundResponse {
        switch content {
        case .failure(let error): throw error
        case .silence: throw await Deadline.wait(until: deadline)
        case .response(let head, let pieces, let ending):
            var head = head
            let size = head.headerFields.reduce(64) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
            guard size <= request.limits.headBytes else {
                throw TransportError(
                    .headTooLarge, "the response's head exceeds the limit of \(request.limits.headBytes) bytes")
            }
            let pieces = request.head.method == .head ? [] : pieces.filter { !$0.isEmpty }
            if request.head.method == .head { head.headerFields[.transferEncoding] = nil }
            let body = BodyScript(pieces, ending, limit: request.limits.bodyBytes, deadline: deadline)
            return InboundResponse(
                head, body: ResponseBody { () async throws(TransportError) -> [UInt8]? in try await body.next() })
        }
    }
}

/// The script of a body: its pieces and its ending.
private final class BodyScript: Sendable {
    private let pieces: Mutex<(rest: ArraySlice<[UInt8]>, count: Int)>
    private let ending: Reply.Ending
    private let limit: Int
    private let deadline: ContinuousClock.Instant?

    init(_ pieces: [[UInt8]], _ ending: Reply.Ending, limit: Int, deadline: ContinuousClock.Instant?) {
        self.pieces = Mutex((pieces[...], 0))
        self.ending = ending
        self.limit = limit
        self.deadline = deadline
    }

    func next() async throws(TransportError) -> [UInt8]? {
        try FakeTransport.checkCancellation()
        let (piece, count) = pieces.withLock { state in
            let piece = state.rest.popFirst()
            state.count += piece?.count ?? 0
            return (piece, state.count)
        }
        guard count <= limit else {
            throw TransportError(.bodyTooLarge, "the response's body exceeds the limit of \(limit) bytes")
        }
        if let piece { return piece }
        switch ending {
        case .end: return nil
        case .failure(let error): throw error
        case .silence: throw await Deadline.wait(until: deadline)
        }
    }
}
