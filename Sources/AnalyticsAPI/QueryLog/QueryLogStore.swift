import Models
import Storage
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A store with the dataset `_queries` alone, which is read only.
///
/// It lasts for one request: the entries are written to a SQLite file, so that every query works on them, and the file is removed with the
/// last reference.
final class QueryLogStore: AnalyticsStore {
    /// The name in the file, whose catalogue takes no name with an underscore at its beginning.
    private static let inner = Identifier(known: "queries")

    private let base: SQLiteAnalyticsStore
    private let folder: URL
    private let space: Space

    /// A part of the disk space for spool files, released with the last reference.
    private final class Space: Sendable {
        private let budget: SpoolBudget
        private let bytes: Int

        /// Reserves bytes.
        ///
        /// - Throws: ``SpoolError/noRoom``.
        init(_ bytes: Int, of budget: SpoolBudget) throws(SpoolError) {
            guard budget.reserve(bytes) else { throw .noRoom }
            self.budget = budget
            self.bytes = bytes
        }

        deinit { budget.release(bytes) }
    }

    /// The size of a file without entries, in bytes: the catalogue's tables and the write-ahead log.
    private static let emptyBytes = 256 << 10
    /// The bytes of the file and of its write-ahead log for each byte of values: SQLite's records, the index of the time, and both files.
    private static let bytesPerByte = 3

    /// Writes entries to a new file.
    ///
    /// - Throws: ``SpoolError/noRoom`` if the disk space for spool files has no room for it; ``Storage/StorageError``.
    init(
        _ entries: [QueryLogEntry], numbers: [Int64], version: Int64, since start: Timestamp, in spool: SpoolBudget
    ) async throws {
        let rows = QueryLogEntry.rows(entries)
        space = try Space(Self.emptyBytes + Self.bytesPerByte * rows.byteCount, of: spool)
        folder = URL(filePath: spool.folder).appending(path: "weir-queries-\(UUID().uuidString)")
        // For this user alone, as the spool files.
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        base = SQLiteAnalyticsStore(path: folder.path + "/queries.sqlite")
        try await base.prepare()
        _ = try await base.adopt(
            QueryLogSource(
                Dataset(
                    id: 1, definition: try QueryLogEntry.definition(named: Self.inner),
                    rowCount: Int64(entries.count), dataVersion: version, createdAt: start),
                RowPage(
                    ids: numbers, versions: numbers.map { _ in 1 }, rows: rows, hasMore: false,
                    dataVersion: version)))
    }

    deinit {
        Task { [base, folder, space] in
            await base.close()
            try? FileManager.default.removeItem(at: folder)
            withExtendedLifetime(space) {}
        }
    }

    private func outer(_ dataset: Dataset) throws(StorageError) -> Dataset {
        do throws(DefinitionError) {
            return Dataset(
                id: dataset.id, definition: try QueryLogEntry.definition(named: .queryLog), rowCount: dataset.rowCount,
                dataVersion: dataset.dataVersion, createdAt: dataset.createdAt,
                definitionVersion: dataset.definitionVersion)
        } catch {
            throw .invalidDefinition(error)
        }
    }

    private func known() async throws(StorageError) -> Dataset { try await base.dataset(named: Self.inner) }

    func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        [try outer(try await known())]
    }

    func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        guard name == .queryLog else { throw .datasetNotFound(name, nearest: nil) }
        return try outer(try await known())
    }

    func rows(
        of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency
    ) async throws(StorageError) -> RowPage {
        try await base.rows(of: try await known(), page: page)
    }

    func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow? {
        try await base.row(id, of: Self.inner)
    }

    func query(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryResult {
        try await base.query(query, on: try await known())
    }

    func explain(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryPlan {
        try await base.explain(query, on: try await known(), reading: .current)
    }

    // MARK: Not offered

    // Authorization refuses these before they get here.
    private static let readOnly = StorageError.unexpected("\(Identifier.queryLog) is read only")

    func prepare() async throws(StorageError) -> [SchemaStatus.Step] { [] }

    func schemaStatus() async throws(StorageError) -> SchemaStatus { .none }

    func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset { throw Self.readOnly }

    func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset { throw Self.readOnly }

    func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) { throw Self.readOnly }

    func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome { throw Self.readOnly }

    func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome { throw Self.readOnly }

    func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion { throw Self.readOnly }

    func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt { throw Self.readOnly }

    func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset { throw Self.readOnly }

    func checkHealth() async throws(StorageError) {}

    func run() async throws {}

    func close() async {}
}

/// Rows in one page, for a store to adopt.
private final class QueryLogSource: DatasetSource {
    let dataset: Dataset
    private let page: Mutex<RowPage?>

    init(_ dataset: Dataset, _ page: RowPage) {
        self.dataset = dataset
        self.page = Mutex(page.ids.isEmpty ? nil : page)
    }

    func next() async throws(StorageError) -> RowPage? { page.withLock { $0.take() } }
}
