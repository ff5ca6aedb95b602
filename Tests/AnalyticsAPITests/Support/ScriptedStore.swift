import Models
import Storage
import Synchronization

/// A store with one dataset and scripted results; it counts the answers that are closed.
final class ScriptedStore: AnalyticsStore {
    private let definition: DatasetDefinition
    private let version: Int64
    private let batches: [RowBatch]
    private let failure: StorageError?
    private let endless: Bool
    private let gate: QueryGate?
    private let cost: Int64?
    private let health: @Sendable () -> StorageError?
    private let closed = Mutex(0)
    private let closings = AsyncStream.makeStream(of: Void.self)
    private let queries = Mutex(0)
    private let ingests = Mutex(0)
    private let readings = Mutex<[ReadConsistency]>([])

    /// The consistencies that reads asked for, in order.
    var consistencies: [ReadConsistency] { readings.withLock { $0 } }

    private func note(_ reading: ReadConsistency) { readings.withLock { $0.append(reading) } }

    /// The number of closed answers.
    var closedAnswers: Int { closed.withLock { $0 } }
    /// Waits until an answer has been closed; supports one waiting task.
    func answerClosed() async { for await _ in closings.stream { return } }
    /// The number of ingests begun.
    var begunIngests: Int { ingests.withLock { $0 } }
    /// The number of queries.
    var askedQueries: Int { queries.withLock { $0 } }

    /// Scripts a store.
    ///
    /// - Parameters:
    ///   - batches: The batches of a query's answer.
    ///   - failure: The error that a query throws after its batches, or at once if there are none.
    ///   - endless: `true` to repeat the last batch without end.
    ///   - gate: The gate that holds a query after its batches, or at once if there are none.
    ///   - cost: The cost of each plan.
    ///   - timeColumn: `true` for a dataset with the time column `ts` beside `text`.
    ///   - health: The error that a health check throws; evaluated at each check.
    init(
        batches: [RowBatch] = [], failure: StorageError? = nil, endless: Bool = false, gate: QueryGate? = nil,
        cost: Int64? = nil, timeColumn: Bool = false,
        health: @autoclosure @escaping @Sendable () -> StorageError? = nil,
        version: Int64 = 1
    ) throws {
        definition = try DatasetDefinition(
            name: Identifier("scripted"),
            columns: [Column(name: Identifier("text"), type: .string)]
                + (timeColumn ? [Column(name: Identifier("ts"), type: .timestamp)] : []),
            timeColumn: timeColumn ? Identifier("ts") : nil)
        self.batches = batches
        self.failure = failure
        self.endless = endless
        self.gate = gate
        self.cost = cost
        self.health = health
        self.version = version
    }

    func prepare() async throws(StorageError) -> [SchemaStatus.Step] { [] }
    func schemaStatus() async throws(StorageError) -> SchemaStatus { .none }
    func close() async {}
    func checkHealth() async throws(StorageError) { if let error = health() { throw error } }
    func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        note(reading)
        return [described]
    }
    func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        note(reading)
        return described
    }
    func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        throw failure ?? .overflow
    }
    func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset { described }
    func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {}

    func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        ingests.withLock { $0 += 1 }
        if let failure { throw failure }
        var inserted: Int64 = 0
        while let batch = try await rows.next() { inserted += Int64(batch.rowCount) }
        return IngestOutcome(inserted: inserted, rejections: await rows.rejections, dataVersion: version)
    }

    func rows(of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency) async throws(StorageError) -> RowPage
    {
        note(reading)
        throw failure ?? .overflow
    }

    func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset { throw failure ?? .overflow }

    func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow? {
        note(reading)
        if let failure { throw failure }
        return nil
    }

    func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        if let failure { throw failure }
        return .notFound
    }

    func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        if let failure { throw failure }
        return .deleted(0, dataVersion: version)
    }

    func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt {
        if let failure { throw failure }
        return ErasureReceipt(rows: 0, records: 0, dataVersion: version, remains: [])
    }

    func query(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency) async throws(StorageError)
        -> QueryResult
    {
        note(reading)
        queries.withLock { $0 += 1 }
        if batches.isEmpty { try await gate?.pass() }
        if batches.isEmpty, let failure { throw failure }
        return QueryResult(
            ScriptedReader(
                columns: query.output, dataVersion: version, batches: batches, failure: failure, endless: endless,
                gate: batches.isEmpty ? nil : gate
            ) { [self] in
                closed.withLock { $0 += 1 }
                closings.continuation.yield()
            })
    }

    func explain(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency) async throws(StorageError)
        -> QueryPlan
    {
        QueryPlan(reads: [], rowCount: dataset.rowCount, cost: cost)
    }

    private var described: Dataset {
        Dataset(
            id: 7, definition: definition, rowCount: 0, dataVersion: version,
            createdAt: Timestamp(microseconds: 1_767_225_600_000_000))
    }
}

/// An answer of given batches.
final class ScriptedReader: ResultReader {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let total: Int64? = nil
    let isTruncated = false
    let lookupVersions: [DatasetVersion] = []
    private let batches: [RowBatch]
    private let failure: StorageError?
    private let endless: Bool
    private let gate: QueryGate?
    private let onClose: @Sendable () -> Void
    private let state = Mutex((next: 0, isClosed: false))

    init(
        columns: [ResultColumn], dataVersion: Int64, batches: [RowBatch], failure: StorageError?, endless: Bool,
        gate: QueryGate? = nil, onClose: @escaping @Sendable () -> Void
    ) {
        self.columns = columns
        self.dataVersion = dataVersion
        self.batches = batches
        self.failure = failure
        self.endless = endless
        self.gate = gate
        self.onClose = onClose
    }

    func next() async throws(StorageError) -> RowBatch? {
        let index = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        if endless, let last = batches.last { return last }
        if index < batches.count { return batches[index] }
        try await gate?.pass()
        if let failure { throw failure }
        return nil
    }

    func close() async {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if isFirst { onClose() }
    }
}

extension RowBatch {
    /// A batch of one text column.
    static func texts(_ count: Int, length: Int) -> RowBatch {
        var column = ColumnVector(type: .string)
        for _ in 0..<count { column.append(text: String(repeating: "x", count: length)) }
        return RowBatch(columns: [column])
    }
}
