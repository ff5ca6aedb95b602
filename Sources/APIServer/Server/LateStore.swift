import Models
import ServiceLifecycle
import Storage
import Synchronization

/// A store whose location is in a secret that could not be read when the server started.
///
/// The server listens meanwhile, is live and not ready. ``StoreOpener`` retries: each of its attempts tries to create the store,
/// until the secret can be read. Requests come only after that (`SchemaGate`).
final class LateStore: MeasuredStore {
    private let make: @Sendable () async throws(StorageError) -> any AnalyticsStore
    private let made = Mutex<(any AnalyticsStore)?>(nil)
    private let creations: AsyncStream<Void>
    private let created: AsyncStream<Void>.Continuation

    /// Creates a store that is not located yet.
    ///
    /// - Parameter make: Creates the store; throws ``StorageError/Unavailable/unreachable`` if a retry may succeed.
    init(_ make: @escaping @Sendable () async throws(StorageError) -> any AnalyticsStore) {
        self.make = make
        (creations, created) = AsyncStream.makeStream()
    }

    /// Returns the store, and creates it first if necessary. Only ``StoreOpener`` calls this, one attempt after the other.
    private func locate() async throws(StorageError) -> any AnalyticsStore {
        if let store = made.withLock({ $0 }) { return store }
        let store = try await make()
        made.withLock { $0 = store }
        created.finish()
        return store
    }

    /// Returns the store.
    ///
    /// - Throws: ``StorageError/Unavailable/unreachable`` if it has not been created yet.
    private func located() throws(StorageError) -> any AnalyticsStore {
        guard let store = made.withLock({ $0 }) else { throw .unavailable(.unreachable) }
        return store
    }

    func prepare() async throws(StorageError) -> [SchemaStatus.Step] { try await locate().prepare() }
    func checkHealth() async throws(StorageError) { try await locate().checkHealth() }
    func schemaStatus() async throws(StorageError) -> SchemaStatus { try await located().schemaStatus() }

    func run() async throws {
        // Ends with the creation, or with the server.
        await cancelWhenGracefulShutdown { for await _ in self.creations {} }
        guard let store = made.withLock({ $0 }) else { return }
        try await store.run()
    }

    var storeMetrics: StoreMetrics {
        (made.withLock { $0 } as? any MeasuredStore)?.storeMetrics ?? StoreMetrics()
    }

    func close() async { await made.withLock { $0 }?.close() }

    // MARK: Requests

    func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        try await located().datasets(reading: reading)
    }

    func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        try await located().dataset(named: name, reading: reading)
    }

    func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        try await located().createDataset(definition)
    }

    func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        try await located().changeDataset(named: name, by: change, expecting: expecting)
    }

    func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try await located().dropDataset(named: name, expecting: expecting)
    }

    func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        try await located().ingest(rows, into: dataset, mode: mode, idempotencyKey: key)
    }

    func rows(
        of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency
    ) async throws(StorageError) -> RowPage {
        try await located().rows(of: dataset, page: page, reading: reading)
    }

    func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow? {
        try await located().row(id, of: name, reading: reading)
    }

    func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        try await located().changeRow(id, of: dataset, change, if: condition)
    }

    func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        try await located().deleteRows(of: dataset, matching: filter, atMost: limit)
    }

    func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt {
        try await located().eraseRows(of: dataset, matching: filter)
    }

    func query(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryResult {
        try await located().query(query, on: dataset, reading: reading)
    }

    func withTurn(_ work: String, _ body: @Sendable () async -> Void) async throws(StorageError) -> Bool {
        try await located().withTurn(work, body)
    }

    func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset {
        try await located().adopt(source)
    }
}

extension LateStore: AccessKeyStore {
    private func keys() throws(StorageError) -> any AccessKeyStore {
        guard let keys = try located() as? any AccessKeyStore else { throw .unexpected("the store keeps no keys") }
        return keys
    }

    func accessKeys() async throws(StorageError) -> [AccessKeyRecord] { try await keys().accessKeys() }

    func addAccessKey(
        _ key: AccessKeyRecord, replacing replaced: AccessKeyReplacement?
    ) async throws(StorageError) -> AccessKeyAddition {
        try await keys().addAccessKey(key, replacing: replaced)
    }

    func revokeAccessKey(_ id: String, at time: Timestamp) async throws(StorageError) -> AccessKeyRecord? {
        try await keys().revokeAccessKey(id, at: time)
    }

    func deleteAccessKeys(_ ids: Set<String>) async throws(StorageError) { try await keys().deleteAccessKeys(ids) }

    func recordUse(ofAccessKeys times: [String: Timestamp]) async throws(StorageError) {
        try await keys().recordUse(ofAccessKeys: times)
    }
}

extension LateStore: SavedQueryStore {
    private func queries() throws(StorageError) -> any SavedQueryStore {
        guard let queries = try located() as? any SavedQueryStore else {
            throw .unexpected("the store keeps no saved queries")
        }
        return queries
    }

    func savedQueries(of dataset: Dataset) async throws(StorageError) -> [SavedQueryRecord] {
        try await queries().savedQueries(of: dataset)
    }

    func savedQuery(_ name: Identifier, of dataset: Dataset) async throws(StorageError) -> SavedQueryRecord? {
        try await queries().savedQuery(name, of: dataset)
    }

    func saveQuery(
        _ query: SavedQueryRecord, in dataset: Dataset, if condition: SavedQueryCondition, limit: Int
    ) async throws(StorageError) -> SavedQueryOutcome {
        try await queries().saveQuery(query, in: dataset, if: condition, limit: limit)
    }

    func deleteSavedQuery(
        _ name: Identifier, of dataset: Dataset, if condition: SavedQueryCondition
    ) async throws(StorageError) -> SavedQueryOutcome {
        try await queries().deleteSavedQuery(name, of: dataset, if: condition)
    }
}
