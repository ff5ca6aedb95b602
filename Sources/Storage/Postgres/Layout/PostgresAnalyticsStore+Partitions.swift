import Models

extension PostgresAnalyticsStore {
    /// The partitions of a dataset as one connection sees and makes them; `nil` if it has none.
    static func partitions(
        _ dataset: Dataset, _ session: PostgresSession, _ schema: PostgresSchema, limit: PartitionLimit
    ) -> PostgresPartitions? {
        PartitionRule(dataset.definition).map {
            PostgresPartitions(session: session, schema: schema, dataset: dataset.id, rule: $0, limit: limit)
        }
    }

    /// How long one try to make partitions waits for somebody who makes others, analyzes the table or wants it alone.
    static let makingWait = "2s"
    /// How often it is tried on a connection apart before a transaction makes them itself.
    private static let attemptsApart = 3

    /// Makes partitions in a transaction of their own, on a connection that has none open.
    ///
    /// - Returns: The names of those made.
    /// - Throws: ``StorageError/Unavailable/busy`` where others keep the table for longer than a connection is waited for.
    func makePartitions(
        _ wanted: Set<TimePartition>, of dataset: Dataset, on connection: PostgresConnection
    ) async throws(StorageError) -> Set<String> {
        let (schema, limit, wait) = (self.schema, partitionLimit, lockWait)
        return try await connection.run { session throws(StorageError) in
            try session.run(PostgresEndpoint.begin)
            // The dataset's lock comes before the table's, as everywhere.
            _ = try PostgresCatalog(session: session, schema: schema).current(dataset, lock: .share)
            // Whoever waits keeps a connection from others.
            try session.run("SET LOCAL lock_timeout = '\(wait)'")
            let made = try Self.partitions(dataset, session, schema, limit: limit)?.make(wanted) ?? []
            try session.run("COMMIT")
            return made
        }
    }

    /// Makes partitions for a transaction that runs, so that others who need some do not wait for its end.
    ///
    /// They are made on a connection of another pool: whoever leases one there waits for nobody who waits for it. Where
    /// that fails several times, the transaction makes them itself, and then nobody else can make any until it ends. PostgreSQL cannot see that it waits for the other connection; should
    /// somebody stand between the two who wants the table for himself alone, the time-out ends it, and the transaction's
    /// own request goes first, as it has a lock already.
    ///
    /// - Returns: The names of those made for good, whatever becomes of the transaction.
    func makePartitions(
        _ wanted: Set<TimePartition>, of dataset: Dataset, during transaction: PostgresConnection
    ) async throws(StorageError) -> Set<String> {
        let (schema, limit) = (self.schema, partitionLimit)
        var made: Set<String> = []
        var isApart = false
        var attempt = 1
        while !isApart, attempt <= Self.attemptsApart {
            do throws(StorageError) {
                made = try await makePartitionsApart(wanted, of: dataset)
                isApart = true
            } catch {
                guard case .unavailable(let why) = error else { throw error }
                attempt = why == .busy ? attempt + 1 : .max
            }
        }
        let makesHere = !isApart
        try await transaction.run { session throws(StorageError) in
            let partitions = Self.partitions(dataset, session, schema, limit: limit)
            if makesHere { _ = try partitions?.make(wanted) }
            try partitions?.hold(Set(wanted.map { PostgresSchema.tableName(dataset.id, $0) }))
        }
        return made
    }

    private func makePartitionsApart(
        _ wanted: Set<TimePartition>, of dataset: Dataset
    ) async throws(StorageError) -> Set<String> {
        let (schema, limit) = (self.schema, partitionLimit)
        let connection = try await partitionMakers.lease()
        do throws(StorageError) {
            let made = try await connection.run { session throws(StorageError) in
                try session.run(PostgresEndpoint.begin)
                try session.run("SET LOCAL lock_timeout = '\(Self.makingWait)'")
                let made = try Self.partitions(dataset, session, schema, limit: limit)?.make(wanted) ?? []
                try session.run("COMMIT")
                return made
            }
            await partitionMakers.giveBack(connection, reusable: true)
            return made
        } catch {
            await partitionMakers.giveBack(connection, reusable: await connection.reset())
            throw error
        }
    }
}
