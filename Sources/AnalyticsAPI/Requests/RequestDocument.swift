import Hummingbird
import Models

/// Reads the one JSON document that a request's body is.
enum RequestDocument {
    /// Reads the body.
    ///
    /// - Throws: ``Problem`` for another media type, or none, a body that is too large or no JSON.
    static func read(_ request: Request, limit: Int, progress: BodyProgress) async throws(Problem) -> JSONValue {
        try BodyFormat.check(request.headers, offered: ["application/json"])
        try ContentCoding.requireIdentity(request.headers)
        return try parse(await BodyStream.collect(request, limit: limit, progress: progress))
    }

    /// Reads JSON text.
    static func parse(
        _ bytes: [UInt8], parameter: String? = nil, maximumDepth: Int = 64
    ) throws(Problem) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes, maximumDepth: maximumDepth)
        } catch {
            let place = parameter.map { "the parameter \"\($0)\" is not JSON: " } ?? ""
            throw Problem(
                parameter == nil ? .invalidJSON : .invalidParameter, place + error.description,
                items: [
                    Problem.Item(
                        parameter: parameter, line: error.line, code: "json_syntax", detail: error.description,
                        got: error.got, expected: error.expected)
                ])
        }
    }
}
