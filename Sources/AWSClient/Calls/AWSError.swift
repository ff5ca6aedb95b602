public import HTTPCore

/// Why a call of a service failed. It never holds a secret: what a service repeats of the signature's input is cut off.
public struct AWSError: Error, Sendable {
    /// Where it failed.
    public enum Kind: Sendable {
        /// The service answered with an error; ``AWSError/code`` says which.
        case service
        /// No answer arrived.
        case transport(TransportError)
        /// There were no credentials to sign with.
        case credentials(CredentialsError)
        /// The request could not be written or signed; nothing was sent.
        case invalidRequest
        /// The answer is not what the service's protocol says.
        case invalidResponse
        /// The task was cancelled.
        case cancelled
    }

    /// Where it failed.
    public let kind: Kind
    /// The service's name, such as `Secrets Manager`.
    public let service: String
    /// The operation's name, such as `GetSecretValue`.
    public let operation: String
    /// The service's code, such as `ResourceNotFoundException`; empty unless the service answered with one.
    public let code: String
    /// What happened, in words.
    public let message: String
    /// The status of the answer, or nil if there was none.
    public let status: Int?
    /// The id to tell AWS's support, or nil if there is none.
    public let requestID: String?
    /// How often the call was tried.
    public internal(set) var attempts: Int

    /// Creates an error from its parts.
    public init(
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

    /// What the failure means for trying again; nil if that is no use.
    public var retryReason: RetryReason? {
        switch kind {
        case .service: ErrorCodes.retryReason(code: code, status: status ?? 0)
        case .transport(let error): RetryReason(error)
        case .credentials(let error): error.kind == .unavailable ? .transient : nil
        case .invalidRequest, .invalidResponse, .cancelled: nil
        }
    }

    /// Whether the same call may succeed a moment later.
    public var isRetryable: Bool { retryReason != nil }
    /// Whether the service asks for fewer calls.
    public var isThrottling: Bool { retryReason == .throttled }
    /// Whether the service says that who calls may not.
    public var isAccessDenied: Bool { ErrorCodes.accessDenied.contains(code) || (code.isEmpty && status == 403) }
    /// `true` if the service does not take the credentials: their key is unknown, they have expired, or their signature is wrong.
    public var isUnauthenticated: Bool { Self.isUnauthenticated(code: code) || (code.isEmpty && status == 401) }
    /// `true` if a service's code says that it does not take the credentials.
    public static func isUnauthenticated(code: String) -> Bool { ErrorCodes.unauthenticated.contains(code) }
    /// Whether the service says that what is asked for does not exist.
    public var isNotFound: Bool { ErrorCodes.notFound.contains(code) || (code.isEmpty && status == 404) }
}

extension AWSError: CustomStringConvertible {
    /// The service, the operation, the code, the message and the request's id.
    public var description: String {
        // Without an operation nothing was called yet, and the message names the service.
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
