import Basics
import Models
import NIOCore

/// Writes rows as JSON objects or arrays, with a separator between rows.
struct JSONRows: Sendable {
    private var writers: [ValueWriter]
    /// The text before each value: a bracket or a comma, then the key.
    private let leads: [[UInt8]]
    private let leadBytes: Int
    private let close: UInt8
    private let separator: UInt8?
    private let terminator: UInt8?
    /// The number of rows written.
    private(set) var count: Int64 = 0

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - separator: The byte between rows.
    ///   - terminator: The byte after each row.
    init(
        _ columns: [ResultColumn], arrays: Bool, style: AnswerStyle, separator: UInt8? = nil, terminator: UInt8? = nil
    ) {
        writers = columns.map { ValueWriter($0, style: style) }
        leads = columns.enumerated().map { index, column in
            var lead: [UInt8] = [index > 0 ? UInt8(ascii: ",") : UInt8(ascii: arrays ? "[" : "{")]
            if !arrays {
                lead.appendJSONString(column.name.utf8)
                lead.append(UInt8(ascii: ":"))
            }
            return lead
        }
        leadBytes = leads.reduce(0) { $0 + $1.count }
        close = UInt8(ascii: arrays ? "]" : "}")
        self.separator = separator
        self.terminator = terminator
    }

    /// Writes a batch of rows.
    mutating func write(_ batch: RowBatch, into buffer: inout ByteBuffer) {
        let columns = batch.columns
        let width = min(columns.count, writers.count)
        for row in 0..<batch.rowCount {
            var bound = leadBytes + 3
            for index in 0..<width { bound += writers[index].bound(columns[index], row) }
            let isFirst = count == 0
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { memory in
                var cursor = RowCursor(memory)
                if let separator, !isFirst { cursor.byte(separator) }
                for index in 0..<width {
                    cursor.bytes(leads[index])
                    writers[index].json(columns[index], row, into: &cursor)
                }
                cursor.byte(close)
                if let terminator { cursor.byte(terminator) }
                return cursor.count
            }
            count += 1
        }
    }
}
