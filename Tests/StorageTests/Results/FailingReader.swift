import Models
import Storage
import StorageTesting
import Synchronization

/// A reader of one row that then fails.
final class FailingReader: ResultReader {
    let columns = [ResultColumn(name: "n", type: .integer)]
    let dataVersion: Int64 = 1
    let total: Int64? = nil
    let isTruncated = false
    let lookupVersions: [DatasetVersion] = []
    private let state = Mutex((reads: 0, closings: 0))

    /// The number of calls of ``close()``.
    var closings: Int { state.withLock { $0.closings } }

    func next() async throws(StorageError) -> RowBatch? {
        let reads = state.withLock { state in
            state.reads += 1
            return state.reads
        }
        guard reads == 1 else { throw .overflow }
        return RowBatch([.integer], rows: [[1]])
    }

    func close() async { state.withLock { $0.closings += 1 } }
}
