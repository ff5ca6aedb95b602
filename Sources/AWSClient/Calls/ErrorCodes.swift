internal import HTTPCore
internal import HTTPTypes

/// What services' codes mean for a caller. Sources: "Retry behavior", AWS SDKs and Tools Reference Guide, and the lists
/// of AWS's SDKs.
enum ErrorCodes {
    /// The service or something behind it failed for the moment.
    static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "IDPCommunicationError",
    ]

    /// The service asks for fewer calls.
    static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
    ]

    /// The request's time was refused, perhaps because the clocks disagree.
    static let clockSkew: Set<String> = [
        "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "RequestTimeTooSkewed",
        "AccessDeniedException",
    ]

    /// The credentials were good once.
    static let expiredCredentials: Set<String> = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"]

    /// The credentials are not taken. "Common Errors", in the API references of AWS's services.
    static let unauthenticated: Set<String> = expiredCredentials.union([
        "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch",
        "InvalidAccessKeyId", "IncompleteSignature", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "AuthFailure", "OptInRequired", "RequestTimeTooSkewed", "InvalidToken",
    ])

    /// Who calls is known, but may not.
    static let accessDenied: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "NotAuthorized",
    ]

    /// What was asked for does not exist.
    static let notFound: Set<String> = [
        "ResourceNotFoundException", "NoSuchKey", "NoSuchBucket", "NoSuchEntity", "NotFound",
    ]

    /// What a code and a status say about trying again; nil if that is no use.
    static func retryReason(code: String, status: Int) -> RetryReason? {
        if throttling.contains(code) { return .throttled }
        if transient.contains(code) { return code.hasPrefix("RequestTimeout") ? .timeout : .transient }
        return RetryReason(status: HTTPResponse.Status(code: min(max(status, 100), 999)))
    }
}
