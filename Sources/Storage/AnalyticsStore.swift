public import Models
public import ServiceLifecycle

/// A store of datasets and their rows that answers queries.
///
/// Every implementation passes one contract suite, the in-memory store of `StorageTesting` included. All methods can be called
/// concurrently; cancelling the calling task cancels the work.
///
/// A store is a service: add it to a `ServiceGroup` before the services that use it, or call ``run()`` in a task of its own.
public protocol AnalyticsStore: Service {
    /// Applies the pending migrations of the store's own tables. Of several programs that call this at once, one applies them.
    ///
    /// - Returns: The steps that this call applied.
    /// - Throws: ``StorageError/schema(_:)`` if a newer program has left a schema that this one cannot serve.
    @discardableResult
    func prepare() async throws(StorageError) -> [SchemaStatus.Step]

    /// Returns the applied and pending migrations of the store's own tables. Changes nothing.
    func schemaStatus() async throws(StorageError) -> SchemaStatus

    /// Returns all datasets, ordered by name.
    func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset]

    /// Returns a dataset.
    ///
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``.
    func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset

    /// Creates a dataset.
    ///
    /// - Throws: ``StorageError/datasetExists(_:)``.
    func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset

    /// Changes the columns of a dataset in one transaction: adds, renames, drops and alters them.
    ///
    /// - Parameter expecting: The ``Dataset/dataVersion`` that the caller has seen; `nil` for any.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``, ``StorageError/invalidDefinition(_:)``,
    ///   ``StorageError/versionMismatch(expected:actual:)``; ``StorageError/notConvertible(_:)`` if a value does not fit its
    ///   column's new type.
    func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset

    /// Drops a dataset and its rows.
    ///
    /// - Parameter expecting: The ``Dataset/dataVersion`` that the caller has seen; `nil` for any.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``, ``StorageError/versionMismatch(expected:actual:)``.
    func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError)

    /// Writes all rows of a source in one transaction: all rows when this returns, none when it throws.
    ///
    /// - Parameters:
    ///   - rows: Batches whose columns are the dataset's, in order.
    ///   - dataset: The dataset as the source's parser knew it.
    ///   - mode: The effect on the rows that the dataset has.
    ///   - key: The idempotency key. A repeated call with the same key and a source of the same fingerprint writes nothing and
    ///     returns the first outcome; the fingerprint should differ between modes.
    /// - Throws: The source's errors; ``StorageError/rejected(_:)`` for a replacement all of whose rows the source left out;
    ///   ``StorageError/idempotencyConflict(_:)``, ``StorageError/idempotencyInProgress(_:)``;
    ///   ``StorageError/datasetNotFound(_:nearest:)`` if the dataset has been dropped since.
    func ingest(_ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?)
        async throws(StorageError) -> IngestOutcome

    /// Returns a page of rows, ordered by row id, from data no older than `dataset`.
    func rows(of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency) async throws(StorageError) -> RowPage

    /// Returns a row, or `nil` if the dataset has no row with this id.
    ///
    /// - Parameter name: The dataset's name, so that a store can answer in one round trip; ``StoredRow/dataset`` is the id of the
    ///   dataset that was read.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``.
    func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow?

    /// Changes or deletes one row if a condition holds. Test and change are atomic, so no concurrent change is lost.
    ///
    /// - Parameters:
    ///   - id: The row's id.
    ///   - dataset: The dataset as the caller knew it when it made the change.
    ///   - change: The change.
    ///   - condition: The condition, tested on the row's current version.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)`` if the dataset has been dropped since;
    ///   ``StorageError/rejected(_:)`` if a constraint or trigger that an operator added to the table forbids the change.
    func changeRow(_ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition)
        async throws(StorageError) -> RowChangeOutcome

    /// Deletes the rows that meet a condition, in one transaction.
    ///
    /// - Parameters:
    ///   - dataset: The dataset.
    ///   - filter: The condition; operands are indices of the dataset's columns.
    ///   - limit: The most rows to delete: if more meet the condition, none is deleted; `nil` for any number.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)`` if the dataset has been dropped since;
    ///   ``StorageError/rejected(_:)`` if a constraint or trigger that an operator added to the table forbids the deletion.
    func deleteRows(of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?)
        async throws(StorageError) -> RowDeletion

    /// Deletes the rows that meet a condition, and removes their values from the other places of the store, in one transaction.
    ///
    /// - Returns: The counts of each place, and the places that are beyond the store's reach.
    /// - Throws: The errors of ``deleteRows(of:matching:atMost:)``.
    func eraseRows(of dataset: Dataset, matching filter: ResolvedFilter) async throws(StorageError) -> ErasureReceipt

    /// Runs a query on data no older than `dataset`. The result is read from one snapshot as it is consumed.
    func query(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency)
        async throws(StorageError) -> QueryResult

    /// Returns the way in which the store would run a query. The database plans the query and does not run it.
    func explain(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency)
        async throws(StorageError) -> QueryPlan

    /// Imports a dataset of another store in one transaction. Rows keep their ids and versions.
    ///
    /// - Throws: The source's errors; ``StorageError/datasetExists(_:)``.
    func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset

    /// Runs work that one process of the store does at a time, unless another one does it.
    ///
    /// - Parameter work: The name of the work.
    /// - Returns: `true` if the work was done here.
    func withTurn(_ work: String, _ body: @Sendable () async -> Void) async throws(StorageError) -> Bool

    /// Checks that the store can serve now.
    ///
    /// - Throws: The reason if it cannot, such as ``StorageError/schema(_:)``.
    func checkHealth() async throws(StorageError)

    /// Runs the store's background work until the calling task is cancelled or its service group shuts down, then closes the store.
    ///
    /// A store answers all other calls without it. A PostgreSQL store that does not run keeps idle connections open, retains the
    /// tables of dropped datasets and expired idempotency records, does not refresh statistics after large loads, and does not read
    /// from its replica. SQLite and in-memory stores have no background work.
    func run() async throws

    /// Closes every connection; those in use close when their work ends. Further calls have no effect.
    func close() async
}

extension AnalyticsStore {
    /// Returns the plan of a store without indexes and partitions: every row is read.
    public func explain(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryPlan {
        QueryPlan(
            reads: [QueryPlan.Read(index: [])], rowCount: dataset.rowCount, holdsGroups: GapFill.holds(query))
    }

    /// Runs the work: the default for stores of one process.
    public func withTurn(_ work: String, _ body: @Sendable () async -> Void) async throws(StorageError) -> Bool {
        await body()
        return true
    }

    /// Appends columns, which must be nullable.
    ///
    /// - Parameter expecting: The ``Dataset/dataVersion`` that the caller has seen; `nil` for any.
    /// - Throws: The errors of ``changeDataset(named:by:expecting:)``.
    @discardableResult
    public func addColumns(
        _ columns: [Column], to name: Identifier, expecting: Int64? = nil
    ) async throws(StorageError) -> Dataset {
        try await changeDataset(named: name, by: DatasetChange(added: columns), expecting: expecting)
    }
}

/// Reads that see everything committed before they began.
extension AnalyticsStore {
    /// Returns all datasets, ordered by name.
    public func datasets() async throws(StorageError) -> [Dataset] { try await datasets(reading: .current) }

    /// Returns a dataset.
    public func dataset(named name: Identifier) async throws(StorageError) -> Dataset {
        try await dataset(named: name, reading: .current)
    }

    /// Returns a page of rows, ordered by row id.
    public func rows(of dataset: Dataset, page: RowPageRequest) async throws(StorageError) -> RowPage {
        try await rows(of: dataset, page: page, reading: .current)
    }

    /// Returns a row, or `nil` if the dataset has no row with this id.
    public func row(_ id: Int64, of name: Identifier) async throws(StorageError) -> StoredRow? {
        try await row(id, of: name, reading: .current)
    }

    /// Runs a query.
    public func query(_ query: ResolvedQuery, on dataset: Dataset) async throws(StorageError) -> QueryResult {
        try await self.query(query, on: dataset, reading: .current)
    }
}
