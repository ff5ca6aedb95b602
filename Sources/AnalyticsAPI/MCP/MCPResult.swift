import Models

/// The result of a tool.
struct MCPResult: Sendable {
    /// The parts that a model reads.
    var content: [JSONValue]
    /// The part that programs read, as JSON text.
    var structured: String?
    /// `true` if the tool failed. The content says what is wrong and what to do.
    var isError = false

    /// A JSON document, as text and as a structured part.
    static func document(_ bytes: some Sequence<UInt8>) -> MCPResult {
        var bytes = Array(bytes)
        if bytes.last == 0x0A { bytes.removeLast() }
        let text = String(decoding: bytes, as: UTF8.self)
        return MCPResult(content: [Self.text(text)], structured: text)
    }

    /// The failure of a tool: the problem's sentence and its mistakes.
    static func failure(_ error: APIError) -> MCPResult {
        var lines = [error.detail]
        for item in error.items.dropFirst(error.items.count == 1 ? 1 : 0) {
            lines.append("- " + (item.pointer.map { "\($0): " } ?? "") + item.detail)
        }
        return MCPResult(content: [text(lines.joined(separator: "\n"))], isError: true)
    }

    /// A part of text.
    static func text(_ text: String) -> JSONValue {
        .members(["type": .string("text"), "text": .string(text)])
    }

    /// Writes the members of the result's object.
    func write(into json: inout JSONWriter) {
        json.key("content")
        json.raw(JSONValue.array(content).description)
        if let structured {
            json.key("structuredContent")
            json.raw(structured)
        }
        json.field("isError", isError)
    }
}
