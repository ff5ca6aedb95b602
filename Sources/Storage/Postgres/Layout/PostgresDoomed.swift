import Models

/// Tables that are to go once nobody uses them; used on a connection's queue.
///
/// `DROP TABLE` waits for every query that still reads the table, and lets everybody who comes later wait behind it. So a
/// table is only noted here, in the transaction that makes it unreachable, and dropped when that takes no wait. A partition is
/// noted in the transaction that makes it, and forgotten once it is seen to have rows.
struct PostgresDoomed {
    /// What is to go.
    struct Entry: Hashable, Sendable {
        let dataset: Int64
        /// A partition of a dataset that lives, to go only if it is empty; the empty text stands for a whole table.
        let partition: String
    }

    /// How long a drop waits for those who use the table, and others behind it for the drop; and how long it then looks.
    static let lockTimeout = "100ms"

    let session: PostgresSession
    let schema: PostgresSchema

    /// Notes a table, inside the caller's transaction.
    func add(_ dataset: Int64, partition: String = "") throws(StorageError) {
        try session.run(
            "INSERT INTO \(schema.name).doomed (dataset_id, partition) VALUES ($1, $2) "
                // Waits for a sweep that is about to forget it.
                + "ON CONFLICT (dataset_id, partition) DO UPDATE SET since = now()",
            [.integer(dataset), .string(partition)])
    }

    /// All there is.
    func all() throws(StorageError) -> [Entry] {
        let rows = try session.execute("SELECT dataset_id, partition FROM \(schema.name).doomed ORDER BY since")
        return (0..<rows.rowCount).map { Entry(dataset: rows.integer($0, 0), partition: rows.text($0, 1)) }
    }

    /// Drops one table, or forgets or leaves a partition that has rows; in transactions of its own.
    ///
    /// - Throws: ``StorageError/Unavailable/busy`` or ``StorageError/cancelled`` while somebody uses it.
    func remove(_ entry: Entry) throws(StorageError) {
        if !entry.partition.isEmpty, try exists(entry) {
            let table = schema.qualified(entry.partition)
            guard try !isWritten(table) else { return }
            guard try isEmpty(table) else { return try forget(entry) }
            // What a large upload wrote before it failed is still there, and would have to be looked through with everybody
            // locked out. This gives it back to the disk, locking nobody out (PostgreSQL documentation, "VACUUM").
            try session.run("VACUUM (INDEX_CLEANUP ON, TRUNCATE ON) \(table)")
        }
        try session.run(PostgresEndpoint.begin)
        try drop(entry)
        try session.run("COMMIT")
    }

    private func drop(_ entry: Entry) throws(StorageError) {
        // One server's sweep at a time; whoever finds the entry taken or gone has nothing to do.
        let mine = try session.execute(
            """
            SELECT 1 FROM \(schema.name).doomed WHERE dataset_id = $1 AND partition = $2 FOR UPDATE SKIP LOCKED
            """, [.integer(entry.dataset), .string(entry.partition)])
        guard mine.rowCount == 1 else { return }
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
        // Nobody writes from here on, so what is empty stays so.
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

    /// Whether somebody writes into a table just now, or tidies it up; asked without anybody having to wait.
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
