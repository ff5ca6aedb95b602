import Models

/// The beginning of a transaction that reads a dataset in a snapshot and keeps its table from being dropped.
///
/// The lock comes before the snapshot, so a dataset that is then found in the catalog can be read to the end. The catalog is
/// read before the table, so that the snapshot is never newer than the list of partitions that a query is planned with: a
/// session learns of new partitions with each lock on a table, and the locks on the catalog's tables come after the snapshot.
/// The lock blocks nothing but dropping and altering the table. A table that is locked by another session is not waited for
/// until the statement time-out, as the wait holds a connection and a place among the queries.
///
/// The order is not enough: a server process may keep an outdated list of partitions, so it is compared with the catalog.
struct PostgresSnapshot: Sendable {
    /// The dataset as the caller knows it.
    let dataset: Dataset
    let schema: PostgresSchema
    /// `true` to run the following statements without a statement time-out.
    var isStreamed = false
    /// `true` if long queries are waiting. The query then runs in one process: parallel workers would take processors from short
    /// work without a gain in throughput.
    var isCrowded = false
    /// The lock time-outs by dataset; `nil` for the usual one.
    var lockTimeouts: SnapshotLockTimeouts?
    /// Further datasets that the transaction reads, whose tables are locked too.
    var lookups: [Dataset] = []

    var isPartitioned: Bool { dataset.definition.partitioning != nil }

    /// The statements before the snapshot is taken; the last one locks the tables. None of them takes a snapshot.
    var statements: [String] {
        // constraint_exclusion: by default the planner tries for each partition to prove that a condition contradicts itself, in
        // time that doubles with every level of "and" and "or". Partition pruning does not need it (PostgreSQL documentation,
        // "Table Partitioning: Partition Pruning").
        //
        // jit: compiling a filter of some thousand conditions takes seconds to minutes without checking for cancellation, and
        // whether it happens depends on a row estimate. It is set in each transaction and not at connect, as a pooler may drop
        // startup parameters.
        let lockTimeout = lockTimeouts?.timeout(for: dataset.id) ?? SnapshotLockTimeouts.usual
        return [
            PostgresEndpoint.beginSnapshot, "SET LOCAL constraint_exclusion = off", "SET LOCAL jit = off",
            "SET LOCAL lock_timeout = '\(lockTimeout)'",
        ] + (isStreamed ? ["SET LOCAL statement_timeout = 0"] : [])
            + (isCrowded ? ["SET LOCAL max_parallel_workers_per_gather = 0"] : [])
            + ["LOCK TABLE \(tables) IN ACCESS SHARE MODE"]
    }

    private var tables: String {
        ([dataset] + lookups).map { "ONLY " + schema.table($0.id) }.joined(separator: ", ")
    }

    /// The statement that takes the snapshot and reads how the dataset stands in it; see ``current(_:comparing:)``.
    var check: SQLText {
        var sql = SQLText(.postgres, "SELECT id, definition_version, row_count, data_version")
        if isPartitioned {
            let table = sql.bind(.string(schema.table(dataset.id)))
            sql.append(", (\(schema.partitionIDs(table)))")
        }
        sql.append(" FROM \(schema.name).dataset WHERE name = ")
        sql.append(value: .string(dataset.name.rawValue))
        return sql
    }

    /// The dataset in the snapshot, whose columns the caller knows but for added ones.
    ///
    /// - Parameters:
    ///   - row: The result of ``check``.
    ///   - listed: The partitions that the server process reads.
    /// - Returns: `nil` if the dataset was dropped or changed, or if its partitions have not been compared.
    func current(_ row: borrowing PostgresResult, comparing listed: ListedPartitions) -> Dataset? {
        guard row.rowCount == 1, row.integer(0, 0) == dataset.id, row.integer(0, 1) == dataset.definitionVersion,
            !isPartitioned || listed.isComplete(row.text(0, 4), of: dataset.id)
        else { return nil }
        return Dataset(
            id: dataset.id, definition: dataset.definition, rowCount: row.integer(0, 2), dataVersion: row.integer(0, 3),
            createdAt: dataset.createdAt, definitionVersion: dataset.definitionVersion)
    }
}
