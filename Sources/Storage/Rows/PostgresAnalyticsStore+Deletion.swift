public import Models

extension PostgresAnalyticsStore {
    /// The most attempts at a deletion that fails with a conflict.
    private static let deletionAttempts = 3

    /// Deletes rows in one transaction.
    public func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        let slot = dataset.rowCount >= RowDeletion.longWork ? try await primary.largeUploads.enter() : nil
        defer { slot?.leave() }
        let (schema, lockWait) = (self.schema, self.lockWait)
        return try await leased(on: dataset) { session throws(StorageError) in
            var attempt = 1
            while true {
                do throws(StorageError) {
                    try session.run(PostgresEndpoint.begin)
                    let deletion = try PostgresRowDeletion(
                        of: dataset, session: session, schema: schema, lockWait: lockWait)
                    let outcome = try deletion.run(filter, atMost: limit)
                    if case .tooMany = outcome {
                        try session.run("ROLLBACK")
                    } else {
                        // Deferred constraints are checked here.
                        _ = try session.change(SQLText(.postgres, "COMMIT"))
                    }
                    return outcome
                } catch {
                    // Another session moved a row to another partition meanwhile, or both waited for each other's rows.
                    guard case .unavailable(.busy) = error, attempt < Self.deletionAttempts,
                        !session.partitions.isOutdated
                    else { throw error }
                    attempt += 1
                    try session.run("ROLLBACK")
                }
            }
        }
    }
}

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
        // For the settings see ``PostgresSession/beginSnapshot(of:in:isStreamed:isCrowded:lockTimeouts:)``. A deletion takes as
        // long as its rows are many.
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

    private var compiler: QueryCompiler { QueryCompiler(of: current, in: schema) }
}
