import Models
import NIOCore

/// Writes an answer as one JSON document with columns, rows and metadata.
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
            json.field("approximate", summary.approximate)
            json.field("truncated", summary.isTruncated)
        }
        json.field("dataVersion", summary.dataVersion)
        json.field("elapsedMs", milliseconds: summary.elapsed)
        if let total = summary.total { json.field("total", total) }
        if let next = summary.next { json.field("next", next) }
        if let zone = summary.zone { json.field("timezone", zone.identifier) }
        json.field("ranges", summary.ranges)
        json.field("lookups", summary.lookups)
        if !summary.warnings.isEmpty {
            json.key("warnings")
            json.beginArray()
            for warning in summary.warnings { json.string(warning) }
            json.endArray()
        }
        json.endObject()
        buffer.writeStaticString(#"],"meta":"#)
        buffer.writeBytes(json.bytes)
        buffer.writeStaticString("}\n")
    }
}

extension JSONWriter {
    /// The maximum number of ranges in `meta.ranges`: a query may contain thousands.
    private static let maximumRanges = 100

    /// Writes a key and the resolved time ranges of a query; nothing if there are none.
    mutating func field(_ name: String, _ ranges: [ResolvedRange]) {
        guard !ranges.isEmpty else { return }
        key(name)
        beginArray()
        for range in ranges.prefix(Self.maximumRanges) {
            beginObject()
            field("pointer", range.pointer)
            field("member", range.member)
            field("from", range.text(of: range.from))
            key("before")
            if range.isOpenEnded { null() } else { string(range.text(of: range.before)) }
            endObject()
        }
        endArray()
    }
}

extension ResolvedRange {
    /// Returns a bound in the query's time zone.
    func text(of bound: Value) -> String {
        var bytes: [UInt8] = []
        switch bound {
        case .timestamp(let instant):
            instant.write(into: &bytes, offsetSeconds: zone == .utc ? nil : zone.offset(at: instant))
        case .date(let day): day.write(into: &bytes)
        default: break
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
