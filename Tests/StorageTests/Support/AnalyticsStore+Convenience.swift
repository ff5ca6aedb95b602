public import Models
import Storage
import StorageTesting

extension AnalyticsStore {
    /// Creates a dataset of nullable columns with rows.
    func make(
        _ name: String, _ columns: KeyValuePairs<String, ColumnType>, rows: [[Value]] = []
    ) async throws -> Dataset {
        let dataset = try await createDataset(.of(name, columns))
        if !rows.isEmpty { try await add(rows, to: dataset) }
        return try await self.dataset(named: dataset.name)
    }

    /// Creates a dataset named `things`.
    func make(_ columns: KeyValuePairs<String, ColumnType>, rows: [[Value]] = []) async throws -> Dataset {
        try await make("things", columns, rows: rows)
    }

    /// Writes rows.
    @discardableResult
    func add(
        _ rows: [[Value]], to dataset: Dataset, batchSize: Int = 1000, key: String? = nil
    ) async throws(StorageError) -> IngestOutcome {
        try await ingest(
            ScriptedRowSource(dataset.columns, rows: rows, batchSize: batchSize), into: dataset, idempotencyKey: key)
    }

    /// Runs a query and collects its whole result.
    func ask(_ dataset: Dataset, _ query: Query) async throws -> CollectedResult {
        try await answer(query.resolved(against: dataset.definition, limits: .stream), on: dataset)
    }

    /// All rows that match the filters, in the order of their ids.
    func list(_ dataset: Dataset, _ filters: [Filter] = []) async throws -> [[Value]] {
        let filter = try ResolvedFilter.rows(filters, of: dataset.definition)
        let page = try await rows(of: dataset, page: RowPageRequest(filter: filter, limit: 1_000_000))
        return page.rows.values
    }
}

extension RowBatch {
    /// The values row by row.
    var values: [[Value]] { (0..<rowCount).map { self[$0] } }
}

/// A dataset with a column of every type.
enum EveryType {
    static let columns: KeyValuePairs<String, ColumnType> = [
        "s": .string, "i": .integer, "d": .double, "m": .decimal, "b": .boolean, "t": .timestamp, "y": .date,
        "j": .json,
    ]
}
