/// A header of requests that routes evaluate, besides `Authorization`, `Accept` and `Content-Type`.
enum RequestHeader: String, CaseIterable, Sendable {
    case contentEncoding = "Content-Encoding"
    case idempotencyKey = "Idempotency-Key"
    case ifMatch = "If-Match"
    case ifNoneMatch = "If-None-Match"
    case prefer = "Prefer"
    case traceParent = "traceparent"
    case requestID = "X-Request-Id"
    case consistency = "X-Weir-Consistency"
    case firehoseRequestID = "X-Amz-Firehose-Request-Id"
    case firehoseSource = "X-Amz-Firehose-Source-Arn"
    case firehoseAttributes = "X-Amz-Firehose-Common-Attributes"
    case mcpMethod = "Mcp-Method"
    case mcpName = "Mcp-Name"
    case mcpProtocolVersion = "MCP-Protocol-Version"

    /// The header's name.
    var name: String { rawValue }

    /// The shape of the value.
    var schema: Schema {
        switch self {
        case .contentEncoding: .choice(["gzip", "identity"])
        case .idempotencyKey: .string(matching: "^[!-~]{1,255}$")
        case .ifMatch, .ifNoneMatch: .string(matching: #"^([*]|(W/)?"[!#-~]*"(, *(W/)?"[!#-~]*")*)$"#)
        case .firehoseRequestID: .string(matching: "^[!-~]{1,128}$")
        case .firehoseSource: .string(matching: "^[!-~]{0,512}$")
        case .firehoseAttributes: .string
        case .consistency: .string(matching: "^(current|([0-9a-z]{1,10}-)?(0|[1-9][0-9]{0,17}))$")
        // Preferences, ids and traces that the server does not know are ignored.
        case .prefer, .requestID, .traceParent, .mcpMethod, .mcpName, .mcpProtocolVersion: .string
        }
    }

    /// The meaning.
    var summary: String {
        switch self {
        case .contentEncoding: "the compression of the body"
        case .idempotencyKey: "a text that makes a repeated request return the first answer, for seven days"
        case .ifMatch: "entity tags, one of which the resource must have"
        case .ifNoneMatch: "entity tags of copies that the client has; 304 if one of them is current"
        case .prefer:
            "how to treat invalid rows: "
                + RowHandling.allCases.map { "handling=\($0.rawValue)" }.joined(separator: " (default) or ")
                + "; rows with the keys of other ones, when rows are written: "
                + KeyResolution.allCases.map { "resolution=\($0.rawValue)" }.joined(separator: " or ")
                + "; the most rows that a deletion may delete: max-affected=N; a query as a job: respond-async"
                + "; the seconds to wait for a job: wait=N"
        case .traceParent: "the client's place in a trace (W3C Trace Context)"
        case .requestID: "the request's id in the answer and in the log, if it is 1 to 128 visible ASCII characters"
        case .consistency:
            "this header of an earlier answer, or \"current\": the least data version that the read must have"
        case .firehoseRequestID: "the request's id, the same for its retries; required"
        case .firehoseSource: "the ARN of the stream; with the request's id, it makes a repeated batch load once"
        case .firehoseAttributes:
            "the stream's parameters as JSON, {\"commonAttributes\": {…}}, of which the server evaluates "
                + FirehoseRequest.Attribute.allCases.map(\.rawValue).joined(separator: " and ")
        case .mcpMethod: "the method in the body; required by the protocol revision 2026-07-28"
        case .mcpName: "the tool's name in the body; required by the protocol revision 2026-07-28"
        case .mcpProtocolVersion: "the protocol revision, as in the body"
        }
    }
}
