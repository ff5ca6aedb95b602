internal import HTTPCore
internal import HTTPTypes

/// Classes of services' error codes. Sources: "Retry behavior", AWS SDKs and Tools Reference Guide, and the lists of
/// AWS's SDKs.
enum ErrorCodes {
    /// Temporary failures of the service or its dependencies.
    static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "IDPCommunicationError",
    ]

    /// Throttling.
    static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
    ]

    /// Rejected signatures, which clock skew may have caused.
    static let clockSkew: Set<String> = [
        "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "RequestTimeTooSkewed",
        "AccessDeniedException",
    ]

    /// Expired credentials.
    static let expiredCredentials: Set<String> = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"]

    /// Rejected credentials. Source: "Common Errors" in the API references of AWS's services.
    static let unauthenticated: Set<String> = expiredCredentials.union([
        "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch",
        "InvalidAccessKeyId", "IncompleteSignature", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "AuthFailure", "OptInRequired", "RequestTimeTooSkewed", "InvalidToken",
    ])

    /// Denied access of an authenticated caller.
    static let accessDenied: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "NotAuthorized",
    ]

    /// Missing resources.
    static let notFound: Set<String> = [
        "ResourceNotFoundException", "NoSuchKey", "NoSuchBucket", "NoSuchEntity", "NotFound",
    ]

    /// The reason to retry for a code and a status; nil if a retry would not help.
    static func retryReason(code: String, status: Int) -> RetryReason? {
        if throttling.contains(code) { return .throttled }
        if transient.contains(code) { return code.hasPrefix("RequestTimeout") ? .timeout : .transient }
        return RetryReason(status: HTTPResponse.Status(code: min(max(status, 100), 999)))
    }
}
