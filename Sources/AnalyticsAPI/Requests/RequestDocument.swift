import Hummingbird
import Models

/// Reads a request's body as one JSON document.
enum RequestDocument {
    /// Reads and parses the body.
    ///
    /// - Throws: ``APIError`` if the media type is missing or not JSON, or the body is too large or not valid JSON.
    static func read(_ request: Request, limit: Int, progress: BodyProgress) async throws(APIError) -> JSONValue {
        try BodyFormat.check(request.headers, offered: ["application/json"])
        try ContentCoding.requireIdentity(request.headers)
        return try parse(await BodyStream.collect(request, limit: limit, progress: progress))
    }

    /// Parses JSON text from a body or a query parameter.
    static func parse(
        _ bytes: [UInt8], parameter: String? = nil, maximumDepth: Int = 64
    ) throws(APIError) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes, maximumDepth: maximumDepth)
        } catch {
            let place = parameter.map { "the parameter \"\($0)\" is not JSON: " } ?? ""
            throw APIError(
                parameter == nil ? .invalidJSON : .invalidParameter, place + error.description,
                items: [
                    APIError.Item(
                        parameter: parameter, line: error.line, code: "json_syntax", detail: error.description,
                        got: error.got, expected: error.expected)
                ])
        }
    }
}
