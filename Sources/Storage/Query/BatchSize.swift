import Models

/// The size of an answer's batches: large enough to amortize the switch between threads, small enough to fit a processor's cache
/// and to keep memory use flat.
struct BatchSize {
    private static let rows = 4096
    private static let bytes = 512 << 10
    /// The interval, in rows, at which the bytes of all columns are counted. Texts, which can be a megabyte each, are counted with
    /// every row.
    private static let checkEvery = 64

    private let texts: [Int]

    /// Creates the rule for batches with the columns of this one.
    init(_ batch: RowBatch) {
        texts = batch.columns.indices.filter { [.string, .json].contains(batch.columns[$0].type) }
    }

    /// Returns `true` if a batch is full.
    func isFull(_ batch: RowBatch) -> Bool {
        let count = batch.rowCount
        guard count < Self.rows else { return true }
        if count % Self.checkEvery == 0 { return batch.byteCount >= Self.bytes }
        var bytes = 0
        for index in texts { bytes += batch.columns[index].texts.bytes.count }
        return bytes >= Self.bytes
    }
}
