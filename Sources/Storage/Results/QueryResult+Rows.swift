public import Models

extension QueryResult: AsyncSequence {
    /// A row.
    public typealias Element = ResultRow

    /// An iterator over the rows of a result.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let token: CloseToken
        private let columns: [ResultColumn]
        private var batch = RowBatch(columns: [])
        private var index = 0
        private var count = 0

        fileprivate init(_ result: QueryResult) {
            token = CloseToken(result)
            columns = result.columns
        }

        /// Returns the next row, or `nil` after the last.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(StorageError) -> ResultRow? {
            while index == count {
                guard let next = try await token.result.nextBatch() else { return nil }
                batch = next
                count = next.rowCount
                index = 0
            }
            defer { index += 1 }
            return ResultRow(columns, batch, index)
        }

        /// Returns the next row, or `nil` after the last.
        public mutating func next() async throws(StorageError) -> ResultRow? { try await next(isolation: nil) }
    }

    /// Creates an iterator that closes the result when it is released, for example when a loop ends early.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

/// Closes a result with its last reference.
private final class CloseToken: Sendable {
    let result: QueryResult

    init(_ result: QueryResult) { self.result = result }

    deinit { result.closeSoon() }
}
