import Models

/// The tables that wait to be dropped; used on a connection's queue.
///
/// `DROP TABLE` waits for every query on the table and blocks all later ones. So a dataset's table is only recorded here, in the
/// transaction that deletes the dataset, and dropped once it is unused. A partition is recorded in the transaction that creates it,
/// and its record is deleted once it has rows.
struct PendingDrops {
    /// A table to drop.
    struct Entry: Hashable, Sendable {
        let dataset: Int64
        /// A partition of an existing dataset, to be dropped if it is empty; an empty text for the dataset's whole table.
        let partition: String
    }

    /// Lock timeout for `DROP TABLE`, and statement timeout for the emptiness check.
    static let lockTimeout = "100ms"

    let session: PostgresSession
    let schema: PostgresSchema

    /// Records a table, inside the caller's transaction.
    func add(_ dataset: Int64, partition: String = "") throws(StorageError) {
        try session.run(
            "INSERT INTO \(schema.name).doomed (dataset_id, partition) VALUES ($1, $2) "
                // Waits for a sweep that is about to delete the record.
                + "ON CONFLICT (dataset_id, partition) DO UPDATE SET since = now()",
            [.integer(dataset), .string(partition)])
    }

    /// `true` if the schema has been migrated to the version that records drops.
    func tableExists() throws(StorageError) -> Bool {
        try session.execute("SELECT to_regclass($1) IS NOT NULL", [.string("\(schema.name).doomed")]).integer(0, 0) == 1
    }

    /// All entries, the oldest first.
    func all() throws(StorageError) -> [Entry] {
        let rows = try session.execute("SELECT dataset_id, partition FROM \(schema.name).doomed ORDER BY since")
        return (0..<rows.rowCount).map { Entry(dataset: rows.integer($0, 0), partition: rows.text($0, 1)) }
    }

    /// Drops one table, in transactions of its own. A partition with rows is kept and its record deleted; a partition that is being
    /// written keeps both.
    ///
    /// - Throws: ``StorageError/Unavailable/busy`` or ``StorageError/timedOut`` while the table is in use.
    func remove(_ entry: Entry) throws(StorageError) {
        if !entry.partition.isEmpty, try exists(entry) {
            let table = schema.qualified(entry.partition)
            guard try !isWritten(table) else { return }
            guard try isEmpty(table) else { return try forget(entry) }
            // A failed upload leaves dead rows, which the emptiness check would scan under an exclusive lock. VACUUM removes
            // them without blocking reads or writes (PostgreSQL documentation, "VACUUM").
            try session.run("VACUUM (INDEX_CLEANUP ON, TRUNCATE ON) \(table)")
        }
        try session.run(PostgresEndpoint.begin)
        try drop(entry)
        try session.run("COMMIT")
    }

    private func drop(_ entry: Entry) throws(StorageError) {
        // Only one server's sweep handles an entry; another one skips it.
        let claimed = try session.execute(
            """
            SELECT 1 FROM \(schema.name).doomed WHERE dataset_id = $1 AND partition = $2 FOR UPDATE SKIP LOCKED
            """, [.integer(entry.dataset), .string(entry.partition)])
        guard claimed.rowCount == 1 else { return }
        try session.run("SET LOCAL lock_timeout = '\(Self.lockTimeout)'")
        if entry.partition.isEmpty {
            try session.run("DROP TABLE IF EXISTS \(schema.table(entry.dataset))")
        } else {
            try dropIfEmpty(entry)
        }
        try forget(entry)
    }

    private func dropIfEmpty(_ entry: Entry) throws(StorageError) {
        guard try exists(entry) else { return }
        let table = schema.qualified(entry.partition)
        // The lock excludes writers, so an empty partition stays empty.
        try session.run("LOCK TABLE ONLY \(schema.table(entry.dataset)) IN ACCESS EXCLUSIVE MODE")
        try session.run("SET LOCAL statement_timeout = '\(Self.lockTimeout)'")
        guard try isEmpty(table) else { return }
        try session.run("SET LOCAL statement_timeout TO DEFAULT")
        try session.run("DROP TABLE \(table)")
    }

    private func forget(_ entry: Entry) throws(StorageError) {
        try session.run(
            "DELETE FROM \(schema.name).doomed WHERE dataset_id = $1 AND partition = $2",
            [.integer(entry.dataset), .string(entry.partition)])
    }

    private func exists(_ entry: Entry) throws(StorageError) -> Bool {
        try session.execute("SELECT to_regclass($1) IS NOT NULL", [.string(schema.qualified(entry.partition))])
            .integer(0, 0) == 1
    }

    private func isEmpty(_ table: String) throws(StorageError) -> Bool {
        try session.execute("SELECT 1 FROM \(table) LIMIT 1").rowCount == 0
    }

    /// `true` if another session writes to the table or vacuums it; checked without making any session wait.
    private func isWritten(_ table: String) throws(StorageError) -> Bool {
        try session.run(PostgresEndpoint.begin)
        var isWritten = false
        do throws(StorageError) {
            try session.run("LOCK TABLE ONLY \(table) IN SHARE MODE NOWAIT")
        } catch {
            guard case .unavailable(.busy) = error else { throw error }
            isWritten = true
        }
        try session.run("ROLLBACK")
        return isWritten
    }
}
