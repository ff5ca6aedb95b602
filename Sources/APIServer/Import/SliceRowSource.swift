import Models
import Storage

/// The rows of a file, of which each must meet the condition of the slice that they replace.
///
/// `@unchecked Sendable`: ``next()`` alone changes the count, and one task at a time uses a source.
final class SliceRowSource: RowSource, @unchecked Sendable {
    private let base: ParsedRowSource<FileChunks>
    private let slice: RowFilter
    private let time: Column
    private let index: Int
    private var read: Int64 = 0

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - slice: The condition.
    ///   - index: The index of the time column.
    init(_ base: ParsedRowSource<FileChunks>, in slice: RowFilter, of dataset: DatasetDefinition, index: Int) {
        self.base = base
        self.slice = slice
        self.index = index
        time = dataset.columns[index]
    }

    func next() async throws(StorageError) -> RowBatch? {
        guard let rows = try await base.next() else { return nil }
        let first = read
        read += Int64(rows.rowCount)
        for row in 0..<rows.rowCount where !slice.condition.holds({ rows.columns[$0].value(at: row) }) {
            throw .rejected(
                IngestRejections(
                    count: 1,
                    errors: [
                        .outside(
                            slice, column: time.name.rawValue, value: rows.columns[index].value(at: row),
                            lines: knownLines(ofRow: first + Int64(row)))
                    ]))
        }
        return rows
    }

    /// Returns the lines of a row. An asynchronous function would call ``RowSource``'s own implementation, which knows none.
    private func knownLines(ofRow row: Int64) -> ClosedRange<Int>? { base.lines(ofRow: row) }

    var fingerprint: [UInt8] { base.fingerprint }
    var rejections: IngestRejections { base.rejections }
    func lines(ofRow row: Int64) -> ClosedRange<Int>? { base.lines(ofRow: row) }
    func elements(ofRow row: Int64) -> ClosedRange<Int>? { base.elements(ofRow: row) }
}
