import Diagnostics
import Models
import Storage

/// The state of an ``InMemoryAnalyticsStore``.
struct State: Sendable {
    var tables: [Identifier: Table] = [:]
    var lastDatasetID: Int64 = 0
    var keys: [String: AccessKeyRecord] = [:]
    var isClosed = false

    func table(named name: Identifier) throws(StorageError) -> Table {
        if let table = tables[name] { return table }
        throw .datasetNotFound(
            name, nearest: NearestName.match(name.rawValue, among: tables.keys.sorted().map(\.rawValue)))
    }

    /// Returns the table of a dataset; throws if it has been replaced by another of the same name.
    func table(of dataset: Dataset) throws(StorageError) -> Table {
        let table = try table(named: dataset.name)
        guard table.id == dataset.id else { throw .datasetNotFound(dataset.name, nearest: nil) }
        try table.description.requireSameDefinition(as: dataset)
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
    /// The last assigned id; ids of deleted rows are not reused.
    var lastID: Int64 = 0
    var rows: [[Value]] = []
    var dataVersion: Int64 = 0
    var definitionVersion: Int64 = 0
    /// The records of ingests by the UTF-8 bytes of their idempotency keys.
    var records: [[UInt8]: IngestRecord] = [:]
    /// The idempotency keys of running ingests.
    var running: Set<[UInt8]> = []
    /// The saved queries by name.
    var savedQueries: [Identifier: SavedQueryRecord] = [:]

    init(id: Int64, definition: DatasetDefinition, createdAt: Timestamp) {
        self.id = id
        self.definition = definition
        self.createdAt = createdAt
    }

    var description: Dataset {
        Dataset(
            id: id, definition: definition, rowCount: Int64(rows.count), dataVersion: dataVersion, createdAt: createdAt,
            definitionVersion: definitionVersion)
    }

    /// Throws ``StorageError/versionMismatch(expected:actual:)`` if a change expects another version.
    func check(_ expected: Int64?) throws(StorageError) {
        guard let expected, expected != dataVersion else { return }
        throw .versionMismatch(expected: expected, actual: dataVersion)
    }

    /// Appends rows. Columns that a row lacks at its end were added since and become null.
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

/// The record of an ingest with an idempotency key.
struct IngestRecord: Sendable {
    let key: String
    let fingerprint: [UInt8]
    var outcome: IngestOutcome
    let createdAt: Timestamp
}
