/// Why an exchange failed before its response was complete. It carries no header and no body.
public struct TransportError: Error, Sendable {
    /// What went wrong, in kinds that call for different reactions.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The request cannot be sent as it is; nothing has been sent.
        case invalidRequest
        /// The host's name could not be resolved.
        case nameResolution
        /// No connection could be made: refused, unreachable, or the proxy would not.
        case connection
        /// No connection was made in the time allowed for it.
        case connectTimeout
        /// The exchange did not end in the time allowed for it.
        case timeout
        /// TLS could not be agreed, or the server's certificate is not to be trusted.
        case tls
        /// The connection was cut, reset or closed before the response was complete.
        case connectionLost
        /// What came back is no HTTP.
        case malformedResponse
        /// The response's head is larger than was accepted.
        case headTooLarge
        /// The response's body is larger than was accepted.
        case bodyTooLarge
        /// The request's own body failed while it was being sent.
        case requestBody
        /// A redirect could not be followed, or there were too many.
        case redirect
        /// The task was cancelled, or the response was dropped.
        case cancelled
        /// The response's body is being read already; it can be read once.
        case bodyAlreadyRead
        /// The library underneath failed or lacks something.
        case unsupported
    }

    /// What went wrong.
    public let kind: Kind
    /// What happened, in words for a person: what was got, what was expected, and where.
    public let message: String
    /// The error that the request's own body ended with, for ``Kind/requestBody``.
    public let underlying: (any Error)?

    /// Creates an error.
    /// - Parameters:
    ///   - kind: What went wrong.
    ///   - message: What happened, in words for a person. It must not hold a secret.
    ///   - underlying: The error behind it, if there is one.
    public init(_ kind: Kind, _ message: String, underlying: (any Error)? = nil) {
        self.kind = kind
        self.message = message
        self.underlying = underlying
    }

    /// Whether the same request may succeed a moment later: the network failed, not the request.
    public var isTransient: Bool {
        switch kind {
        case .nameResolution, .connection, .connectTimeout, .timeout, .connectionLost: true
        case .invalidRequest, .tls, .malformedResponse, .headTooLarge, .bodyTooLarge, .requestBody, .redirect,
            .cancelled, .bodyAlreadyRead, .unsupported:
            false
        }
    }

    /// Whether a time limit was exceeded.
    public var isTimeout: Bool { kind == .timeout || kind == .connectTimeout }
}

extension TransportError: CustomStringConvertible {
    /// The kind and the message.
    public var description: String { "\(kind.rawValue): \(message)" }
}
