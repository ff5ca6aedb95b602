/// A header of answers, besides those of HTTP itself.
enum AnswerHeader: String, CaseIterable, Sendable {
    case accept = "Accept"
    case acceptEncoding = "Accept-Encoding"
    case acceptQuery = "Accept-Query"
    case cacheControl = "Cache-Control"
    case contentLocation = "Content-Location"
    case contentSecurityPolicy = "Content-Security-Policy"
    case crossOriginOpenerPolicy = "Cross-Origin-Opener-Policy"
    case eTag = "ETag"
    case idempotencyReplayed = "Idempotency-Replayed"
    case link = "Link"
    case location = "Location"
    case preferenceApplied = "Preference-Applied"
    case rateLimit = "RateLimit"
    case rateLimitPolicy = "RateLimit-Policy"
    case referrerPolicy = "Referrer-Policy"
    case retryAfter = "Retry-After"
    case serverTiming = "Server-Timing"
    case vary = "Vary"
    case wwwAuthenticate = "WWW-Authenticate"
    case contentTypeOptions = "X-Content-Type-Options"
    case requestID = "X-Request-Id"
    case consistency = "X-Weir-Consistency"

    /// The header's name.
    var name: String { rawValue }

    /// The shape of the value.
    var schema: Schema {
        switch self {
        case .retryAfter: .integer(0, nil)
        case .idempotencyReplayed: .choice(["true"])
        default: .string
        }
    }

    /// The meaning.
    var summary: String {
        switch self {
        case .accept: "the media types that the route accepts"
        case .acceptEncoding: "the content codings that the route accepts"
        case .acceptQuery: "the media types of the method QUERY (RFC 10008)"
        case .cacheControl: "the rules of caches"
        case .contentLocation: "the path of the resource in the body"
        case .contentSecurityPolicy: "the policy for browsers, which allows nothing, or a chart's own style sheet"
        case .crossOriginOpenerPolicy: "the isolation of a page from windows of other origins"
        case .eTag: "the entity tag; weak for answers to queries"
        case .idempotencyReplayed: "true if this is the answer to an earlier request with the same Idempotency-Key"
        case .link: "the next page (rel=\"next\"), or the rows of a chart (rel=\"alternate\")"
        case .location: "the path of the new resource"
        case .preferenceApplied: "the preferences that were applied"
        case .rateLimit: "what is left of the key's limits (draft-ietf-httpapi-ratelimit-headers-10)"
        case .rateLimitPolicy: "the key's limits (draft-ietf-httpapi-ratelimit-headers-10)"
        case .referrerPolicy: "the policy for Referer in requests from a page"
        case .retryAfter: "the seconds after which to try again"
        case .serverTiming: "the durations of the request's parts (W3C Server Timing)"
        case .vary: "the headers of the request that the answer depends on"
        case .wwwAuthenticate: "the expected credential (RFC 6750)"
        case .contentTypeOptions: "nosniff"
        case .requestID: "the request's id"
        case .consistency: "the dataset and its data version"
        }
    }

    /// The headers of every answer.
    static let everywhere: [AnswerHeader] = [.requestID, .contentTypeOptions, .contentSecurityPolicy]
    /// The headers of every answer to a client whose key has limits.
    static let limits: [AnswerHeader] = [.rateLimit, .rateLimitPolicy]
}
