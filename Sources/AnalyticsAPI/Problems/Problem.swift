import HTTPTypes
import Models

/// A refusal as the client sees it: RFC 9457 problem details.
struct Problem: Error, Sendable {
    /// One mistake of several.
    struct Item: Sendable {
        /// The JSON pointer (RFC 6901) of the part of the body concerned.
        var pointer: String?
        /// The query parameter concerned.
        var parameter: String?
        /// The line of the body, from 1.
        var line: Int?
        /// The column concerned.
        var column: String?
        /// The kind of mistake.
        var code: String
        /// What was got, what was expected, what to do.
        var detail: String
        /// What was got, quoted and cut short.
        var got: String?
        /// What was expected, as a phrase.
        var expected: String?
        /// The valid name the writer most likely meant.
        var nearest: String?
    }

    /// The kind of refusal.
    let code: ProblemCode
    /// What was got, what was expected, what to do.
    var detail: String
    /// The mistakes one by one.
    var items: [Item] = []
    /// Further headers of the answer.
    var headers = HTTPFields()
    /// What is logged and never shown.
    var cause: String?

    /// Refuses.
    init(
        _ code: ProblemCode, _ detail: String, items: [Item] = [], headers: HTTPFields = HTTPFields(),
        cause: String? = nil
    ) {
        self.code = code
        self.detail = detail
        self.items = items
        self.headers = headers
        self.cause = cause
    }
}

extension Problem {
    /// The document's media type.
    static let mediaType = "application/problem+json"

    /// The document.
    ///
    /// - Parameters:
    ///   - instance: The path that was asked for.
    ///   - requestID: The request's id, if it got so far as to have one.
    func document(instance: String?, requestID: String?) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("type", "urn:weir:problem:" + code.rawValue)
        json.field("title", code.title)
        json.field("status", code.status.code)
        json.field("detail", detail)
        if let instance { json.field("instance", instance) }
        json.field("code", code.rawValue)
        if !items.isEmpty {
            json.key("errors")
            json.beginArray()
            for item in items { item.write(into: &json) }
            json.endArray()
        }
        if let requestID { json.field("requestId", requestID) }
        json.endObject()
        return json.bytes
    }
}

extension Problem.Item {
    /// One bad row.
    init(_ error: RowError) {
        self.init(
            pointer: error.element.map { element in
                "/\(element)" + (error.column.map { "/" + JSONObject.escape($0) } ?? "")
            },
            line: error.line, column: error.column, code: error.code.rawValue,
            detail: "got \(error.got), expected \(error.expected)", got: error.got, expected: error.expected)
    }

    /// One mistake in a query.
    init(_ problem: QueryProblem, under root: String = "") {
        self.init(
            pointer: root + problem.pointer, code: problem.code.rawValue, detail: problem.detail,
            nearest: problem.nearest)
    }

    /// Writes the item as an object.
    func write(into json: inout JSONWriter) {
        json.beginObject()
        if let pointer { json.field("pointer", pointer) }
        if let parameter { json.field("parameter", parameter) }
        if let line { json.field("line", line) }
        if let column { json.field("column", column) }
        json.field("code", code)
        json.field("detail", detail)
        if let got { json.field("got", got) }
        if let expected { json.field("expected", expected) }
        if let nearest { json.field("nearest", nearest) }
        json.endObject()
    }
}
