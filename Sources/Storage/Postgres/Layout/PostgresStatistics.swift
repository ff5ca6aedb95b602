import Models

/// The planner statistics of a dataset's tables; used on a connection's queue, outside of transactions.
///
/// `pg_statistic` quotes the most common values of columns and indexed expressions, and the bounds of their histograms.
struct PostgresStatistics {
    let session: PostgresSession
    let schema: PostgresSchema
    let dataset: Int64

    private var table: String { schema.table(dataset) }

    /// The ids of the dataset's table and its partitions; $1 is the table. pg_partition_tree returns no row for a table without
    /// partitions (PostgreSQL documentation, "System Administration Functions").
    private static let tables = "SELECT relid FROM pg_partition_tree(to_regclass($1)) UNION SELECT to_regclass($1)"

    /// The ids of those tables and of their indexes.
    private static let relations = """
        \(tables) UNION SELECT indexrelid FROM pg_index WHERE indrelid IN (\(tables))
        """

    /// Computes the statistics from the rows.
    ///
    /// - Returns: `false` if the dataset has been dropped.
    @discardableResult
    func renew() throws(StorageError) -> Bool {
        let rows = try session.execute(
            "SELECT row_count FROM \(schema.name).dataset WHERE id = $1", [.integer(dataset)])
        guard rows.rowCount == 1 else { return false }
        // Every query on a BRIN index reads all unsummarized pages (PostgreSQL documentation, "BRIN Indexes: Index
        // Maintenance").
        try session.run(
            """
            SELECT count(brin_summarize_new_values(pg_class.oid))
            FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
            WHERE amname = 'brin' AND relkind = 'i' AND indrelid IN (\(Self.tables))
            """, [.string(table)])
        try session.run("ANALYZE \(table)")
        try session.run(
            "UPDATE \(schema.name).dataset SET analyzed_rows = $1 WHERE id = $2",
            [.integer(rows.integer(0, 0)), .integer(dataset)])
        return true
    }

    /// Removes the values of deleted rows from the statistics.
    ///
    /// `ANALYZE` leaves the statistics of a table without rows as they are.
    ///
    /// - Parameter lockWait: The lock time-out: another session may vacuum or analyze the table.
    /// - Returns: The statistics that keep values, as phrases.
    func erase(lockWait: String) throws(StorageError) -> [String] {
        let foreign = try session.execute(
            "SELECT 1 FROM pg_class WHERE oid IN (\(Self.tables)) AND NOT pg_has_role(relowner, 'USAGE') LIMIT 1",
            [.string(table)])
        guard foreign.rowCount == 0 else {
            return ["planner statistics of tables that another role owns, until that role runs ANALYZE"]
        }
        try session.run("SET lock_timeout = '\(lockWait)'")
        let remains = try renew() ? try eraseEmpty() : []
        try session.run("RESET lock_timeout")
        return remains
    }

    /// Removes the statistics of a dataset without rows.
    private func eraseEmpty() throws(StorageError) -> [String] {
        var remains: [String] = []
        if try isEmpty(), try !columns(in: Self.relations).isEmpty {
            try removeAll()
            let left = try columns(in: "SELECT to_regclass($1)").map { "\"\($0)\"" }
            if !left.isEmpty {
                remains.append(
                    "planner statistics of the column \(left.joined(separator: ", ")), until the dataset has rows again "
                        + "and is analyzed")
            }
        }
        let partitions = try columns(
            in:
                "SELECT to_regclass(format('%s.%I', $2::text, partition)) FROM \(schema.name).doomed WHERE dataset_id = $3",
            [.string(schema.name), .integer(dataset)])
        if !partitions.isEmpty {
            remains.append("planner statistics of partitions without rows, until the server drops them")
        }
        return remains
    }

    /// Removes the statistics of all columns but those of the partition key, unless the table has rows.
    private func removeAll() throws(StorageError) {
        try session.run(PostgresEndpoint.begin)
        try session.run("LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
        // A change of a column's type removes its statistics and those of indexes and partitions, also if the type is the same.
        // The partition key's type cannot be changed (PostgreSQL documentation, "ALTER TABLE").
        let types = try session.execute(
            """
            SELECT string_agg(
                format('ALTER COLUMN %I SET DATA TYPE %s', attname, format_type(atttypid, atttypmod))
                    || CASE WHEN attcollation = 0 THEN '' ELSE format(' COLLATE %I.%I', nspname, collname) END, ', ')
            FROM pg_attribute LEFT JOIN pg_collation ON pg_collation.oid = attcollation
                LEFT JOIN pg_namespace ON pg_namespace.oid = collnamespace
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND NOT EXISTS (
                SELECT 1 FROM pg_partitioned_table WHERE partrelid = attrelid AND attnum = ANY (partattrs))
            """, [.string(table)])
        if try isEmpty(), !types.isNull(0, 0) { try session.run("ALTER TABLE \(table) \(types.text(0, 0))") }
        try session.run("COMMIT")
    }

    private func isEmpty() throws(StorageError) -> Bool {
        try session.execute("SELECT 1 FROM \(table) LIMIT 1").rowCount == 0
    }

    /// Returns the columns that have statistics in some relations, without the server's own columns.
    private func columns(in relations: String, _ values: [Value] = []) throws(StorageError) -> [String] {
        let rows = try session.execute(
            """
            SELECT DISTINCT attname FROM pg_stats JOIN pg_namespace ON nspname = schemaname
                JOIN pg_class ON relnamespace = pg_namespace.oid AND relname = tablename
            WHERE pg_class.oid IN (\(relations)) AND attname NOT IN ('_id', '_version')
                AND to_regclass($1) IS NOT NULL ORDER BY attname
            """, [.string(table)] + values)
        return (0..<rows.rowCount).map { rows.text($0, 0) }
    }
}
