import Models
import NIOCore

/// Writes an answer as CSV (RFC 4180) with a header. Null is an empty field, the empty string a quoted empty field.
struct CSVRenderer: AnswerRenderer {
    private let names: [String]
    private var writers: [ValueWriter]

    init(_ columns: [ResultColumn]) {
        names = columns.map(\.name)
        writers = columns.map { ValueWriter($0) }
    }

    mutating func begin(into buffer: inout ByteBuffer) {
        let bound = names.reduce(2) { $0 + 3 + 2 * $1.utf8.count }
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { memory in
            var cursor = RowCursor(memory)
            for (index, name) in names.enumerated() {
                if index > 0 { cursor.byte(UInt8(ascii: ",")) }
                Array(name.utf8).withUnsafeBytes { cursor.csvField($0) }
            }
            cursor.bytes("\r\n")
            return cursor.count
        }
    }

    mutating func rows(_ batch: RowBatch, into buffer: inout ByteBuffer) {
        let columns = batch.columns
        let width = min(columns.count, writers.count)
        for row in 0..<batch.rowCount {
            var bound = 2 + width
            for index in 0..<width { bound += writers[index].bound(columns[index], row) }
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { memory in
                var cursor = RowCursor(memory)
                for index in 0..<width {
                    if index > 0 { cursor.byte(UInt8(ascii: ",")) }
                    writers[index].csv(columns[index], row, into: &cursor)
                }
                cursor.bytes("\r\n")
                return cursor.count
            }
        }
    }

    mutating func end(_ summary: AnswerSummary, into buffer: inout ByteBuffer) {}
}
