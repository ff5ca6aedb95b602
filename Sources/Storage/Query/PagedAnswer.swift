import Models
import Synchronization

/// An answer that ends at its query's limit, and knows whether more would follow.
///
/// The statement below gives one group more than the limit: the proof.
final class PagedAnswer: QueryAnswer {
    private let answer: any QueryAnswer
    private let state: Mutex<(remaining: Int, isTruncated: Bool)>

    /// - Parameters:
    ///   - answer: The groups from the query's offset on, more than `limit` if there are more.
    ///   - limit: The most groups to give, or `nil` for all.
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
