import Models

/// Tables that are to go once nobody uses them; used on a connection's queue, inside the caller's transaction.
///
/// `DROP TABLE` waits for every query that still reads the table, and lets everybody who comes later wait behind it. So a
/// table is only noted here, in the transaction that makes it unreachable, and dropped when that takes no wait.
struct PostgresDoomed {
    /// What is to go.
    struct Entry: Hashable, Sendable {
        let dataset: Int64
        /// A partition of a dataset that lives, to go only if it is empty; the empty text stands for a whole table.
        let partition: String
    }

    /// How long a drop waits for those who use the table, and others behind it for the drop.
    static let lockTimeout = "100ms"

    let session: PostgresSession
    let schema: PostgresSchema

    func add(_ dataset: Int64, partition: String = "") throws(StorageError) {
        try session.run(
            "INSERT INTO \(schema.name).doomed (dataset_id, partition) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [.integer(dataset), .string(partition)])
    }

    /// All there is.
    func all() throws(StorageError) -> [Entry] {
        let rows = try session.execute("SELECT dataset_id, partition FROM \(schema.name).doomed ORDER BY since")
        return (0..<rows.rowCount).map { Entry(dataset: rows.integer($0, 0), partition: rows.text($0, 1)) }
    }

    /// Drops one table.
    ///
    /// - Throws: ``StorageError/Unavailable/busy`` while somebody uses it.
    func drop(_ entry: Entry) throws(StorageError) {
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
        try session.run(
            "DELETE FROM \(schema.name).doomed WHERE dataset_id = $1 AND partition = $2",
            [.integer(entry.dataset), .string(entry.partition)])
    }

    private func dropIfEmpty(_ entry: Entry) throws(StorageError) {
        let table = schema.qualified(entry.partition)
        let found = try session.execute("SELECT to_regclass($1) IS NOT NULL", [.string(table)])
        guard found.integer(0, 0) == 1 else { return }
        // Nobody writes from here on, so what is empty stays so.
        try session.run("LOCK TABLE ONLY \(schema.table(entry.dataset)) IN ACCESS EXCLUSIVE MODE")
        guard try session.execute("SELECT 1 FROM \(table) LIMIT 1").rowCount == 0 else { return }
        try session.run("DROP TABLE \(table)")
    }
}
