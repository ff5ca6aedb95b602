import Models

extension PostgresAnalyticsStore {
    /// A dataset's partitions as seen by one session; `nil` if the dataset is not partitioned.
    static func partitions(
        _ dataset: Dataset, _ session: PostgresSession, _ schema: PostgresSchema, limit: PartitionLimit
    ) -> PostgresPartitions? {
        PartitionRule(dataset.definition).map {
            PostgresPartitions(session: session, schema: schema, dataset: dataset.id, rule: $0, limit: limit)
        }
    }

    /// The lock time-out of one attempt to create partitions. `ANALYZE`, other partitions' creation and exclusive locks conflict.
    static let partitionLockTimeout = "2s"
    /// The number of attempts on a separate connection before the transaction creates the partitions itself.
    private static let separateAttempts = 3

    /// Creates partitions in a transaction of their own, on a connection that has none open.
    ///
    /// - Returns: The names of the partitions created here.
    /// - Throws: ``StorageError/Unavailable/busy`` if the table stays locked for longer than the wait limit.
    func makePartitions(
        _ wanted: Set<TimePartition>, of dataset: Dataset, on connection: PostgresConnection
    ) async throws(StorageError) -> Set<String> {
        let (schema, limit, wait) = (self.schema, partitionLimit, lockWait)
        return try await connection.run { session throws(StorageError) in
            try session.run(PostgresEndpoint.begin)
            // The lock order is always the dataset first, then its table.
            _ = try PostgresCatalog(session: session, schema: schema).current(dataset, lock: .share)
            // A session that waits holds a connection of the pool.
            try session.run("SET LOCAL lock_timeout = '\(wait)'")
            let made = try Self.partitions(dataset, session, schema, limit: limit)?.make(wanted) ?? []
            try session.run("COMMIT")
            return made
        }
    }

    /// Creates partitions for a running transaction on a separate connection, so that other uploads which need partitions do not
    /// wait for its end.
    ///
    /// The connection comes from a pool of its own, whose leases never wait for this transaction. After several failures the
    /// transaction creates the partitions itself, and blocks the creation of others until it ends. PostgreSQL cannot detect a
    /// deadlock between the two connections: if a third session queues for an exclusive lock between them, the lock time-out
    /// ends the attempt. The transaction's own request is then granted first, as it already holds a lock on the table.
    ///
    /// - Returns: The names of the partitions that stay if the transaction is rolled back.
    func makePartitions(
        _ wanted: Set<TimePartition>, of dataset: Dataset, during transaction: PostgresConnection
    ) async throws(StorageError) -> Set<String> {
        let (schema, limit) = (self.schema, partitionLimit)
        var made: Set<String> = []
        var isMade = false
        var attempt = 1
        while !isMade, attempt <= Self.separateAttempts {
            do throws(StorageError) {
                made = try await makePartitionsSeparately(wanted, of: dataset)
                isMade = true
            } catch {
                guard case .unavailable(let why) = error else { throw error }
                attempt = why == .busy ? attempt + 1 : .max
            }
        }
        let makesHere = !isMade
        try await transaction.run { session throws(StorageError) in
            let partitions = Self.partitions(dataset, session, schema, limit: limit)
            if makesHere { _ = try partitions?.make(wanted) }
            try partitions?.hold(Set(wanted.map { PostgresSchema.tableName(dataset.id, $0) }))
        }
        return made
    }

    private func makePartitionsSeparately(
        _ wanted: Set<TimePartition>, of dataset: Dataset
    ) async throws(StorageError) -> Set<String> {
        let (schema, limit) = (self.schema, partitionLimit)
        return try await partitionMakers.run { session throws(StorageError) in
            try session.run(PostgresEndpoint.begin)
            try session.run("SET LOCAL lock_timeout = '\(Self.partitionLockTimeout)'")
            let made = try Self.partitions(dataset, session, schema, limit: limit)?.make(wanted) ?? []
            try session.run("COMMIT")
            return made
        }
    }
}
