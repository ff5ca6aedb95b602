import Models

/// How much of an answer is read at once: enough to make a hand-over between threads cheap, little enough to stay in a
/// processor's cache and to keep memory flat.
enum BatchSize {
    static let rows = 4096
    static let bytes = 1 << 20
    /// Wide rows reach the size in bytes long before the number of rows; it is looked at this often.
    static let checkEvery = 64

    static func isFull(_ batch: RowBatch) -> Bool {
        let count = batch.rowCount
        return count >= rows || (count % checkEvery == 0 && batch.byteCount >= bytes)
    }
}
