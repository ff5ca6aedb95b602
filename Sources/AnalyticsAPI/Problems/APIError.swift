import Basics
import HTTPTypes
import Models

/// An error as the client sees it: RFC 9457 problem details.
struct APIError: Error, Sendable {
    /// One mistake in the request.
    struct Item: Sendable {
        /// The JSON pointer (RFC 6901) to the invalid part of the body.
        var pointer: String?
        /// The invalid query parameter.
        var parameter: String?
        /// The line of the body, from 1.
        var line: Int?
        /// The dataset's column.
        var column: String?
        /// The kind of mistake.
        var code: String
        /// The value got, the value expected and the remedy, as a sentence.
        var detail: String
        /// The value got, quoted and truncated.
        var got: String?
        /// The expected value, as a phrase.
        var expected: String?
        /// The valid name nearest to the one got.
        var nearest: String?
    }

    /// The kind of problem.
    let code: ProblemCode
    /// The value got, the value expected and the remedy, as a sentence.
    var detail: String
    /// The mistakes in the request.
    var items: [Item] = []
    /// The limits that the client has reached.
    var violatedPolicies: [String] = []
    /// Additional headers of the answer.
    var headers = HTTPFields()
    /// The cause, which is logged and never sent to the client.
    var cause: String?

    /// Creates a problem. A credential that a client has put in a wrong place is not repeated.
    init(
        _ code: ProblemCode, _ detail: String, items: [Item] = [], headers: HTTPFields = HTTPFields(),
        cause: String? = nil
    ) {
        self.code = code
        self.detail = CredentialText.redacted(detail)
        self.items = items.map(\.redacted)
        self.headers = headers
        self.cause = cause.map(CredentialText.redacted)
    }
}

extension APIError {
    /// The detail as a sentence of a page, with a capital and an end.
    var sentence: String {
        detail.prefix(1).uppercased() + detail.dropFirst() + (detail.hasSuffix("?") || detail.hasSuffix(".") ? "" : ".")
    }

    /// The media type of problem details.
    static let mediaType = "application/problem+json"

    /// Returns the problem as JSON.
    ///
    /// - Parameters:
    ///   - instance: The path of the request.
    ///   - requestID: The request's id; `nil` if none was assigned.
    ///   - traceID: The id of the request's trace; `nil` if none was assigned.
    func document(instance: String?, requestID: String?, traceID: String? = nil) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("type", code.type)
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
        if !violatedPolicies.isEmpty {
            json.key("violated-policies")
            json.beginArray()
            for name in violatedPolicies { json.string(name) }
            json.endArray()
        }
        if let requestID { json.field("requestId", requestID) }
        if let traceID { json.field("traceId", traceID) }
        json.endObject()
        return json.bytes
    }
}

extension APIError.Item {
    /// A mistake in a row.
    init(_ error: RowError) {
        self.init(
            pointer: error.element.map { element in
                "/\(element)" + (error.column.map { JSONPointer.appending($0, to: "") } ?? "")
            },
            line: error.line, column: error.column, code: error.code.rawValue,
            detail: "got \(error.got), expected \(error.expected)", got: error.got, expected: error.expected)
    }

    /// A mistake in a query.
    init(_ issue: QueryError.Issue, under root: String = "") {
        self.init(
            pointer: root + issue.pointer, code: issue.code.rawValue, detail: issue.detail,
            nearest: issue.nearest)
    }

    /// The item without the credentials that the request had in a wrong place.
    var redacted: APIError.Item {
        var item = self
        item.pointer = pointer.map(CredentialText.redacted)
        item.parameter = parameter.map(CredentialText.redacted)
        item.column = column.map(CredentialText.redacted)
        item.detail = CredentialText.redacted(detail)
        item.got = got.map(CredentialText.redacted)
        return item
    }

    /// Writes the item as a JSON object.
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
