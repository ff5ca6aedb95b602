import Models
import Storage
import Synchronization

/// A store whose health check never ends on its own.
final class HangingStore: AnalyticsStore {
    private let base: ScriptedStore
    private let noticesCancellation: Bool
    private let checks = Mutex(0)
    private let arrivals = AsyncStream.makeStream(of: Void.self)

    /// The number of health checks begun.
    var begunChecks: Int { checks.withLock { $0 } }

    /// - Parameter noticesCancellation: `false` if the check ignores cancellation.
    init(noticesCancellation: Bool = true) throws {
        base = try ScriptedStore()
        self.noticesCancellation = noticesCancellation
    }

    /// Waits until a check has begun; supports one waiting task.
    func checkBegun() async { for await _ in arrivals.stream { return } }

    func checkHealth() async throws(StorageError) {
        checks.withLock { $0 += 1 }
        arrivals.continuation.yield()
        let never = Task {
            let never = AsyncStream<Never>.makeStream()
            for await _ in never.stream {}
        }
        await withTaskCancellationHandler {
            await never.value
        } onCancel: {
            if noticesCancellation { never.cancel() }
        }
        throw .cancelled
    }

    func prepare() async throws(StorageError) -> [SchemaStatus.Step] { [] }
    func schemaStatus() async throws(StorageError) -> SchemaStatus { .none }
    func close() async {}
    func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] { try await base.datasets() }
    func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        try await base.dataset(named: name)
    }
    func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        try await base.createDataset(definition)
    }
    func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        try await base.changeDataset(named: name, by: change, expecting: expecting)
    }
    func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {}
    func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        try await base.ingest(rows, into: dataset, mode: mode, idempotencyKey: key)
    }
    func rows(of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency) async throws(StorageError) -> RowPage
    {
        try await base.rows(of: dataset, page: page)
    }
    func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset { try await base.adopt(source) }
    func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow? {
        try await base.row(id, of: name)
    }
    func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        try await base.changeRow(id, of: dataset, change, if: condition)
    }
    func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        try await base.deleteRows(of: dataset, matching: filter, atMost: limit)
    }
    func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt {
        try await base.eraseRows(of: dataset, matching: filter)
    }
    func query(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency) async throws(StorageError)
        -> QueryResult
    {
        try await base.query(query, on: dataset)
    }
}
