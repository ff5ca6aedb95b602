import Models

/// A batch of rows in pieces of about a quarter of a megabyte, each rendered and sent by itself.
///
/// As JSON a text may take six times its bytes, so a page that is rendered whole can be many times what the page itself holds.
struct BatchPieces: Sequence, IteratorProtocol {
    /// The bytes of values after which a piece ends; it has one row in any case.
    static let bytes = 256 << 10
    /// The most rows of a piece.
    static let rows = 4096

    private let batch: RowBatch
    private var given = 0

    init(_ batch: RowBatch) { self.batch = batch }

    /// The next piece, or `nil` after the last.
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
