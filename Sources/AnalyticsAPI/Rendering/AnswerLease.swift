import Models
import Storage

/// An answer that is closed for certain: by whoever reads it to its end or fails, or, when the client is gone before its body
/// was asked for, with the last reference to it.
final class AnswerLease: Sendable {
    private let answer: any QueryAnswer
    /// `true` if every number of the answer is exact (``ResolvedQuery/isExact``).
    let isExact: Bool

    /// Takes over an answer.
    init(_ answer: any QueryAnswer, isExact: Bool = true) {
        self.answer = answer
        self.isExact = isExact
    }

    deinit {
        // Nobody is left to wait for it; closing again is harmless.
        let answer = answer
        Task { await answer.close() }
    }

    /// The columns of every batch.
    var columns: [ResultColumn] { answer.columns }
    /// The data version that the answer is of.
    var dataVersion: Int64 { answer.dataVersion }
    /// How many groups there are, if asked.
    var total: Int64? { answer.total }
    /// `true` if the query's limit cuts the answer; known after the last rows.
    var isTruncated: Bool { answer.isTruncated }

    /// The next rows, or `nil` after the last; closes the answer at its end and on failure.
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
