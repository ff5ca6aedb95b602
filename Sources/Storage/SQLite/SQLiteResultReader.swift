import Models

/// The rows of a running statement.
///
/// `@unchecked Sendable`: only one reader uses it, and only on its connection's queue.
final class SQLiteRows: @unchecked Sendable {
    private var statement: SQLiteStatement?
    private let readers: [ColumnReader]

    init(_ readers: [ColumnReader]) { self.readers = readers }

    func begin(_ statement: SQLiteStatement) { self.statement = statement }

    /// Returns the next batch of the first `count` columns; `nil` after the last row.
    func next(columns count: Int?) throws(StorageError) -> RowBatch? {
        guard let statement else { return nil }
        let readers = count.map { Array(self.readers.prefix($0)) } ?? self.readers
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

/// A reader of a running statement.
final class SQLiteResultReader: ResultReader {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let total: Int64?
    /// `false`: ``LimitedReader`` detects truncation.
    let isTruncated = false
    private let rows: SQLiteRows
    private let keeping: Int?
    private let lease: ConnectionLease<SQLiteConnection>

    /// - Parameter keeping: The number of columns to return; `nil` for all.
    init(
        columns: [ResultColumn], dataVersion: Int64, total: Int64?, rows: SQLiteRows, keeping: Int?,
        lease: ConnectionLease<SQLiteConnection>
    ) {
        self.columns = columns
        self.dataVersion = dataVersion
        self.total = total
        self.rows = rows
        self.keeping = keeping
        self.lease = lease
    }

    func next() async throws(StorageError) -> RowBatch? {
        guard let connection = lease.connection else { return nil }
        return try await connection.run { [rows, keeping] _ throws(StorageError) in try rows.next(columns: keeping) }
    }

    func close() async { await lease.end() }
}
