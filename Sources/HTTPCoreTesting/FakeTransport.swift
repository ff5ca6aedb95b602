public import HTTPCore
public import HTTPTypes
internal import Synchronization

/// A transport without a network: it replies from a script and records requests.
///
/// It passes the same contract tests as ``CurlTransport``: it rejects invalid requests, reads the request's body to its
/// end, enforces limits and time-outs, and ends when its caller is cancelled.
public struct FakeTransport: HTTPTransport {
    /// A recorded request.
    public struct Recorded: Sendable {
        /// The method, the URL in parts and the header fields.
        public let head: HTTPRequest
        /// The whole body.
        public let body: [UInt8]
        /// The time-outs of the exchange.
        public let timeouts: OutboundRequest.Timeouts
    }

    /// Returns the reply to a request.
    public typealias Handler = @Sendable (Recorded) async throws(TransportError) -> Reply

    private let handler: Handler
    private let log = Log()

    private final class Log: Sendable {
        let requests = Mutex<[Recorded]>([])
    }

    /// Creates a transport that replies with a closure.
    /// - Parameter handler: Called for every request, from any task.
    public init(handler: @escaping Handler) {
        self.handler = handler
    }

    /// Creates a transport that replies from a script, in order. A request beyond the script's end fails with
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

    /// The requests sent so far, in order.
    public var requests: [Recorded] { log.requests.withLock { $0 } }

    /// Records the request and returns the script's response.
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
            throw TransportError(
                .requestBody, "the request's body was declared as \(length) bytes but has \(body.count)")
        }
        return body
    }
}
