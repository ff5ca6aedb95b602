import Models
import NIOCore

/// Writes an answer as one JSON document: columns, then rows, then what is known about them.
struct JSONRenderer: AnswerRenderer {
    private let columns: [ResultColumn]
    private var rows: JSONRows

    init(_ columns: [ResultColumn], arrays: Bool, style: AnswerStyle) {
        self.columns = columns
        rows = JSONRows(columns, arrays: arrays, style: style, separator: UInt8(ascii: ","))
    }

    mutating func begin(into buffer: inout ByteBuffer) {
        var json = JSONWriter()
        json.beginArray()
        for column in columns {
            json.beginObject()
            json.field("name", column.name)
            json.field("type", column.type.rawValue)
            json.endObject()
        }
        json.endArray()
        buffer.writeStaticString(#"{"columns":"#)
        buffer.writeBytes(json.bytes)
        buffer.writeStaticString(#","data":["#)
    }

    mutating func rows(_ batch: RowBatch, into buffer: inout ByteBuffer) {
        rows.write(batch, into: &buffer)
    }

    mutating func end(_ summary: AnswerSummary, into buffer: inout ByteBuffer) {
        var json = JSONWriter()
        json.beginObject()
        if summary.isQuery {
            json.field("source", "raw")
            json.field("exact", summary.isExact)
            json.field("truncated", summary.isTruncated)
        }
        json.field("dataVersion", summary.dataVersion)
        json.field("elapsedMs", milliseconds: summary.elapsed)
        if let total = summary.total { json.field("total", total) }
        if let next = summary.next { json.field("next", next) }
        json.endObject()
        buffer.writeStaticString(#"],"meta":"#)
        buffer.writeBytes(json.bytes)
        buffer.writeStaticString("}\n")
    }
}
