import Models
import Storage

/// A store in which reading some datasets fails.
struct FailingReads: AnalyticsStore {
    let store: any AnalyticsStore
    /// The errors by dataset name.
    let failures: [String: StorageError]

    func rows(
        of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency
    ) async throws(StorageError) -> RowPage {
        if let failure = failures[dataset.name.rawValue] { throw failure }
        return try await store.rows(of: dataset, page: page, reading: reading)
    }

    func prepare() async throws(StorageError) -> [SchemaStatus.Step] { try await store.prepare() }
    func schemaStatus() async throws(StorageError) -> SchemaStatus { try await store.schemaStatus() }
    func checkHealth() async throws(StorageError) { try await store.checkHealth() }
    func close() async { await store.close() }

    func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        try await store.datasets(reading: reading)
    }

    func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        try await store.dataset(named: name, reading: reading)
    }

    func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        try await store.createDataset(definition)
    }

    func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        try await store.changeDataset(named: name, by: change, expecting: expecting)
    }

    func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try await store.dropDataset(named: name, expecting: expecting)
    }

    func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        try await store.ingest(rows, into: dataset, mode: mode, idempotencyKey: key)
    }

    func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow? {
        try await store.row(id, of: name, reading: reading)
    }

    func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        try await store.changeRow(id, of: dataset, change, if: condition)
    }

    func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        try await store.deleteRows(of: dataset, matching: filter, atMost: limit)
    }

    func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt {
        try await store.eraseRows(of: dataset, matching: filter)
    }

    func query(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryResult {
        try await store.query(query, on: dataset, reading: reading)
    }

    func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset { try await store.adopt(source) }
}
