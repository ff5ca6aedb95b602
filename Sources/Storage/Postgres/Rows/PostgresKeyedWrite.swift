import Models

/// Writes rows by the key of their dataset; used on a connection's queue, inside the ingest's transaction.
///
/// The rows are copied into a temporary table first, because `COPY` cannot look for stored rows with the same key.
struct PostgresKeyedWrite {
    /// The rows in the order of the source.
    private static let upload = "pg_temp.weir_upload"
    /// The last row of each key.
    private static let last = "pg_temp.weir_last"

    let session: PostgresSession
    let schema: PostgresSchema
    let dataset: Dataset

    /// The numbers of rows that were added and that took the place of another one.
    struct Counts: Sendable {
        var inserted: Int64 = 0
        var updated: Int64 = 0
        /// The indices of rows that may not take the place of their stored rows, at most as many as errors are kept.
        var outside: [Int64] = []
        /// The number of all such rows.
        var outsideCount: Int64 = 0
    }

    /// The `COPY` statement for the temporary table.
    static func copy(_ columns: [Column]) -> String {
        "COPY \(upload) (\(columns.indices.map(name).joined(separator: ", "))) FROM STDIN (FORMAT binary)"
    }

    /// The name of a column in the temporary tables. No dataset's column begins with an underscore.
    private static func name(_ index: Int) -> String { "_c\(index)" }

    /// Creates the temporary table, which exists until the transaction ends.
    func begin() throws(StorageError) {
        let columns = dataset.columns.enumerated().map { index, column in
            "\(Self.name(index)) " + PostgresSchema.type(of: column.type)
                + (column.type == .string ? " COLLATE \"C\"" : "")
        }
        try session.run(
            "CREATE TEMPORARY TABLE weir_upload (_row bigint GENERATED ALWAYS AS IDENTITY, "
                + columns.joined(separator: ", ") + ") ON COMMIT DROP")
    }

    /// Adds the rows whose key is new; of several with one key, the first.
    func insertNew() throws(StorageError) -> Counts {
        let sql = """
            INSERT INTO \(table) (\(columns(named)))
            SELECT \(columns { "new.\(Self.name($0))" }) FROM (
                SELECT DISTINCT ON (\(key(Self.name))) * FROM \(Self.upload) ORDER BY \(key(Self.name)), _row
            ) AS new
            ORDER BY new._row ON CONFLICT (\(key(named))) DO NOTHING
            """
        return Counts(inserted: try session.change(SQLText(.postgres, sql)).affectedRows)
    }

    /// Sets the stored rows with the keys of new ones, and adds the others.
    ///
    /// - Parameters:
    ///   - changed: The indices of the columns to set.
    ///   - condition: The condition on the stored rows.
    ///   - rowCount: The number of rows in the temporary table.
    ///   - lockWait: The lock time-out.
    /// - Throws: ``StorageError/Unavailable/busy`` if a row with a new key was added meanwhile.
    func merge(
        _ changed: [Int], where condition: ResolvedFilter, rowCount: Int64, lockWait: String
    ) throws(StorageError) -> Counts {
        try session.run("SET LOCAL lock_timeout = '\(lockWait)'")
        // Between the two statements, another session could otherwise add a row with one of the keys.
        try session.lockWrites(of: dataset, in: schema)
        try session.run(
            """
            CREATE TEMPORARY TABLE weir_last ON COMMIT DROP AS
            SELECT DISTINCT ON (\(key(Self.name))) *, count(*) OVER (PARTITION BY \(key(Self.name))) AS _count
            FROM \(Self.upload) ORDER BY \(key(Self.name)), _row DESC
            """)
        if let found = try outside(condition) { return found }
        let updated = try session.change(update(changed)).affectedRows
        let insert = """
            INSERT INTO \(table) (_version, \(columns(named)))
            SELECT new._count, \(columns { "new.\(Self.name($0))" }) FROM \(Self.last) AS new
            WHERE NOT EXISTS (SELECT FROM \(table) AS stored WHERE \(match))
            ORDER BY new._row ON CONFLICT (\(key(named))) DO NOTHING
            """
        let inserted = try session.change(SQLText(.postgres, insert)).affectedRows
        let keys = try session.execute("SELECT count(*) FROM \(Self.last)").integer(0, 0)
        guard updated + inserted == keys else { throw .unavailable(.busy) }
        return Counts(inserted: inserted, updated: rowCount - inserted)
    }

    private func update(_ changed: [Int]) -> SQLText {
        let isKey = Set(dataset.definition.keyIndices)
        var assignments = ["_version = stored._version + new._count"]
        for index in changed where !isKey.contains(index) {
            assignments.append("\(named(index)) = new.\(Self.name(index))")
        }
        return SQLText(
            .postgres,
            "UPDATE \(table) AS stored SET \(assignments.joined(separator: ", ")) FROM \(Self.last) AS new WHERE \(match)"
        )
    }

    /// Returns the rows whose stored rows do not meet the condition; `nil` if there are none.
    private func outside(_ condition: ResolvedFilter) throws(StorageError) -> Counts? {
        guard condition != .always else { return nil }
        var sql = SQLText(
            .postgres, "SELECT new._row, count(*) OVER () FROM \(Self.last) AS new JOIN \(table) AS stored")
        sql.append(" ON \(match) WHERE (")
        FilterCompiler(dialect: .postgres, operands: dataset.columns.map(SQLDialect.postgres.operand))
            .append(condition, to: &sql)
        sql.append(") IS NOT TRUE ORDER BY new._row LIMIT \(IngestRejections.maximumErrors)")
        let rows = try session.execute(sql)
        guard rows.rowCount > 0 else { return nil }
        return Counts(
            outside: (0..<rows.rowCount).map { rows.integer($0, 0) - 1 }, outsideCount: rows.integer(0, 1))
    }

    private var table: String { schema.table(dataset.id) }
    /// The condition that a stored row has the key of a new one.
    private var match: String {
        dataset.definition.keyIndices.map { "stored.\(named($0)) = new.\(Self.name($0))" }.joined(separator: " AND ")
    }

    private func named(_ index: Int) -> String { SQLDialect.postgres.name(of: dataset.columns[index]) }
    private func columns(_ name: (Int) -> String) -> String {
        dataset.columns.indices.map(name).joined(separator: ", ")
    }
    private func key(_ name: (Int) -> String) -> String {
        dataset.definition.keyIndices.map(name).joined(separator: ", ")
    }
}
