import Models
import Storage

/// Owns an answer of the store and closes it: at its end, on failure, or, if the client disconnects before the body is read,
/// when the last reference is released.
final class AnswerLease: Sendable {
    private let answer: any QueryAnswer
    /// `true` if every number of the answer is exact (``ResolvedQuery/isExact``).
    let isExact: Bool

    /// Takes ownership of an answer.
    init(_ answer: any QueryAnswer, isExact: Bool = true) {
        self.answer = answer
        self.isExact = isExact
    }

    deinit {
        // Closing is asynchronous, and closing twice is harmless.
        let answer = answer
        Task { await answer.close() }
    }

    /// The columns of every batch.
    var columns: [ResultColumn] { answer.columns }
    /// The data version that was read.
    var dataVersion: Int64 { answer.dataVersion }
    /// The number of groups, if the query requested it.
    var total: Int64? { answer.total }
    /// `true` if the query's limit truncates the answer; known after the last rows.
    var isTruncated: Bool { answer.isTruncated }

    /// Returns the next rows, or `nil` after the last. Closes the answer at its end and on failure.
    func next() async throws(StorageError) -> RowBatch? {
        do {
            if let batch = try await answer.next() { return batch }
        } catch {
            await answer.close()
            throw error
        }
        await answer.close()
        return nil
    }

    /// Closes the answer before its end; harmless when called again.
    func close() async { await answer.close() }
}
