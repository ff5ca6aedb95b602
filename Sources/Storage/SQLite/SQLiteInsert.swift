import Models

/// The prepared INSERT of an ingest, reused for all its batches.
///
/// `@unchecked Sendable`: only one ingest uses it, and only on its connection's queue.
final class SQLiteInsert: @unchecked Sendable {
    private var statement: SQLiteStatement?

    init(_ statement: SQLiteStatement) { self.statement = statement }

    /// - Parameter withIDs: `true` if the rows' first two columns are ids and versions.
    static func sql(_ dataset: Dataset, withIDs: Bool = false) -> String {
        let names = (withIDs ? ["_id", "_version"] : []) + dataset.columns.map { SQLDialect.sqlite.name(of: $0) }
        let places = (1...names.count).map { "?\($0)" }.joined(separator: ", ")
        return
            "INSERT INTO \(SQLiteSchema.table(dataset.id)) (\(names.joined(separator: ", "))) VALUES (\(places))"
    }

    /// - Parameter count: The number of rows written before this batch.
    /// - Returns: The first row that the database refuses, or `nil`.
    func write(_ batch: RowBatch, after count: Int64) throws(StorageError) -> RowRefusal? {
        guard let statement else { return nil }
        for row in 0..<batch.rowCount {
            for (index, column) in batch.columns.enumerated() { try statement.bind(column, row: row, at: index + 1) }
            if let refusal = try statement.insert(row: count + Int64(row)) { return refusal }
        }
        return nil
    }

    func finish() { statement = nil }
}
