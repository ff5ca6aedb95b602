public import Models

/// The rows of a query on a dataset, as an asynchronous sequence.
///
/// The query is resolved and run when an iteration begins; each iteration runs it again. Call ``result()`` for the columns, the total
/// or batches.
public struct QueryRows: AsyncSequence, Sendable {
    /// A row.
    public typealias Element = ResultRow

    private let store: any AnalyticsStore
    private let query: Query
    private let name: String
    private let reading: ReadConsistency

    init(_ query: Query, on name: String, in store: any AnalyticsStore, reading: ReadConsistency) {
        self.store = store
        self.query = query
        self.name = name
        self.reading = reading
    }

    /// Resolves the query and runs it.
    ///
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``, ``StorageError/invalidQuery(_:)`` and the store's other errors.
    public func result() async throws(StorageError) -> QueryResult {
        let dataset = try await store.dataset(named: try Identifier(named: name), reading: reading)
        let targets = try await store.lookupTargets(of: dataset, reading: reading)
        let resolved: ResolvedQuery
        do throws(QueryError) {
            resolved = try query.resolved(
                against: dataset.definition, limits: .stream, hiding: [], lookups: targets)
        } catch {
            throw .invalidQuery(error)
        }
        return try await store.query(resolved, on: dataset, reading: reading)
    }

    /// An iterator that runs the query with its first row, and closes the result when it is released.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let rows: QueryRows
        fileprivate var result: QueryResult.AsyncIterator?

        /// Returns the next row, or `nil` after the last.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(StorageError) -> ResultRow? {
            if result == nil { result = try await rows.result().makeAsyncIterator() }
            return try await result?.next(isolation: actor)
        }

        /// Returns the next row, or `nil` after the last.
        public mutating func next() async throws(StorageError) -> ResultRow? { try await next(isolation: nil) }
    }

    /// Creates an iterator.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rows: self, result: nil) }
}

extension Identifier {
    /// Creates the name of a dataset or a column; throws a store's error.
    init(named name: String) throws(StorageError) {
        do throws(IdentifierError) { self = try Identifier(name) } catch { throw .invalidName(error) }
    }
}
