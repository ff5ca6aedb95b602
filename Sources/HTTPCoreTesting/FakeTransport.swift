public import HTTPCore
public import HTTPTypes
internal import Synchronization

/// A transport without a network: it answers from a script and remembers what it was sent.
///
/// It keeps the promises of ``HTTPTransport`` and is held to them by the same tests as ``CurlTransport``: it refuses
/// requests that could not be sent, reads the request's body to its end, enforces limits and time limits, and ends when
/// its caller is cancelled.
public struct FakeTransport: HTTPTransport {
    /// What the fake was asked to send.
    public struct Recorded: Sendable {
        /// The method, the URL in parts and the header fields.
        public let head: HTTPRequest
        /// The body, whole.
        public let body: [UInt8]
        /// How long the exchange was allowed to take.
        public let timeouts: OutboundRequest.Timeouts
    }

    /// Answers a request.
    public typealias Handler = @Sendable (Recorded) async throws(TransportError) -> Reply

    private let handler: Handler
    private let log = Log()

    private final class Log: Sendable {
        let requests = Mutex<[Recorded]>([])
    }

    /// Answers each request as it comes.
    /// - Parameter handler: Called for every request, from any task.
    public init(handler: @escaping Handler) {
        self.handler = handler
    }

    /// Answers requests from a script, in the order of the replies. A request beyond its end fails with
    /// ``TransportError/Kind/connection``.
    /// - Parameter script: The replies.
    public init(script: [Reply]) {
        let replies = Script(script)
        self.init { request async throws(TransportError) in
            guard let reply = replies.next() else {
                throw TransportError(
                    .connection,
                    "the script has no reply left for \(request.head.method) \(request.head.path ?? "/")")
            }
            return reply
        }
    }

    private final class Script: Sendable {
        private let replies: Mutex<ArraySlice<Reply>>

        init(_ replies: [Reply]) {
            self.replies = Mutex(replies[...])
        }

        func next() -> Reply? { replies.withLock { $0.popFirst() } }
    }

    /// Everything that was sent so far, in order.
    public var requests: [Recorded] { log.requests.withLock { $0 } }

    /// Records the request and gives what the script says.
    public func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse {
        _ = try request.validated()
        try Self.checkCancellation()
        let clock = ContinuousClock()
        let deadline = request.timeouts.total.map { clock.now.advanced(by: $0) }
        let recorded = Recorded(head: request.head, body: try await read(request), timeouts: request.timeouts)
        log.requests.withLock { $0.append(recorded) }
        let reply = try await Deadline.run(until: deadline) { () async throws(TransportError) in
            try await handler(recorded)
        }
        return try await reply.response(to: request, deadline: deadline)
    }

    static func checkCancellation() throws(TransportError) {
        if Task.isCancelled { throw TransportError(.cancelled, "the exchange was cancelled") }
    }

    private func read(_ request: OutboundRequest) async throws(TransportError) -> [UInt8] {
        guard case .stream(let length, _, let make) = request.body.storage else {
            if case .bytes(let bytes) = request.body.storage { return bytes }
            return []
        }
        var body: [UInt8] = []
        do {
            for try await piece in make() { body += piece }
        } catch {
            try Self.checkCancellation()
            throw TransportError(.requestBody, "the request's body failed while it was sent", underlying: error)
        }
        if let length, length != body.count {
            throw TransportError(.requestBody, "the request's body was to have \(length) bytes but has \(body.count)")
        }
        return body
    }
}
