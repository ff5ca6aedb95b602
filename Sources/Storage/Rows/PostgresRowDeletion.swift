import Models

/// A deletion of rows by a condition; used on a connection's queue, inside the caller's transaction.
struct PostgresRowDeletion {
    /// The most passes over a table whose partitions change meanwhile.
    private static let passes = 10

    private let session: PostgresSession
    private let schema: PostgresSchema
    private let dataset: Dataset
    private let current: Dataset

    /// Locks the dataset against being dropped, and its partitions as well.
    ///
    /// - Parameter lockWait: The lock time-out: another session may hold a row for long.
    init(
        of dataset: Dataset, session: PostgresSession, schema: PostgresSchema, lockWait: String
    ) throws(StorageError) {
        (self.session, self.schema, self.dataset) = (session, schema, dataset)
        // For the settings see ``PostgresSnapshot/statements``. A deletion takes as long as its rows are many.
        for setting in [
            "constraint_exclusion = off", "jit = off", "statement_timeout = 0", "lock_timeout = '\(lockWait)'",
        ] { try session.run("SET LOCAL \(setting)") }
        current = try PostgresCatalog(session: session, schema: schema).current(dataset, lock: .share)
        try session.run("LOCK TABLE ONLY \(schema.table(dataset.id)) IN ROW EXCLUSIVE MODE")
    }

    /// Deletes the rows, unless they are too many, and records the dataset's change.
    func run(_ filter: ResolvedFilter, atMost limit: Int64?) throws(StorageError) -> RowDeletion {
        if let limit {
            // Count first: a deletion that is rolled back leaves dead rows.
            let count = try session.execute(compiler.count(dataset.columns, filter)).integer(0, 0)
            guard count <= limit else { return .tooMany(count) }
        }
        let deleted = try delete(filter)
        if let limit, deleted > limit { return .tooMany(deleted) }
        guard deleted > 0 else { return .deleted(0, dataVersion: current.dataVersion) }
        try retireEmptyPartitions()
        let version = try PostgresCatalog(session: session, schema: schema).changed(dataset.id, inserted: -deleted)
        return .deleted(deleted, dataVersion: version)
    }

    /// Deletes the rows.
    ///
    /// A statement's partitions are listed when it is planned, before its snapshot, so it misses a row that is moved in between to
    /// a partition created in between. The statement is therefore repeated if partitions were created meanwhile.
    ///
    /// - Returns: The number of rows.
    func delete(_ filter: ResolvedFilter) throws(StorageError) -> Int64 {
        var deleted: Int64 = 0
        for _ in 0..<Self.passes {
            let partitions = try session.partitionIDs(of: current, in: schema)
            try session.requireAllPartitions(of: current, in: schema)
            deleted += try session.change(compiler.deletion(dataset.columns, filter)).affectedRows
            guard try session.partitionIDs(of: current, in: schema) != partitions else { return deleted }
        }
        throw .unavailable(.busy)
    }

    /// Records the partitions that have no rows left, which ``PendingDrops`` drops if they are still empty by then.
    private func retireEmptyPartitions() throws(StorageError) {
        guard current.definition.partitioning != nil else { return }
        let rows = try session.execute(
            """
            SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = to_regclass($1) AND NOT inhdetachpending AND relkind = 'r'
            """, [.string(schema.table(dataset.id))])
        for row in 0..<rows.rowCount {
            let name = rows.text(row, 0)
            let first = try session.execute("SELECT 1 FROM \(schema.qualified(name)) LIMIT 1")
            guard first.rowCount == 0 else { continue }
            try PendingDrops(session: session, schema: schema).add(dataset.id, partition: name)
        }
    }

    private var compiler: QueryCompiler { QueryCompiler(of: current, in: schema) }
}
