public import Models
public import Storage
import Synchronization

/// An ``AnalyticsStore`` that keeps rows in arrays and scans them: the reference implementation of the contract, and a store for
/// tests without a database.
///
/// It favours simple code over speed. One lock guards all state. A reader copies the table under the lock (arrays are copied on
/// write), so an open answer keeps its snapshot.
public final class InMemoryAnalyticsStore: AnalyticsStore {
    let state = Mutex(State())
    let now: @Sendable () -> Timestamp

    /// Creates an empty store.
    ///
    /// - Parameter now: Returns the current time, for ``Dataset/createdAt`` and idempotency records; always 2026-01-01T00:00:00Z by
    ///   default.
    public init(now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 1_767_225_600_000_000) }) {
        self.now = now
    }

    /// Does nothing, because the store has no tables of its own.
    @discardableResult
    public func prepare() async throws(StorageError) -> [SchemaStatus.Step] {
        try read { _ throws(StorageError) in [] }
    }

    /// Returns ``SchemaStatus/none``, because the store has no tables of its own.
    public func schemaStatus() async throws(StorageError) -> SchemaStatus {
        try read { _ throws(StorageError) in .none }
    }

    /// Throws ``StorageError/unavailable(_:)`` once the store is closed.
    public func checkHealth() async throws(StorageError) { try read { _ throws(StorageError) in } }

    /// Closes the store. Open answers can be read to their end.
    public func close() async { state.withLock { $0.isClosed = true } }

    /// Returns all datasets, ordered by name.
    public func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        try read { state throws(StorageError) in
            state.tables.values.map(\.description).sorted { $0.name < $1.name }
        }
    }

    /// Returns a dataset.
    public func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        try read { state throws(StorageError) in try state.table(named: name).description }
    }

    /// Creates a dataset.
    public func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        let createdAt = now()
        return try read { state throws(StorageError) in
            guard state.tables[definition.name] == nil else { throw .datasetExists(definition.name) }
            state.lastDatasetID += 1
            let table = Table(id: state.lastDatasetID, definition: definition, createdAt: createdAt)
            state.tables[definition.name] = table
            return table.description
        }
    }

    /// Changes the columns of a dataset.
    public func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        try read { state throws(StorageError) in
            var table = try state.table(named: name)
            try table.check(expecting)
            try table.change(change)
            state.tables[name] = table
            return table.description
        }
    }

    /// Drops a dataset, its rows and its idempotency records.
    public func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try read { state throws(StorageError) in
            let table = try state.table(named: name)
            try table.check(expecting)
            state.tables[name] = nil
        }
    }

    /// Returns a page of rows, ordered by id.
    public func rows(of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency) async throws(StorageError)
        -> RowPage
    {
        let table = try read { state throws(StorageError) in try state.table(of: dataset) }
        var found = RowPage(
            ids: [], versions: [], rows: RowBatch(types: dataset.columns.map(\.type)), hasMore: false,
            dataVersion: table.dataVersion)
        for (index, id) in table.ids.enumerated() where id > page.after ?? 0 {
            let values = table.rows[index]
            guard page.filter.holds({ values[$0] }) else { continue }
            if page.isFull(found.rows, count: found.ids.count) {
                found.hasMore = true
                break
            }
            found.ids.append(id)
            found.versions.append(table.versions[index])
            found.rows.append(row: values)
        }
        return found
    }

    /// Evaluates a query; the result holds all its rows.
    public func query(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency) async throws(StorageError)
        -> QueryResult
    {
        let (table, lookups) = try read { state throws(StorageError) in
            (try state.table(of: dataset), try state.tables(of: query.lookups))
        }
        let page = try QueryEvaluation(query: query).page(of: query.rows(table.rows, with: lookups))
        return QueryResult(
            InMemoryResultReader(
                columns: query.output, rows: page.rows, total: query.wantsTotal ? page.total : nil,
                isTruncated: page.isTruncated, dataVersion: table.dataVersion,
                lookupVersions: query.lookupVersions(in: lookups)))
    }

    /// Runs `body` under the lock; throws if the store is closed.
    func read<Result>(
        _ body: (inout sending State) throws(StorageError) -> sending Result
    ) throws(StorageError) -> sending Result {
        try state.withLock { state throws(StorageError) in
            guard !state.isClosed else { throw .unavailable(.closed) }
            return try body(&state)
        }
    }
}
