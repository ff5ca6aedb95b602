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

    /// Reads the body of a route whose members are all optional; an empty body, which needs no media type, is an empty object.
    ///
    /// - Throws: The errors of ``read(_:limit:progress:)``. A media type that any page can send is refused without a body too.
    static func readOptional(
        _ request: Request, limit: Int, progress: BodyProgress
    ) async throws(APIError) -> JSONValue {
        if request.headers[.contentType] != nil {
            try BodyFormat.check(request.headers, offered: ["application/json"])
        }
        try ContentCoding.requireIdentity(request.headers)
        let body = try await BodyStream.collect(request, limit: limit, progress: progress)
        guard !body.isEmpty else { return .object([]) }
        try BodyFormat.check(request.headers, offered: ["application/json"])
        return try parse(body)
    }

    /// Parses JSON text from a query parameter.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - parameter: The parameter's name.
    ///   - expected: The form of the document with an example, for a text that is not JSON.
    static func parse(_ text: String, parameter: String, expected: String) throws(APIError) -> JSONValue {
        try parse(Array(text.utf8), parameter: parameter, hint: "; expected \(expected)")
    }

    /// Parses JSON text from a body or a query parameter.
    static func parse(
        _ bytes: [UInt8], parameter: String? = nil, hint: String = "", maximumDepth: Int = 64
    ) throws(APIError) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes, maximumDepth: maximumDepth)
        } catch {
            let place = parameter.map { "the parameter \"\($0)\" is not JSON: " } ?? ""
            throw APIError(
                parameter == nil ? .invalidJSON : .invalidParameter, place + error.description + hint,
                items: [
                    APIError.Item(
                        parameter: parameter, line: error.line, code: "json_syntax", detail: error.description,
                        got: error.got, expected: error.expected)
                ])
        }
    }
}
