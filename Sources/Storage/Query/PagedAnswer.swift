import Models
import Synchronization

/// An answer that ends at its query's limit and detects whether more groups follow.
///
/// The statement reads one group more than the limit for this.
final class PagedAnswer: QueryAnswer {
    private let answer: any QueryAnswer
    private let state: Mutex<(remaining: Int, isTruncated: Bool)>

    /// - Parameters:
    ///   - answer: The groups from the query's offset on; one more than `limit` if more follow.
    ///   - limit: The maximum number of groups, or `nil` for all.
    init(_ answer: any QueryAnswer, limit: Int?) {
        self.answer = answer
        state = Mutex((limit ?? .max, false))
    }

    var columns: [ResultColumn] { answer.columns }
    var dataVersion: Int64 { answer.dataVersion }
    var total: Int64? { answer.total }
    var isTruncated: Bool { state.withLock { $0.isTruncated } }

    func next() async throws(StorageError) -> RowBatch? {
        guard !isTruncated, var batch = try await answer.next() else { return nil }
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

    func close() async { await answer.close() }
}
