import Models

/// The list of steps in a PostgreSQL database; used on a connection's queue, inside the caller's transaction.
struct PostgresMigrations {
    /// The advisory lock under which steps are applied: "weir" in ASCII.
    private static let lock: Int64 = 0x7765_6972
    /// How long a step waits for a table that somebody uses. While it waits, everybody else waits behind it (PostgreSQL
    /// documentation, "Explicit Locking"), so it rather fails and is tried again when there is less to do.
    private static let lockTimeout = "5s"

    let session: PostgresSession
    let schema: PostgresSchema
    let plan: MigrationPlan

    /// What was applied, in order; empty in a new database.
    func applied() throws(StorageError) -> [AppliedMigration] {
        let exists = try session.execute(
            "SELECT to_regclass($1) IS NOT NULL", [.string("\(schema.name).migration")])
        guard exists.integer(0, 0) == 1 else { return [] }
        let rows = try session.execute(
            "SELECT number, name, checksum, servable_from FROM \(schema.name).migration ORDER BY number")
        return (0..<rows.rowCount).map { row in
            AppliedMigration(
                number: Int(rows.integer(row, 0)), name: rows.text(row, 1), checksum: rows.text(row, 2),
                servableFrom: Int(rows.integer(row, 3)))
        }
    }

    /// Applies the next step, alone under the lock: of any number of programs that start together one does it.
    ///
    /// - Returns: The step, or `nil` if there is none left.
    func applyNext() throws(StorageError) -> Migration? {
        // A step takes as long as its tables are large, and so does waiting for who is at it.
        try session.run("SET LOCAL statement_timeout = 0")
        // Held to the transaction's end. The list is read after it, as somebody else may just have been here.
        try session.run("SELECT pg_advisory_xact_lock($1)", [.integer(Self.lock)])
        guard let migration = try plan.next(try applied()) else { return nil }
        try session.run("SET LOCAL lock_timeout = '\(Self.lockTimeout)'")
        if migration.number == 1 {
            // Not "IF NOT EXISTS", for which a role needs the right to make schemas though there is one.
            let found = try session.execute("SELECT to_regnamespace($1) IS NOT NULL", [.string(schema.name)])
            if found.integer(0, 0) == 0 { try session.run("CREATE SCHEMA \(schema.name)") }
            try session.run(
                """
                CREATE TABLE \(schema.name).migration (
                    number bigint PRIMARY KEY,
                    name text NOT NULL,
                    checksum text NOT NULL,
                    servable_from bigint NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now()
                )
                """)
        }
        for statement in migration.statements { try session.run(statement) }
        let record = plan.record(of: migration)
        try session.run(
            "INSERT INTO \(schema.name).migration (number, name, checksum, servable_from) VALUES ($1, $2, $3, $4)",
            [
                .integer(Int64(record.number)), .string(record.name), .string(record.checksum),
                .integer(Int64(record.servableFrom)),
            ])
        return migration
    }
}
