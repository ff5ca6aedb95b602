public import Models

/// Where datasets and their rows live, and what answers questions about them.
///
/// Every implementation is held to one contract suite (`StorageTesting`), the in-memory one included. All methods may be
/// called from any number of tasks at once; cancelling the calling task cancels the work.
public protocol AnalyticsStore: Sendable {
    /// Brings the store's own tables to the level that this program knows: all of them in a new database, what is missing in
    /// one that an older program left, nothing where they are there already. Of any number of programs that do so at once,
    /// one does.
    ///
    /// - Returns: The steps that this call applied.
    /// - Throws: ``StorageError/schema(_:)`` where a newer program has been, and left what this one cannot serve on.
    @discardableResult
    func prepare() async throws(StorageError) -> [SchemaStatus.Step]

    /// Which steps the store's own tables have gone through, and whether this program can serve on them. Changes nothing.
    func schemaStatus() async throws(StorageError) -> SchemaStatus

    /// All datasets by name.
    func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset]

    /// One dataset.
    ///
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``.
    func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset

    /// Makes a dataset.
    ///
    /// - Throws: ``StorageError/datasetExists(_:)``.
    func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset

    /// Adds columns at the end; they must be nullable.
    ///
    /// - Parameter expecting: Where given, the ``Dataset/dataVersion`` the caller has seen.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``, ``StorageError/invalidDefinition(_:)``,
    ///   ``StorageError/versionMismatch(expected:actual:)``.
    func addColumns(
        _ columns: [Column], to name: Identifier, expecting: Int64?
    ) async throws(StorageError) -> Dataset

    /// Drops a dataset with its rows.
    ///
    /// - Parameter expecting: Where given, the ``Dataset/dataVersion`` the caller has seen.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``, ``StorageError/versionMismatch(expected:actual:)``.
    func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError)

    /// Writes all rows of a source in one transaction: they are all in once this returns, and none is if it throws.
    ///
    /// - Parameters:
    ///   - rows: Batches whose columns are the dataset's, in order.
    ///   - dataset: The dataset as the source's parser knew it.
    ///   - key: Makes the call repeatable: the same key with a source of the same fingerprint writes nothing again and gives
    ///     the first outcome.
    /// - Throws: what the source throws; ``StorageError/idempotencyConflict(_:)``, ``StorageError/idempotencyInProgress(_:)``,
    ///   ``StorageError/datasetNotFound(_:nearest:)`` when the dataset was dropped meanwhile.
    func ingest(_ rows: any RowSource, into dataset: Dataset, idempotencyKey key: String?) async throws(StorageError)
        -> IngestOutcome

    /// A page of rows in the order of their row ids, of data no older than the dataset as the caller knows it.
    func rows(of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency) async throws(StorageError) -> RowPage

    /// One row, or `nil` if the dataset has none with this id.
    ///
    /// - Parameter name: The dataset by name rather than as the caller knows it, so that a store can answer in one round trip;
    ///   ``StoredRow/dataset`` says which one it was.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``.
    func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow?

    /// Changes or deletes one row, if a condition holds: both in one step, so that no change of somebody else is lost.
    ///
    /// - Parameters:
    ///   - id: The row's id.
    ///   - dataset: The dataset as the caller knew it when it made the change.
    ///   - change: What is to become of the row.
    ///   - condition: Tested on the row as it is when the change is made.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)`` when the dataset was dropped meanwhile;
    ///   ``StorageError/rejected(_:)`` when a rule of the database's own, that an operator has given the table, forbids the change.
    func changeRow(_ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition)
        async throws(StorageError) -> RowChangeOutcome

    /// Answers a query from data no older than the dataset as the caller knows it. The answer is read as it is consumed, from
    /// one snapshot; close it in any case.
    func query(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency)
        async throws(StorageError) -> any QueryAnswer

    /// Makes a dataset with rows that keep their ids and versions, all in one transaction: how data comes from another store.
    ///
    /// - Throws: what the source throws, ``StorageError/datasetExists(_:)``.
    func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset

    /// Whether the store can serve right now; throws why not, ``StorageError/schema(_:)`` among it.
    func checkHealth() async throws(StorageError)

    /// Waits for running work and closes every connection.
    func close() async
}

extension AnalyticsStore {
    /// Adds columns at the end, whatever the dataset's version is by now.
    @discardableResult
    public func addColumns(_ columns: [Column], to name: Identifier) async throws(StorageError) -> Dataset {
        try await addColumns(columns, to: name, expecting: nil)
    }
}

/// Reads that see everything that was committed before they began.
extension AnalyticsStore {
    /// All datasets by name, as they are now.
    public func datasets() async throws(StorageError) -> [Dataset] { try await datasets(reading: .current) }

    /// One dataset, as it is now.
    public func dataset(named name: Identifier) async throws(StorageError) -> Dataset {
        try await dataset(named: name, reading: .current)
    }

    /// A page of rows in the order of their row ids, as they are now.
    public func rows(of dataset: Dataset, page: RowPageRequest) async throws(StorageError) -> RowPage {
        try await rows(of: dataset, page: page, reading: .current)
    }

    /// One row, as it is now.
    public func row(_ id: Int64, of name: Identifier) async throws(StorageError) -> StoredRow? {
        try await row(id, of: name, reading: .current)
    }

    /// Answers a query, from the data as it is now.
    public func query(_ query: ResolvedQuery, on dataset: Dataset) async throws(StorageError) -> any QueryAnswer {
        try await self.query(query, on: dataset, reading: .current)
    }
}
