import Models

/// The size of the batches in which an answer is read: large enough to make a hand-over between threads cheap, small enough to stay
/// in a processor's cache and to keep memory flat.
struct BatchSize {
    private static let rows = 4096
    private static let bytes = 512 << 10
    /// Numbers all have the same size, so their bytes are counted this often; texts, of which one can be a megabyte, with each row.
    private static let checkEvery = 64

    private let texts: [Int]

    /// Measures batches with the columns of this one.
    init(_ batch: RowBatch) {
        texts = batch.columns.indices.filter { [.string, .json].contains(batch.columns[$0].type) }
    }

    /// A Boolean value that indicates whether a batch is to have no further row.
    func isFull(_ batch: RowBatch) -> Bool {
        let count = batch.rowCount
        guard count < Self.rows else { return true }
        if count % Self.checkEvery == 0 { return batch.byteCount >= Self.bytes }
        var bytes = 0
        for index in texts { bytes += batch.columns[index].texts.bytes.count }
        return bytes >= Self.bytes
    }
}
