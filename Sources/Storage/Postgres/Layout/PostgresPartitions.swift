import Models

/// The partitions of one dataset's table; used on a connection's queue, inside the caller's transaction.
struct PostgresPartitions {
    let session: PostgresSession
    let schema: PostgresSchema
    let dataset: Int64
    let rule: PartitionRule
    let limit: PartitionLimit

    /// The names of the existing partitions.
    func known() throws(StorageError) -> Set<String> { known(try session.execute(names)) }

    /// The query of the names of the existing partitions.
    var names: SQLText {
        SQLText(
            .postgres,
            """
            SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = to_regclass($1)
            """, [.string(schema.table(dataset))])
    }

    /// The names in the result of ``names``.
    func known(_ rows: borrowing PostgresResult) -> Set<String> {
        var found: Set<String> = []
        for row in 0..<rows.rowCount { found.insert(rows.text(row, 0)) }
        return found
    }

    func name(_ partition: TimePartition) -> String { PostgresSchema.tableName(dataset, partition) }

    /// Creates the missing ones of the wanted partitions.
    ///
    /// Until the transaction ends no other session can create partitions of this dataset; reads and writes go on.
    ///
    /// - Returns: The names of the partitions created here.
    /// - Throws: ``StorageError/tooManyPartitions(limit:column:partitioning:example:)``.
    func make(_ wanted: Set<TimePartition>) throws(StorageError) -> Set<String> {
        // A concurrent call waits here, and then finds the partitions that this one created.
        try session.run("LOCK TABLE ONLY \(schema.table(dataset)) IN SHARE UPDATE EXCLUSIVE MODE")
        let known = try known()
        let missing = wanted.filter { !known.contains(name($0)) }.sorted()
        let limit = limit.partitions(indexes: rule.indexes)
        // There may already be more than the limit, created under a higher one.
        guard missing.isEmpty || known.count + missing.count <= limit else {
            throw .tooManyPartitions(
                limit: limit, column: rule.column.name, partitioning: rule.partitioning,
                example: missing[max(0, limit - known.count)].start)
        }
        for partition in missing {
            for statement in schema.createPartition(dataset, partition, rule.column.type) { try session.run(statement) }
            // The upload may fail before the partition has a row.
            try PendingDrops(session: session, schema: schema).add(dataset, partition: name(partition))
        }
        return Set(missing.map(name))
    }

    /// Makes partitions that other sessions created visible to this transaction, and keeps them from being dropped.
    ///
    /// A session learns of other sessions' changes when it takes a lock that it did not hold before (PostgreSQL source,
    /// `LockRelationOid`). It already holds the lock on the partitioned table itself.
    func hold(_ names: Set<String>) throws(StorageError) {
        for name in names.sorted() {
            try session.run("LOCK TABLE ONLY \(schema.qualified(name)) IN ROW EXCLUSIVE MODE")
        }
    }

    /// Keeps all partitions from being dropped until the transaction ends.
    func holdAll() throws(StorageError) { _ = try session.execute(hold) }

    /// The statement of ``holdAll()``.
    var hold: SQLText {
        SQLText(.postgres, "LOCK TABLE ONLY \(schema.table(dataset)) IN ROW EXCLUSIVE MODE")
    }
}
