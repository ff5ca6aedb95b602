import HTTPTypes

extension HTTPField.Name {
    /// The client's preferences (RFC 7240, section 2).
    static let prefer = HTTPField.Name(validated: "Prefer")
    /// The preferences that the server applied (RFC 7240, section 3).
    static let preferenceApplied = HTTPField.Name(validated: "Preference-Applied")
    /// The dataset and data version of an answer, or the least that a read requires; see ``Storage/ReadConsistency``.
    static let weirConsistency = HTTPField.Name(validated: "X-Weir-Consistency")
    /// The key that makes a repeated request idempotent (IETF draft "The Idempotency-Key HTTP Header Field").
    static let idempotencyKey = HTTPField.Name(validated: "Idempotency-Key")
    /// `true` in a repeated answer to an earlier request with the same key.
    static let idempotencyReplayed = HTTPField.Name(validated: "Idempotency-Replayed")
    /// The request's id.
    static let requestID = HTTPField.Name(validated: "X-Request-Id")
    /// The client's place in a trace (W3C Trace Context).
    static let traceParent = HTTPField.Name(validated: "traceparent")
    /// The client's place in a trace, as AWS writes it.
    static let amazonTraceID = HTTPField.Name(validated: "X-Amzn-Trace-Id")
    /// The durations of an answer's parts (W3C Server Timing).
    static let serverTiming = HTTPField.Name(validated: "Server-Timing")
    /// The limits of a client (draft-ietf-httpapi-ratelimit-headers-10).
    static let rateLimitPolicy = HTTPField.Name(validated: "RateLimit-Policy")
    /// The rest of the limits (draft-ietf-httpapi-ratelimit-headers-10).
    static let rateLimit = HTTPField.Name(validated: "RateLimit")
    /// The user's claims in a token of an Application Load Balancer.
    static let balancerData = HTTPField.Name(validated: "X-Amzn-Oidc-Data")
    /// The id of a request of Amazon Data Firehose, the same for its retries.
    static let firehoseRequestID = HTTPField.Name(validated: "X-Amz-Firehose-Request-Id")
    /// The ARN of the stream that sends a request.
    static let firehoseSource = HTTPField.Name(validated: "X-Amz-Firehose-Source-Arn")
    /// The access key that the stream is configured with.
    static let firehoseAccessKey = HTTPField.Name(validated: "X-Amz-Firehose-Access-Key")
    /// The parameters that the stream is configured with, as JSON.
    static let firehoseAttributes = HTTPField.Name(validated: "X-Amz-Firehose-Common-Attributes")
    /// The relation of a request's page to its target (Fetch Metadata Request Headers, section 2.3).
    static let secFetchSite = HTTPField.Name(validated: "Sec-Fetch-Site")
    /// The next page of a row list (RFC 8288).
    static let link = HTTPField.Name(validated: "Link")

    /// The policy for `Referer` in requests from a page (Referrer Policy).
    static let referrerPolicy = HTTPField.Name(validated: "Referrer-Policy")
    /// The isolation of a page from windows of other origins (HTML Standard, "cross-origin opener policies").
    static let crossOriginOpenerPolicy = HTTPField.Name(validated: "Cross-Origin-Opener-Policy")

    /// The protocol revision of a request of the Model Context Protocol.
    static let mcpProtocolVersion = HTTPField.Name(validated: "MCP-Protocol-Version")
    /// The method in the body of such a request.
    static let mcpMethod = HTTPField.Name(validated: "Mcp-Method")
    /// The tool in the body of such a request.
    static let mcpName = HTTPField.Name(validated: "Mcp-Name")

    /// The media types of a query's content (RFC 10008).
    static let acceptQuery = HTTPField.Name(validated: "Accept-Query")

    /// Creates a name from a literal that is a valid token.
    private init(validated name: StaticString) {
        // Not nil: the literals above are tokens.
        self = HTTPField.Name("\(name)") ?? .date
    }
}
