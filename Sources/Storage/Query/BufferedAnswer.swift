import Models
import Synchronization

/// An answer that is whole in memory already.
final class BufferedAnswer: QueryAnswer {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let total: Int64?
    private let batch: Mutex<RowBatch?>

    init(columns: [ResultColumn], dataVersion: Int64, total: Int64?, batch: RowBatch) {
        self.columns = columns
        self.dataVersion = dataVersion
        self.total = total
        self.batch = Mutex(batch.rowCount == 0 ? nil : batch)
    }

    func next() async throws(StorageError) -> RowBatch? {
        batch.withLock { batch in
            defer { batch = nil }
            return batch
        }
    }

    func close() async { batch.withLock { $0 = nil } }
}
