import AWSClient

extension SecretError.Kind {
    /// What an error of Secrets Manager means.
    ///
    /// Sources: "Errors" of the operations, AWS Secrets Manager API Reference; "Common Errors", the same.
    /// - Parameters:
    ///   - code: The error's code, without a namespace.
    ///   - isTransient: Whether the call may be tried again: a server's error, a time-out, or too many calls.
    init(awsCode code: String, isTransient: Bool) {
        switch code {
        case _ where AWSError.isUnauthenticated(code: code): self = .unauthenticated
        case "ResourceNotFoundException": self = .notFound
        case "AccessDeniedException", "AccessDenied", "NotAuthorized": self = .accessDenied
        case "InvalidParameterException", "InvalidNextTokenException", "ValidationException", "ValidationError",
            "PreconditionNotMetException", "SerializationException":
            self = .invalidRequest
        // A secret that is to be deleted, one without a rotation, a key of KMS that is disabled or out of reach.
        case "InvalidRequestException", "DecryptionFailure", "EncryptionFailure": self = .unusable
        case "ResourceExistsException": self = .conflict
        default: self = isTransient ? .unavailable : .failed
        }
    }
}

extension SecretError {
    /// Why a call of Secrets Manager failed. The service's words name who asked and for what, and never a value.
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
