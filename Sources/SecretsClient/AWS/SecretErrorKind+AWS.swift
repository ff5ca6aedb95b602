extension SecretError.Kind {
    /// What an error of Secrets Manager means.
    ///
    /// Sources: "Errors" of the operations, AWS Secrets Manager API Reference; "Common Errors", the same.
    /// - Parameters:
    ///   - code: The error's code, without a namespace.
    ///   - isTransient: Whether the call may be tried again: a server's error, a time-out, or too many calls.
    init(awsCode code: String, isTransient: Bool) {
        switch code {
        case "ResourceNotFoundException": self = .notFound
        case "AccessDeniedException", "AccessDenied", "NotAuthorized": self = .accessDenied
        case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException",
            "SignatureDoesNotMatch", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature",
            "MissingAuthenticationToken", "MissingAuthenticationTokenException", "AuthFailure", "OptInRequired",
            "RequestExpired", "RequestTimeTooSkewed":
            self = .unauthenticated
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
