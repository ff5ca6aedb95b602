import Models
import Storage

/// Everything an ``InMemoryAnalyticsStore`` holds.
struct State: Sendable {
    var tables: [Identifier: Table] = [:]
    var lastDatasetID: Int64 = 0
    var isClosed = false

    func table(named name: Identifier) throws(StorageError) -> Table {
        if let table = tables[name] { return table }
        throw .datasetNotFound(
            name, nearest: NearestName.match(name.rawValue, among: tables.keys.sorted().map(\.rawValue)))
    }

    /// The table a caller has seen before: one of the same name made since is another.
    func table(of dataset: Dataset) throws(StorageError) -> Table {
        let table = try table(named: dataset.name)
        guard table.id == dataset.id else { throw .datasetNotFound(dataset.name, nearest: nil) }
        return table
    }
}

/// A dataset with its rows.
struct Table: Sendable {
    let id: Int64
    var definition: DatasetDefinition
    let createdAt: Timestamp
    var ids: [Int64] = []
    var versions: [Int64] = []
    /// The last id that was given: ids of deleted rows do not come back.
    var lastID: Int64 = 0
    var rows: [[Value]] = []
    var dataVersion: Int64 = 0
    /// What was done under an idempotency key; keys are told apart by their bytes.
    var records: [[UInt8]: IngestRecord] = [:]
    /// The idempotency keys of calls that have not ended.
    var running: Set<[UInt8]> = []

    init(id: Int64, definition: DatasetDefinition, createdAt: Timestamp) {
        self.id = id
        self.definition = definition
        self.createdAt = createdAt
    }

    var description: Dataset {
        Dataset(
            id: id, definition: definition, rowCount: Int64(rows.count), dataVersion: dataVersion, createdAt: createdAt)
    }

    /// Refuses a change that expects the dataset as it was before.
    func check(_ expected: Int64?) throws(StorageError) {
        guard let expected, expected != dataVersion else { return }
        throw .versionMismatch(expected: expected, actual: dataVersion)
    }

    mutating func add(_ columns: [Column]) throws(StorageError) {
        do throws(DefinitionProblem) {
            definition = try definition.adding(columns)
        } catch { throw .invalidDefinition(error) }
        for index in rows.indices { rows[index] += columns.map { _ in Value.null } }
        dataVersion += 1
    }

    /// Writes rows, each with the table's first columns at least; the rest were added since and are null.
    mutating func append(_ new: [[Value]]) {
        guard !new.isEmpty else { return }
        for row in new {
            lastID += 1
            ids.append(lastID)
            versions.append(1)
            rows.append(row + Array(repeating: Value.null, count: definition.columns.count - row.count))
        }
        dataVersion += 1
    }
}

/// What an idempotency key stands for.
struct IngestRecord: Sendable {
    let key: String
    let fingerprint: [UInt8]
    let outcome: IngestOutcome
    let createdAt: Timestamp
}
