import Models

/// The prepared INSERT of an ingest, reused for all its batches.
///
/// `@unchecked Sendable`: only one ingest uses it, and only on its connection's queue.
final class SQLiteInsert: @unchecked Sendable {
    private var statement: SQLiteStatement?
    /// `true` if the statement returns the version of the row that it wrote.
    private let returnsVersion: Bool
    /// The number of rows that took the place of another one.
    private(set) var updated: Int64 = 0
    /// The number of rows that were not written.
    private(set) var skipped: Int64 = 0
    /// The indices of the first rows that were not written, at most as many as errors are kept.
    private(set) var skippedRows: [Int64] = []

    init(_ statement: SQLiteStatement, returnsVersion: Bool = false) {
        self.statement = statement
        self.returnsVersion = returnsVersion
    }

    /// - Parameter withIDs: `true` if the rows' first two columns are ids and versions.
    static func sql(_ dataset: Dataset, withIDs: Bool = false) -> String {
        let names = (withIDs ? ["_id", "_version"] : []) + dataset.columns.map { SQLDialect.sqlite.name(of: $0) }
        let places = (1...names.count).map { "?\($0)" }.joined(separator: ", ")
        return
            "INSERT INTO \(SQLiteSchema.table(dataset.id)) (\(names.joined(separator: ", "))) VALUES (\(places))"
    }

    /// The statement of an ingest's mode; its first parameters are a row's values.
    static func sql(_ dataset: Dataset, _ mode: IngestMode) -> SQLText {
        let key = dataset.definition.keyIndices
        func name(_ index: Int) -> String { SQLDialect.sqlite.name(of: dataset.columns[index]) }
        var sql = SQLText(.sqlite, sql(dataset))
        for _ in dataset.columns { _ = sql.bind(.null) }
        switch mode {
        case .append, .replace: return sql
        case .ignoreDuplicates: sql.append(" ON CONFLICT (\(key.map(name).joined(separator: ", "))) DO NOTHING")
        case .merge(let columns, let condition):
            sql.append(" ON CONFLICT (\(key.map(name).joined(separator: ", "))) DO UPDATE SET _version = _version + 1")
            for index in columns where !key.contains(index) { sql.append(", \(name(index)) = excluded.\(name(index))") }
            guard condition != .always else { break }
            sql.append(" WHERE ")
            FilterCompiler(dialect: .sqlite, operands: dataset.columns.map(SQLDialect.sqlite.operand))
                .append(condition, to: &sql)
        }
        sql.append(" RETURNING _version")
        return sql
    }

    /// - Parameter count: The number of rows written before this batch.
    /// - Returns: The first row that the database refuses, or `nil`.
    func write(_ batch: RowBatch, after count: Int64) throws(StorageError) -> RowRefusal? {
        guard let statement else { return nil }
        for row in 0..<batch.rowCount {
            for (index, column) in batch.columns.enumerated() { try statement.bind(column, row: row, at: index + 1) }
            let index = count + Int64(row)
            guard returnsVersion else {
                if let refusal = try statement.insert(row: index) { return refusal }
                continue
            }
            switch try statement.upsert(row: index) {
            case .refused(let refusal): return refusal
            case .written(let version): if version > 1 { updated += 1 }
            case .skipped:
                skipped += 1
                if skippedRows.count < IngestRejections.maximumErrors { skippedRows.append(index) }
            }
        }
        return nil
    }

    func finish() { statement = nil }
}
