import Models
import Synchronization

/// A reader that ends at its query's limit and detects whether more groups follow.
///
/// The statement reads one group more than the limit for this.
final class LimitedReader: ResultReader {
    private let base: any ResultReader
    private let state: Mutex<(remaining: Int, isTruncated: Bool)>

    /// - Parameters:
    ///   - base: The groups from the query's offset on; one more than `limit` if more follow.
    ///   - limit: The maximum number of groups, or `nil` for all.
    init(_ base: any ResultReader, limit: Int?) {
        self.base = base
        state = Mutex((limit ?? .max, false))
    }

    var columns: [ResultColumn] { base.columns }
    var dataVersion: Int64 { base.dataVersion }
    var lookupVersions: [DatasetVersion] { base.lookupVersions }
    var total: Int64? { base.total }
    var isTruncated: Bool { state.withLock { $0.isTruncated } }

    func next() async throws(StorageError) -> RowBatch? {
        guard !isTruncated, var batch = try await base.next() else { return nil }
        return state.withLock { state in
            let count = batch.rowCount
            guard count > state.remaining else {
                state.remaining -= count
                return batch
            }
            state.isTruncated = true
            for index in batch.columns.indices { batch.columns[index].truncate(to: state.remaining) }
            return state.remaining == 0 ? nil : batch
        }
    }

    func close() async { await base.close() }
}
