import Models
import NIOCore

/// Writes an answer as one JSON object a line; a last line says how many rows there were, so that a cut answer is told from
/// a whole one.
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
        // No row looks like it: only a column of JSON has objects for values, and no column's name begins so.
        let next = summary.next.map { #","next":"\#($0)""# } ?? ""
        let truncated = summary.isTruncated ? #","truncated":true"# : ""
        buffer.writeString(#"{"_end":{"rows":\#(rows.count)\#(truncated)\#(next)}}"# + "\n")
    }
}
