import CLibPQ
import Models

extension PostgresSession {
    /// Begins a transaction that reads a dataset and keeps its table from being dropped.
    ///
    /// The lock comes before the snapshot, so a dataset that is then found in the catalog can be read to the end. The catalog is
    /// read before the table, so that the snapshot is never newer than the list of partitions that a query is planned with: a
    /// session learns of new partitions with each lock on a table, and the locks on the catalog's tables come after the snapshot.
    /// The lock blocks nothing but dropping and altering the table. A table that is locked by another session is not waited for
    /// until the statement time-out, as the wait holds a connection and a place among the queries.
    ///
    /// The order is not enough: a server process may keep an outdated list of partitions, so it is compared with the catalog.
    ///
    /// - Parameters:
    ///   - isStreamed: `true` to run the following statements without a statement time-out.
    ///   - isCrowded: `true` if long queries are waiting. The query then runs in one process: parallel workers would take
    ///     processors from short work without a gain in throughput.
    ///   - lockTimeouts: The lock time-outs by dataset; `nil` for the usual one.
    /// - Returns: The dataset in the snapshot.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``; ``StorageError/Unavailable/busy`` if the table stays locked, or if
    ///   the connection is outdated (``ListedPartitions``).
    func beginSnapshot(
        of dataset: Dataset, in schema: PostgresSchema, isStreamed: Bool = false, isCrowded: Bool = false,
        lockTimeouts: SnapshotLockTimeouts? = nil
    ) throws(StorageError) -> Dataset {
        let begin = PostgresEndpoint.beginSnapshot
        // constraint_exclusion: by default the planner tries for each partition to prove that a condition contradicts itself, in
        // time that doubles with every level of "and" and "or". Partition pruning does not need it (PostgreSQL documentation,
        // "Table Partitioning: Partition Pruning").
        //
        // jit: compiling a filter of some thousand conditions takes seconds to minutes without checking for cancellation, and
        // whether it happens depends on a row estimate. It is set in each transaction and not at connect, as a pooler may drop
        // startup parameters.
        let lockTimeout = lockTimeouts?.timeout(for: dataset.id) ?? SnapshotLockTimeouts.usual
        let settings =
            "SET LOCAL constraint_exclusion = off; SET LOCAL jit = off; SET LOCAL lock_timeout = '\(lockTimeout)'"
            + (isStreamed ? "; SET LOCAL statement_timeout = 0" : "")
            + (isCrowded ? "; SET LOCAL max_parallel_workers_per_gather = 0" : "")
        let lock = "LOCK TABLE ONLY \(schema.table(dataset.id)) IN ACCESS SHARE MODE"
        // A simple query sends all statements in one round trip; it cannot have parameters.
        guard let answer = PQexec(raw, "\(begin); \(settings); \(lock)") else {
            throw PostgresErrorCode.storageError(nil, on: raw)
        }
        let result = PostgresResult(answer)
        let catalog = PostgresCatalog(session: self, schema: schema)
        // lock_not_available (PostgreSQL documentation, "Appendix A. Error Codes").
        lockTimeouts?.record(dataset.id, isLocked: result.sqlState == "55P03")
        if result.status == PGRES_COMMAND_OK {
            let current = try catalog.current(dataset)
            try requireAllPartitions(of: current, in: schema)
            return current
        }
        // undefined_table.
        guard result.sqlState == "42P01" else { throw result.error(on: raw) }
        try run("ROLLBACK")
        try run(begin)
        _ = try catalog.current(dataset)
        throw .schema(.table(dataset: dataset.name.rawValue, table: PostgresSchema.tableName(dataset.id)))
    }
}
