import Models
import Storage
import Synchronization

/// A store that partitions every dataset transparently, so that the contract tests cover partitions.
///
/// Each dataset gets a hidden first column, a time that scatters its rows over a few weeks. Datasets without room for
/// another column and those already partitioned are passed on unchanged.
final class PartitioningStore: AnalyticsStore {
    let inner: any AnalyticsStore
    /// The hidden columns by dataset id.
    private let hidden = Mutex<[Int64: Column]>([:])
    private let clock = Mutex(0)

    init(_ inner: any AnalyticsStore) { self.inner = inner }

    /// The next time, mostly near the previous one.
    private func nextTime() -> Timestamp {
        let tick = clock.withLock { tick in
            tick += 1
            return tick
        }
        let day = 20_453 + (tick / 3 * 11) % 27
        return Timestamp(microseconds: Int64(day) * Timestamp.microsecondsPerDay + Int64(tick % 2))
    }

    // MARK: Datasets

    private static func hiddenColumn(for definition: DatasetDefinition) -> Column? {
        let name = "zz_" + (definition.timeColumn?.rawValue ?? "")
        // A key would have to contain the hidden column.
        guard definition.partitioning == nil, definition.key.isEmpty, definition.retention == nil,
            definition.columns.count < DatasetDefinition.maximumColumns,
            let identifier = try? Identifier(name)
        else { return nil }
        return Column(name: identifier, type: .timestamp, nullable: false)
    }

    private static func wrapped(_ definition: DatasetDefinition, _ column: Column?) -> DatasetDefinition {
        guard let column else { return definition }
        let wrapped = try? DatasetDefinition(
            name: definition.name, columns: [column] + definition.columns, timeColumn: column.name, partitioning: .week)
        return wrapped ?? definition
    }

    private func wrapped(_ dataset: Dataset) -> Dataset {
        let column = hidden.withLock { $0[dataset.id] }
        return dataset.with(Self.wrapped(dataset.definition, column))
    }

    private func shown(_ dataset: Dataset) -> Dataset {
        guard let first = dataset.columns.first, first.name.rawValue.hasPrefix("zz_") else { return dataset }
        hidden.withLock { $0[dataset.id] = first }
        let time = try? Identifier(String(first.name.rawValue.dropFirst(3)))
        let shown = try? DatasetDefinition(
            name: dataset.name, columns: Array(dataset.columns.dropFirst()), timeColumn: time)
        return dataset.with(shown ?? dataset.definition)
    }

    func prepare() async throws(StorageError) -> [SchemaStatus.Step] { try await inner.prepare() }
    func schemaStatus() async throws(StorageError) -> SchemaStatus { try await inner.schemaStatus() }
    func checkHealth() async throws(StorageError) { try await inner.checkHealth() }
    func close() async { await inner.close() }
    func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        try await inner.datasets(reading: reading).map(shown)
    }

    func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        shown(try await inner.dataset(named: name, reading: reading))
    }

    func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        shown(try await inner.createDataset(Self.wrapped(definition, Self.hiddenColumn(for: definition))))
    }

    func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        do throws(StorageError) {
            return shown(try await inner.changeDataset(named: name, by: change, expecting: expecting))
        } catch {
            guard case .invalidDefinition(.columnCount(let count)) = error else { throw error }
            throw .invalidDefinition(.columnCount(count - 1))
        }
    }

    func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try await inner.dropDataset(named: name, expecting: expecting)
    }

    // MARK: Rows

    func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        guard hidden.withLock({ $0[dataset.id] }) != nil else {
            return try await inner.ingest(rows, into: dataset, mode: mode, idempotencyKey: key)
        }
        // A condition's operands follow the hidden column.
        var mode = mode
        if case .replace(let filter) = mode { mode = .replace(filter.shifted(by: 1)) }
        return try await inner.ingest(
            TimedRows(rows, nextTime), into: wrapped(dataset), mode: mode, idempotencyKey: key)
    }

    func rows(of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency) async throws(StorageError) -> RowPage
    {
        try await inner.rows(of: dataset, page: page, reading: reading)
    }

    func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow? {
        try await inner.row(id, of: name, reading: reading).map(shown)
    }

    private func shown(_ row: StoredRow) -> StoredRow {
        var row = row
        guard row.columns.first?.name.rawValue.hasPrefix("zz_") == true else { return row }
        row.columns.removeFirst()
        row.values.columns.removeFirst()
        return row
    }

    func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        guard hidden.withLock({ $0[dataset.id] }) != nil else {
            return try await inner.changeRow(id, of: dataset, change, if: condition)
        }
        // Changed rows move between partitions.
        let time = Value.timestamp(nextTime())
        let moved: RowChange =
            switch change {
            case .replace(let values): .replace([time] + values)
            case .patch(let assignments) where assignments.isEmpty: change
            case .patch(let assignments):
                .patch(
                    [RowAssignment(column: 0, value: time)]
                        + assignments.map { RowAssignment(column: $0.column + 1, value: $0.value) })
            case .delete: .delete
            }
        let outcome = try await inner.changeRow(id, of: wrapped(dataset), moved, if: condition)
        if case .written(let row, let version) = outcome { return .written(shown(row), dataVersion: version) }
        return outcome
    }

    func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        try await inner.deleteRows(of: dataset, matching: filter, atMost: limit)
    }

    func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt {
        try await inner.eraseRows(of: dataset, matching: filter)
    }

    func query(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency) async throws(StorageError)
        -> QueryResult
    {
        try await inner.query(query, on: dataset, reading: reading)
    }

    func explain(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryPlan {
        try await inner.explain(query, on: dataset, reading: reading)
    }

    func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset {
        guard let column = Self.hiddenColumn(for: source.dataset.definition) else {
            return shown(try await inner.adopt(source))
        }
        let dataset = source.dataset.with(Self.wrapped(source.dataset.definition, column))
        return shown(try await inner.adopt(TimedDataset(dataset, source, nextTime)))
    }
}

extension Dataset {
    fileprivate func with(_ definition: DatasetDefinition) -> Dataset {
        Dataset(
            id: id, definition: definition, rowCount: rowCount, dataVersion: dataVersion, createdAt: createdAt,
            sizeBytes: sizeBytes, definitionVersion: definitionVersion)
    }
}

extension ResolvedFilter {
    fileprivate func shifted(by count: Int) -> ResolvedFilter {
        switch self {
        case .and(let parts): .and(parts.map { $0.shifted(by: count) })
        case .or(let parts): .or(parts.map { $0.shifted(by: count) })
        case .test(let operand, let test): .test(operand: operand + count, test)
        }
    }
}

extension RowBatch {
    fileprivate func timed(by next: () -> Timestamp) -> RowBatch {
        var times = ColumnVector(type: .timestamp)
        for _ in 0..<rowCount { times.append(integer: next().microseconds) }
        return RowBatch(columns: [times] + columns)
    }
}

/// Rows with a time column prepended.
private final class TimedRows: RowSource {
    private let rows: any RowSource
    private let time: @Sendable () -> Timestamp

    init(_ rows: any RowSource, _ time: @escaping @Sendable () -> Timestamp) {
        self.rows = rows
        self.time = time
    }

    func next() async throws(StorageError) -> RowBatch? { try await rows.next()?.timed(by: time) }
    var fingerprint: [UInt8] { get async { await rows.fingerprint } }
    var rejections: IngestRejections { get async { await rows.rejections } }
}

/// A dataset whose rows have a time column prepended.
private final class TimedDataset: DatasetSource {
    let dataset: Dataset
    private let source: any DatasetSource
    private let time: @Sendable () -> Timestamp

    init(_ dataset: Dataset, _ source: any DatasetSource, _ time: @escaping @Sendable () -> Timestamp) {
        self.dataset = dataset
        self.source = source
        self.time = time
    }

    func next() async throws(StorageError) -> RowPage? {
        guard var page = try await source.next() else { return nil }
        page.rows = page.rows.timed(by: time)
        return page
    }
}
