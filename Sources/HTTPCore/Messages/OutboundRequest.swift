public import HTTPTypes

/// A request together with everything a transport must know to send it.
public struct OutboundRequest: Sendable {
    /// How long an exchange may take.
    public struct Timeouts: Sendable, Hashable {
        /// The time for finding the host, connecting to it and agreeing on TLS.
        public var connect: Duration
        /// The time from the call to the last byte of the response's body, or `nil` for no limit. It goes on while
        /// the reader of the body is slow.
        public var total: Duration?

        /// Creates time limits.
        /// - Parameters:
        ///   - connect: The time for connecting; 10 seconds by default.
        ///   - total: The time for everything; 60 seconds by default.
        public init(connect: Duration = .seconds(10), total: Duration? = .seconds(60)) {
            self.connect = connect
            self.total = total
        }
    }

    /// How large a response may be.
    public struct Limits: Sendable, Hashable {
        /// The bytes of the status line and the header fields, trailers included.
        public var headBytes: Int
        /// The bytes of the body.
        public var bodyBytes: Int

        /// Creates limits.
        /// - Parameters:
        ///   - headBytes: The bytes of the head; 64 KiB by default.
        ///   - bodyBytes: The bytes of the body; 64 MiB by default.
        public init(headBytes: Int = 64 * 1024, bodyBytes: Int = 64 * 1024 * 1024) {
            self.headBytes = headBytes
            self.bodyBytes = bodyBytes
        }
    }

    /// The method, the URL in parts, and the header fields. `Host` is made from the authority, and `Content-Length` and
    /// `Transfer-Encoding` from the body.
    public var head: HTTPRequest
    /// The body.
    public var body: RequestBody
    /// How long the exchange may take.
    public var timeouts: Timeouts
    /// How large the response may be.
    public var limits: Limits

    /// Creates a request to send.
    /// - Parameters:
    ///   - head: The method, the URL in parts, and the header fields.
    ///   - body: The body; none by default.
    ///   - timeouts: How long the exchange may take.
    ///   - limits: How large the response may be.
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
    /// The request in one line, its secrets redacted.
    public var description: String { Redaction.standard.describe(head) }

    /// A mirror that shows no more than ``description`` does.
    public var customMirror: Mirror { Mirror(self, children: ["head": description], displayStyle: .struct) }
}
