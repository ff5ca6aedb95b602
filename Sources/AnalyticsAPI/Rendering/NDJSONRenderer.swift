import Models
import NIOCore

/// Writes an answer as one JSON object per line. The last line holds the number of rows, so that a client can tell a complete
/// answer from a truncated one.
struct NDJSONRenderer: AnswerRenderer {
    private var rows: JSONRows

    init(_ columns: [ResultColumn], style: AnswerStyle) {
        rows = JSONRows(columns, arrays: false, style: style, terminator: UInt8(ascii: "\n"))
    }

    mutating func begin(into buffer: inout ByteBuffer) {}

    mutating func rows(_ batch: RowBatch, into buffer: inout ByteBuffer) {
        rows.write(batch, into: &buffer)
    }

    mutating func end(_ summary: AnswerSummary, into buffer: inout ByteBuffer) {
        // No row contains this key: column names do not begin with an underscore.
        let next = summary.next.map { #","next":"\#($0)""# } ?? ""
        let truncated = summary.isTruncated ? #","truncated":true"# : ""
        buffer.writeString(#"{"_end":{"rows":\#(rows.count)\#(truncated)\#(next)"#)
        if !summary.lookups.isEmpty {
            var json = JSONWriter()
            json.beginObject()
            json.field("lookups", summary.lookups)
            json.endObject()
            buffer.writeStaticString(",")
            buffer.writeBytes(json.bytes.dropFirst().dropLast())
        }
        buffer.writeStaticString("}}\n")
    }
}
