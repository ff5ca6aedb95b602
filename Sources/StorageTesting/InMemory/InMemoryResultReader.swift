import Models
import Storage
import Synchronization

/// A reader of rows in memory.
final class InMemoryResultReader: ResultReader {
    static let rowsPerBatch = 500

    let columns: [ResultColumn]
    let dataVersion: Int64
    let lookupVersions: [DatasetVersion]
    let total: Int64?
    let isTruncated: Bool
    private let rows: RowBatch
    private let given = Mutex(0)

    init(
        columns: [ResultColumn], rows: RowBatch, total: Int64?, isTruncated: Bool, dataVersion: Int64,
        lookupVersions: [DatasetVersion] = []
    ) {
        self.columns = columns
        self.rows = rows
        self.total = total
        self.isTruncated = isTruncated
        self.dataVersion = dataVersion
        self.lookupVersions = lookupVersions
    }

    func next() async throws(StorageError) -> RowBatch? {
        guard !Task.isCancelled else { throw .cancelled }
        let start = given.withLock { given in
            defer { given = min(rows.rowCount, given + Self.rowsPerBatch) }
            return given
        }
        guard start < rows.rowCount else { return nil }
        var batch = RowBatch(types: columns.map(\.type))
        for row in start..<min(rows.rowCount, start + Self.rowsPerBatch) { batch.append(row: rows[row]) }
        return batch
    }

    func close() async { given.withLock { $0 = rows.rowCount } }
}
