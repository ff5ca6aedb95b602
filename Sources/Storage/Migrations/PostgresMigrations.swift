import Models

/// The migrations of a PostgreSQL database; used on a connection's queue, inside the caller's transaction.
struct PostgresMigrations {
    /// The advisory lock for applying migrations: "weir" in ASCII.
    static let lock: Int64 = 0x7765_6972
    /// The lock timeout of a migration. While it waits for a table, other sessions queue behind it (PostgreSQL documentation,
    /// "Explicit Locking"), so it fails early and is retried when the database is less busy.
    private static let lockTimeout = "5s"

    let session: PostgresSession
    let schema: PostgresSchema
    let plan: MigrationPlan

    /// Returns the applied migrations, in order; none in a new database.
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

    /// Applies the next migration under the advisory lock: of several programs that start together, one applies it.
    ///
    /// - Returns: The migration, or `nil` if none is pending.
    func applyNext() throws(StorageError) -> Migration? {
        // A migration may take as long as its tables are large, and so may waiting for another program that applies it.
        try session.run("SET LOCAL statement_timeout = 0")
        // Held to the end of the transaction. Read the records after taking it: another program may have just migrated.
        try session.run("SELECT pg_advisory_xact_lock($1)", [.integer(Self.lock)])
        guard let migration = try plan.next(try applied()) else { return nil }
        try session.run("SET LOCAL lock_timeout = '\(Self.lockTimeout)'")
        if migration.number == 1 {
            // Not "IF NOT EXISTS", which requires the right to create schemas even if the schema exists.
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
