public import HTTPCore

/// An error of a call to a service. It contains no secret: the signature's input, which some services repeat, is removed.
public struct AWSError: Error, Sendable {
    /// The origin of the failure.
    public enum Kind: Sendable {
        /// The service returned an error; ``AWSError/code`` identifies it.
        case service
        /// No response arrived.
        case transport(TransportError)
        /// There were no credentials to sign with.
        case credentials(CredentialsError)
        /// The request could not be encoded or signed; nothing was sent.
        case invalidRequest
        /// The response does not follow the service's protocol.
        case invalidResponse
        /// The task was cancelled.
        case cancelled
    }

    /// The origin of the failure.
    public let kind: Kind
    /// The service's name, such as `Secrets Manager`.
    public let service: String
    /// The operation's name, such as `GetSecretValue`.
    public let operation: String
    /// The service's error code, such as `ResourceNotFoundException`; empty if there is none.
    public let code: String
    /// A message for people.
    public let message: String
    /// The response's status, or nil if there was no response.
    public let status: Int?
    /// The request's id for AWS Support, or nil if there is none.
    public let requestID: String?
    /// The number of attempts.
    public internal(set) var attempts: Int

    /// Creates an error from its parts.
    package init(
        _ kind: Kind, service: String, operation: String, code: String = "", message: String, status: Int? = nil,
        requestID: String? = nil, attempts: Int = 1
    ) {
        self.kind = kind
        self.service = service
        self.operation = operation
        self.code = code
        self.message = message
        self.status = status
        self.requestID = requestID
        self.attempts = attempts
    }

    /// The reason to retry; nil if a retry would not help.
    public var retryReason: RetryReason? {
        switch kind {
        case .service: ErrorCodes.retryReason(code: code, status: status ?? 0)
        case .transport(let error): RetryReason(error)
        case .credentials(let error): error.kind == .unavailable ? .transient : nil
        case .invalidRequest, .invalidResponse, .cancelled: nil
        }
    }

    /// `true` if the same call may succeed later.
    public var isRetryable: Bool { retryReason != nil }
    /// `true` if the service is throttling calls.
    public var isThrottling: Bool { retryReason == .throttled }
    /// `true` if the service denies the caller access.
    public var isAccessDenied: Bool { ErrorCodes.accessDenied.contains(code) || (code.isEmpty && status == 403) }
    /// `true` if the service rejects the credentials: the key is unknown, they have expired, or the signature is wrong.
    public var isUnauthenticated: Bool { Self.isUnauthenticated(code: code) || (code.isEmpty && status == 401) }
    /// `true` if a service's error code means that it rejects the credentials.
    package static func isUnauthenticated(code: String) -> Bool { ErrorCodes.unauthenticated.contains(code) }
    /// `true` if the service reports that the requested resource does not exist.
    public var isNotFound: Bool { ErrorCodes.notFound.contains(code) || (code.isEmpty && status == 404) }
}

extension AWSError: CustomStringConvertible {
    /// The service, the operation, the code, the message and the request's id.
    public var description: String {
        // Without an operation no call was made, and the message names the service.
        var text = operation.isEmpty ? "" : "\(service) \(operation): "
        if !code.isEmpty { text += code + ": " }
        text += message.isEmpty ? "no message" : message
        var notes: [String] = []
        if let status { notes.append("HTTP \(status)") }
        if let requestID { notes.append("request \(requestID)") }
        if attempts > 1 { notes.append("\(attempts) attempts") }
        return notes.isEmpty ? text : text + " (" + notes.joined(separator: ", ") + ")"
    }
}
