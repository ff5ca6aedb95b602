import Models

/// The migrations of a SQLite file; used on a connection's queue, inside the caller's transaction.
struct SQLiteMigrations {
    let connection: OpaquePointer
    let plan: MigrationPlan

    /// Returns the applied migrations, in order; none in a new file.
    func applied() throws(StorageError) -> [AppliedMigration] {
        let exists = try SQLiteStatement(
            connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'weir_migration'")
        guard try exists.firstInteger() == 1 else { return [] }
        let rows = try SQLiteStatement(
            connection, "SELECT number, name, checksum, servable_from FROM weir_migration ORDER BY number")
        var applied: [AppliedMigration] = []
        while try rows.step() {
            applied.append(
                AppliedMigration(
                    number: Int(rows.integer(0)), name: rows.text(1), checksum: rows.text(2),
                    servableFrom: Int(rows.integer(3))))
        }
        return applied
    }

    /// Applies the next migration. The transaction holds the file's write lock, so of several programs one applies it.
    ///
    /// - Returns: The migration, or `nil` if none is pending.
    func applyNext() throws(StorageError) -> Migration? {
        guard let migration = try plan.next(try applied()) else { return nil }
        if migration.number == 1 {
            try execute(
                connection,
                """
                CREATE TABLE weir_migration (
                    number INTEGER PRIMARY KEY,
                    name TEXT NOT NULL,
                    checksum TEXT NOT NULL,
                    servable_from INTEGER NOT NULL,
                    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                ) STRICT
                """)
        }
        for statement in migration.statements { try execute(connection, statement) }
        let record = plan.record(of: migration)
        let insert = try SQLiteStatement(
            connection, "INSERT INTO weir_migration (number, name, checksum, servable_from) VALUES (?1, ?2, ?3, ?4)")
        try insert.bind(.integer(Int64(record.number)), at: 1)
        try insert.bind(.string(record.name), at: 2)
        try insert.bind(.string(record.checksum), at: 3)
        try insert.bind(.integer(Int64(record.servableFrom)), at: 4)
        try insert.run()
        return migration
    }
}
