public import HTTPTypes

/// A request with its body, time-outs and limits.
public struct OutboundRequest: Sendable {
    /// The time-outs of an exchange.
    public struct Timeouts: Sendable, Hashable {
        /// The time for name resolution, connection and TLS handshake.
        public var connect: Duration
        /// The time from the call to the last byte of the response's body, or `nil` for no limit. Time in which the
        /// reader of the body is slow counts.
        public var total: Duration?

        /// Creates time-outs.
        /// - Parameters:
        ///   - connect: The time for the connection; 10 seconds by default.
        ///   - total: The time for the whole exchange; 60 seconds by default.
        public init(connect: Duration = .seconds(10), total: Duration? = .seconds(60)) {
            self.connect = connect
            self.total = total
        }
    }

    /// The maximum size of a response.
    public struct Limits: Sendable, Hashable {
        /// The maximum size of the status line, header fields and trailers, in bytes.
        public var headBytes: Int
        /// The maximum size of the body, in bytes.
        public var bodyBytes: Int

        /// Creates limits.
        /// - Parameters:
        ///   - headBytes: The maximum size of the head; 64 KiB by default.
        ///   - bodyBytes: The maximum size of the body; 64 MiB by default.
        public init(headBytes: Int = 64 * 1024, bodyBytes: Int = 64 * 1024 * 1024) {
            self.headBytes = headBytes
            self.bodyBytes = bodyBytes
        }
    }

    /// The method, the URL in parts, and the header fields. The transport derives `Host` from the authority, and
    /// `Content-Length` and `Transfer-Encoding` from the body.
    public var head: HTTPRequest
    /// The body.
    public var body: RequestBody
    /// The time-outs of the exchange.
    public var timeouts: Timeouts
    /// The maximum size of the response.
    public var limits: Limits

    /// Creates a request to send.
    /// - Parameters:
    ///   - head: The method, the URL in parts, and the header fields.
    ///   - body: The body; none by default.
    ///   - timeouts: The time-outs of the exchange.
    ///   - limits: The maximum size of the response.
    public init(
        _ head: HTTPRequest, body: RequestBody = .empty, timeouts: Timeouts = Timeouts(), limits: Limits = Limits()
    ) {
        self.head = head
        self.body = body
        self.timeouts = timeouts
        self.limits = limits
    }
}

extension OutboundRequest: CustomStringConvertible, CustomReflectable {
    /// The request in one line, with secrets redacted.
    public var description: String { Redaction.standard.describe(head) }

    /// A mirror of the parts that ``description`` shows.
    public var customMirror: Mirror { Mirror(self, children: ["head": description], displayStyle: .struct) }
}
