/// An error of an HTTP exchange. It contains no header field and no body.
public struct TransportError: Error, Sendable {
    /// The kinds of errors, by the reaction they require.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The request is invalid; nothing has been sent.
        case invalidRequest
        /// The host's name could not be resolved.
        case nameResolution
        /// The connection failed: refused, unreachable, or rejected by the proxy.
        case connection
        /// The connection exceeded its time-out.
        case connectTimeout
        /// The exchange exceeded its time-out.
        case timeout
        /// The TLS handshake failed, or the server's certificate is not trusted.
        case tls
        /// The connection was reset or closed before the response was complete.
        case connectionLost
        /// The response is not valid HTTP.
        case malformedResponse
        /// The response's head exceeds its limit.
        case headTooLarge
        /// The response's body exceeds its limit.
        case bodyTooLarge
        /// The request's own body failed while it was sent.
        case requestBody
        /// A redirect could not be followed, or the limit was exceeded.
        case redirect
        /// The task was cancelled, or the response was released.
        case cancelled
        /// The response's body was read before; it can be read once.
        case bodyAlreadyRead
        /// libcurl failed or lacks a feature.
        case unsupported
    }

    /// The kind of error.
    public let kind: Kind
    /// A message for people, with the received and the expected value.
    public let message: String
    /// The error of the request's own body, for ``Kind/requestBody``.
    public let underlying: (any Error)?

    /// Creates an error.
    /// - Parameters:
    ///   - kind: The kind of error.
    ///   - message: A message for people. It must not contain a secret.
    ///   - underlying: The underlying error, if there is one.
    public init(_ kind: Kind, _ message: String, underlying: (any Error)? = nil) {
        self.kind = kind
        self.message = message
        self.underlying = underlying
    }

    /// `true` if the same request may succeed later, because the network failed and not the request.
    public var isTransient: Bool {
        switch kind {
        case .nameResolution, .connection, .connectTimeout, .timeout, .connectionLost: true
        case .invalidRequest, .tls, .malformedResponse, .headTooLarge, .bodyTooLarge, .requestBody, .redirect,
            .cancelled, .bodyAlreadyRead, .unsupported:
            false
        }
    }

    /// `true` if a time-out was exceeded.
    public var isTimeout: Bool { kind == .timeout || kind == .connectTimeout }
}

extension TransportError: CustomStringConvertible {
    /// The kind and the message.
    public var description: String { "\(kind.rawValue): \(message)" }
}
