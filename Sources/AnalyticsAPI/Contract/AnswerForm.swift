/// The form of a route's answer with one status, which is no problem.
struct AnswerForm: Sendable {
    /// The status.
    let status: Int
    /// The meaning.
    let summary: String
    /// The media types with their schemas, the default first; empty for no content.
    let content: [Content]
    /// The headers that every such answer has, besides those of every answer.
    let headers: [AnswerHeader]
    /// The headers that it may have.
    let optionalHeaders: [AnswerHeader]

    /// A body of one media type.
    struct Content: Sendable {
        /// The media type.
        let type: String
        /// The shape of the body; of text, the shape as one string.
        let schema: Schema
        /// The shape of a line, for newline-delimited JSON.
        var line: Schema?

        /// A JSON document.
        static func json(_ schema: Schema) -> Content { Content(type: "application/json", schema: schema) }

        /// Newline-delimited JSON.
        static func ndjson(_ line: Schema) -> Content {
            Content(type: BodyFormat.ndjson.rawValue, schema: .string, line: line)
        }

        /// CSV with a header.
        static let csv = Content(type: BodyFormat.csv.rawValue, schema: .string)
    }

    /// Creates a form.
    init(
        _ status: Int, _ summary: String, _ content: [Content] = [], headers: [AnswerHeader] = [],
        optional optionalHeaders: [AnswerHeader] = []
    ) {
        self.status = status
        self.summary = summary
        self.content = content
        self.headers = headers
        self.optionalHeaders = optionalHeaders
    }
}
