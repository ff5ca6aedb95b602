import HTTPTypes

/// The kinds of problem. The codes are stable and listed in `Docs/API.md`.
enum ProblemCode: String, CaseIterable, Sendable {
    case malformedRequest = "malformed_request"
    case invalidJSON = "invalid_json"
    case invalidParameter = "invalid_parameter"
    case invalidHeader = "invalid_header"
    case invalidCursor = "invalid_cursor"
    case invalidGzip = "invalid_gzip"
    case unauthenticated
    case forbidden
    case readOnly = "read_only"
    case foreignOrigin = "foreign_origin"
    case notFound = "not_found"
    case datasetNotFound = "dataset_not_found"
    case rowNotFound = "row_not_found"
    case keyNotFound = "key_not_found"
    case queryNotFound = "query_not_found"
    case linkNotFound = "link_not_found"
    case jobNotFound = "job_not_found"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case requestTimeout = "request_timeout"
    case datasetExists = "dataset_exists"
    case keyRevoked = "key_revoked"
    case limitReached = "limit_reached"
    case jobWithoutResult = "job_without_result"
    case idempotencyInProgress = "idempotency_in_progress"
    case definitionChanged = "definition_changed"
    case preconditionFailed = "precondition_failed"
    case contentTooLarge = "content_too_large"
    case misdirectedRequest = "misdirected_request"
    case unsupportedMediaType = "unsupported_media_type"
    case unsupportedContentEncoding = "unsupported_content_encoding"
    case invalidDefinition = "invalid_definition"
    case invalidImport = "invalid_import"
    case invalidKey = "invalid_key"
    case invalidLink = "invalid_link"
    case invalidQuery = "invalid_query"
    case invalidRow = "invalid_row"
    case invalidRows = "invalid_rows"
    case idempotencyConflict = "idempotency_conflict"
    case objectUnreadable = "object_unreadable"
    case overflow
    case tooManyGroups = "too_many_groups"
    case answerTooLarge = "answer_too_large"
    case tooManyRows = "too_many_rows"
    case rangeTooLong = "range_too_long"
    case tooExpensive = "too_expensive"
    case confirmationRequired = "confirmation_required"
    case quotaExceeded = "quota_exceeded"
    case headersTooLarge = "headers_too_large"
    case clientClosed = "client_closed"
    case `internal` = "internal_error"
    case unavailable
    case schemaMismatch = "schema_mismatch"
    case queryTimeout = "query_timeout"

    /// The HTTP status of the answer.
    var status: HTTPResponse.Status {
        switch self {
        case .malformedRequest, .invalidJSON, .invalidParameter, .invalidHeader, .invalidCursor, .invalidGzip:
            .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden, .readOnly, .foreignOrigin: .forbidden
        case .notFound, .datasetNotFound, .rowNotFound, .keyNotFound, .queryNotFound, .linkNotFound, .jobNotFound:
            .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .requestTimeout: .requestTimeout
        case .datasetExists, .keyRevoked, .limitReached, .jobWithoutResult, .idempotencyInProgress, .definitionChanged:
            .conflict
        case .preconditionFailed: .preconditionFailed
        case .contentTooLarge: .contentTooLarge
        case .misdirectedRequest: .misdirectedRequest
        case .unsupportedMediaType, .unsupportedContentEncoding: .unsupportedMediaType
        case .invalidDefinition, .invalidImport, .invalidKey, .invalidLink, .invalidQuery, .invalidRow, .invalidRows,
            .idempotencyConflict, .objectUnreadable, .overflow, .tooManyGroups, .answerTooLarge, .tooManyRows,
            .rangeTooLong, .tooExpensive:
            .unprocessableContent
        case .confirmationRequired: .preconditionRequired
        case .quotaExceeded: .tooManyRequests
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .clientClosed: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
        case .internal: .internalServerError
        case .unavailable, .schemaMismatch: .serviceUnavailable
        case .queryTimeout: .gatewayTimeout
        }
    }

    /// A summary that is the same for every occurrence (RFC 9457, section 3.1.3).
    var title: String {
        switch self {
        case .malformedRequest: "The request is not valid HTTP"
        case .invalidJSON: "The body is not valid JSON"
        case .invalidParameter: "A query parameter is not valid"
        case .invalidHeader: "A header is not valid"
        case .invalidCursor: "The cursor is not valid"
        case .invalidGzip: "The body is not valid gzip"
        case .unauthenticated: "The request has no valid credential"
        case .forbidden: "The credential does not permit the operation"
        case .readOnly: "This server is read-only"
        case .foreignOrigin: "The request's origin is not allowed to write"
        case .notFound: "No route matches the path"
        case .datasetNotFound: "The dataset does not exist"
        case .rowNotFound: "The row does not exist"
        case .keyNotFound: "The key does not exist"
        case .queryNotFound: "The saved query does not exist"
        case .linkNotFound: "The link does not exist"
        case .jobNotFound: "The job does not exist"
        case .methodNotAllowed: "The path does not support this method"
        case .notAcceptable: "None of the accepted formats is available"
        case .requestTimeout: "The request arrived too slowly"
        case .datasetExists: "The dataset already exists"
        case .keyRevoked: "The key has been revoked"
        case .limitReached: "There are as many of these resources as allowed"
        case .jobWithoutResult: "The job has no result"
        case .idempotencyInProgress: "The first request with this idempotency key is still running"
        case .definitionChanged: "The dataset's columns were changed meanwhile"
        case .preconditionFailed: "A precondition of the request failed"
        case .misdirectedRequest: "The request is addressed to another host"
        case .contentTooLarge: "The body is too large"
        case .unsupportedMediaType: "The body's media type is not supported"
        case .unsupportedContentEncoding: "The body's content encoding is not supported"
        case .invalidDefinition: "The definition is not valid"
        case .invalidImport: "The description of an import is not valid"
        case .invalidKey: "The description of a key is not valid"
        case .invalidLink: "The description of a link is not valid"
        case .invalidQuery: "The query is not valid"
        case .invalidRow: "The row is not valid"
        case .invalidRows: "Rows are not valid"
        case .idempotencyConflict: "The idempotency key was used for another body"
        case .objectUnreadable: "The object in Amazon S3 cannot be read"
        case .overflow: "A number or time does not fit its type"
        case .tooManyGroups: "The answer has too many groups"
        case .answerTooLarge: "The answer needs too much memory"
        case .tooManyRows: "The request would change too many rows"
        case .rangeTooLong: "The request covers more time than the client may read at once"
        case .tooExpensive: "The query costs more than the client's queries may"
        case .confirmationRequired: "The request requires a confirmation"
        case .quotaExceeded: "The client has reached one of its limits"
        case .headersTooLarge: "The request's headers are too large"
        case .clientClosed: "The client closed the connection before the answer"
        case .internal: "Internal server error"
        case .unavailable: "The server cannot serve the request at the moment"
        case .schemaMismatch: "The data store's schema does not match this version of the server"
        case .queryTimeout: "The query reached the time limit"
        }
    }

    /// The type of the problem: IANA's where one is registered, otherwise this server's own.
    var type: String {
        switch self {
        case .quotaExceeded: "https://iana.org/assignments/http-problem-types#quota-exceeded"
        default: "urn:weir:problem:" + rawValue
        }
    }
}
