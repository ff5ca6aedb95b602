internal import AWSClient
internal import SecretsClient

extension SecretError.Kind {
    /// Creates the kind for an error code of Secrets Manager.
    ///
    /// Sources: "Errors" of the operations, AWS Secrets Manager API Reference; "Common Errors", the same.
    /// - Parameters:
    ///   - code: The error's code, without a namespace.
    ///   - isTransient: `true` if the call may be retried: a server error, a time-out, or throttling.
    init(awsCode code: String, isTransient: Bool) {
        switch code {
        case _ where AWSError.isUnauthenticated(code: code): self = .unauthenticated
        case "ResourceNotFoundException": self = .notFound
        case "AccessDeniedException", "AccessDenied", "NotAuthorized": self = .accessDenied
        case "InvalidParameterException", "InvalidNextTokenException", "ValidationException", "ValidationError",
            "PreconditionNotMetException", "SerializationException":
            self = .invalidRequest
        // A secret scheduled for deletion, one without a rotation, or a disabled or unreachable KMS key.
        case "InvalidRequestException", "DecryptionFailure", "EncryptionFailure": self = .unusable
        case "ResourceExistsException": self = .conflict
        default: self = isTransient ? .unavailable : .failed
        }
    }
}

extension SecretError {
    /// Creates an error for a failed call of Secrets Manager. The service's message contains the caller and the request, but
    /// never a value.
    init(_ error: AWSError, id: String) {
        let kind: Kind =
            switch error.kind {
            case .service: Kind(awsCode: error.code, isTransient: error.isRetryable)
            case .transport: error.isRetryable ? .unavailable : .failed
            case .credentials: error.isRetryable ? .unavailable : .unauthenticated
            case .invalidRequest: .invalidRequest
            case .invalidResponse: .failed
            case .cancelled: .cancelled
            }
        self.init(kind, id: id, reason: error.description)
    }
}
