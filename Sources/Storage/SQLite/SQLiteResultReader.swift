import Models
import Synchronization

/// The rows of a running statement.
///
/// `@unchecked Sendable`: only one reader uses it, and only on its connection's queue.
final class SQLiteRows: @unchecked Sendable {
    private var statement: SQLiteStatement?
    private let readers: [ColumnReader]

    init(_ readers: [ColumnReader]) { self.readers = readers }

    func begin(_ statement: SQLiteStatement) { self.statement = statement }

    /// A Boolean value that indicates whether the statement has returned its last row.
    var hasEnded: Bool { statement == nil }

    /// Returns the next batch of the first `count` columns; `nil` after the last row.
    func next(columns count: Int) throws(StorageError) -> RowBatch? {
        guard let statement else { return nil }
        let readers = Array(self.readers.prefix(count))
        var batch = RowBatch(types: readers.map(\.type))
        let size = BatchSize(batch)
        var rows = 0
        while rows == 0 || !size.isFull(batch) {
            guard try statement.step() else {
                self.statement = nil
                break
            }
            rows += 1
            for index in readers.indices { try statement.append(index, readers[index], to: &batch.columns[index]) }
        }
        return rows == 0 ? nil : batch
    }

    func finish() { statement = nil }
}

/// A reader of a running statement, whose first batch has been read.
final class SQLiteResultReader: ResultReader {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let lookupVersions: [DatasetVersion]
    let total: Int64?
    /// `false`: ``LimitedReader`` detects truncation.
    let isTruncated = false
    private let first: Mutex<RowBatch?>
    private let rows: SQLiteRows
    private let keeping: Int
    private let lease: ConnectionLease<SQLiteConnection>

    /// - Parameters:
    ///   - keeping: The number of columns to return.
    ///   - lease: The statement's connection; it has ended if the first batch is the whole result.
    init(
        _ columns: [ResultColumn], _ opened: OpenedResult, rows: SQLiteRows, keeping: Int,
        lease: ConnectionLease<SQLiteConnection>
    ) {
        self.columns = columns
        dataVersion = opened.dataVersion
        lookupVersions = opened.lookupVersions
        total = opened.total
        first = Mutex(opened.first)
        self.rows = rows
        self.keeping = keeping
        self.lease = lease
    }

    func next() async throws(StorageError) -> RowBatch? {
        if let batch = first.withLock({ $0.take() }) { return batch }
        guard let connection = lease.connection else { return nil }
        return try await connection.run { [rows, keeping] _ throws(StorageError) in try rows.next(columns: keeping) }
    }

    func close() async { await lease.end() }
}
