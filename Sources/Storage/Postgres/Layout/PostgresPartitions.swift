import Models

/// The partitions of one dataset's table; used on a connection's queue, inside the caller's transaction.
struct PostgresPartitions {
    let session: PostgresSession
    let schema: PostgresSchema
    let dataset: Int64
    let rule: PartitionRule
    let limit: PartitionLimit

    /// The names of those there are.
    func known() throws(StorageError) -> Set<String> {
        let rows = try session.execute(
            """
            SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = to_regclass($1)
            """, [.string(schema.table(dataset))])
        return Set((0..<rows.rowCount).map { rows.text($0, 0) })
    }

    func name(_ partition: TimePartition) -> String { PostgresSchema.tableName(dataset, partition) }

    /// Makes partitions that are wanted and not there.
    ///
    /// Until the transaction ends nobody else can make any for this dataset, while reading and writing go on.
    ///
    /// - Returns: The names of those made here.
    /// - Throws: ``StorageError/tooManyPartitions(limit:column:partitioning:example:)``.
    func make(_ wanted: Set<TimePartition>) throws(StorageError) -> Set<String> {
        // Who comes second waits here, and then finds what the first has made.
        try session.run("LOCK TABLE ONLY \(schema.table(dataset)) IN SHARE UPDATE EXCLUSIVE MODE")
        let known = try known()
        let missing = wanted.filter { !known.contains(name($0)) }.sorted()
        let limit = limit.partitions(indexes: rule.indexes)
        // There may be more than the limit by now, made under another one.
        guard missing.isEmpty || known.count + missing.count <= limit else {
            throw .tooManyPartitions(
                limit: limit, column: rule.column.name, partitioning: rule.partitioning,
                example: missing[max(0, limit - known.count)].start)
        }
        for partition in missing {
            for statement in schema.createPartition(dataset, partition, rule.column.type) { try session.run(statement) }
            // Who makes it may fail or vanish before it has a row.
            try PostgresDoomed(session: session, schema: schema).add(dataset, partition: name(partition))
        }
        return Set(missing.map(name))
    }

    /// Makes sure that this transaction sees partitions that others have made while it ran, and that they stay.
    ///
    /// What others changed is noticed when a lock is taken that was not held before (PostgreSQL source,
    /// `LockRelationOid`); the lock on the partitioned table itself is no such.
    func hold(_ names: Set<String>) throws(StorageError) {
        for name in names.sorted() {
            try session.run("LOCK TABLE ONLY \(schema.qualified(name)) IN ROW EXCLUSIVE MODE")
        }
    }

    /// Keeps partitions from being taken away until the transaction ends.
    func holdAll() throws(StorageError) {
        try session.run("LOCK TABLE ONLY \(schema.table(dataset)) IN ROW EXCLUSIVE MODE")
    }
}
