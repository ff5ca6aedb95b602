import Models

/// Splits a batch of rows into pieces of about 256 KiB, which are rendered and sent one by one.
///
/// JSON escapes can make a string six times as long, so rendering a whole page could take many times the page's own memory.
struct BatchPieces: Sequence, IteratorProtocol {
    /// The size at which a piece ends, in bytes of values. A piece has at least one row.
    static let bytes = 256 << 10
    /// The maximum number of rows of a piece.
    static let rows = 4096

    private let batch: RowBatch
    private var given = 0

    init(_ batch: RowBatch) { self.batch = batch }

    /// Returns the next piece, or `nil` after the last.
    mutating func next() -> RowBatch? {
        guard given < batch.rowCount else { return nil }
        if given == 0, batch.rowCount <= Self.rows, batch.byteCount <= Self.bytes {
            given = batch.rowCount
            return batch
        }
        var piece = RowBatch(types: batch.columns.map(\.type))
        repeat {
            for index in piece.columns.indices { piece.columns[index].append(row: given, of: batch.columns[index]) }
            given += 1
        } while given < batch.rowCount && piece.rowCount < Self.rows && piece.byteCount < Self.bytes
        return piece
    }
}
