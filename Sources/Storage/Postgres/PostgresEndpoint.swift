import Basics
import Models

/// One server of a store, the primary or a replica, with its connections.
final class PostgresEndpoint: Sendable {
    /// Each statement sees the commits before it, whatever isolation level is the role's or the database's default.
    static let begin = "BEGIN ISOLATION LEVEL READ COMMITTED"
    static let beginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

    let pool: LeasePool<PostgresConnection>
    let lanes: PostgresReadLanes
    let schema: PostgresSchema
    let knownDatasets = PostgresDatasetCache()
    let lockTimeouts = SnapshotLockTimeouts()
    /// Admission of queries. Long queries use at most a quarter of the connections, large uploads a third, and other queries the
    /// rest but one, which is left to one-row reads and writes.
    let queries: QueryQueues
    let largeUploads: WorkQueue

    /// - Parameters:
    ///   - waitLimit: The longest wait of a short query.
    ///   - longWaitLimit: The longest wait of long queries and large uploads.
    ///   - lockLimit: The longest wait of a one-row read for a locked table; zero for no limit.
    ///   - clock: Measures the waits.
    init(
        pool: LeasePool<PostgresConnection>, schema: PostgresSchema, waitLimit: Duration, longWaitLimit: Duration,
        lockLimit: Duration, clock: any Clock<Duration>
    ) {
        self.pool = pool
        self.schema = schema
        let connections = pool.metrics.maximum
        lanes = PostgresReadLanes(
            pool: pool, maximum: Self.lanes(connections: connections), lockLimit: lockLimit)
        let (longCount, uploadCount) = (max(1, connections / 4), max(1, connections / 3))
        let long = WorkQueue(maximum: longCount, waitLimit: longWaitLimit, clock: clock)
        // With few connections, long queries and large uploads share one.
        largeUploads =
            connections < 4 ? long : WorkQueue(maximum: uploadCount, waitLimit: longWaitLimit, clock: clock)
        queries = QueryQueues(
            places: connections - longCount - uploadCount - 1, long: long, waitLimit: waitLimit, smallWork: 50_000,
            clock: clock, elapsed: ContinuousClock().stopwatch())
    }

    /// Fails the waiting queries and uploads.
    func closeLines() {
        queries.close()
        largeUploads.close()
    }

    /// The number of connections that short reads share: a few keep the database's processors busy and leave the rest to queries.
    private static func lanes(connections: Int) -> Int { min(4, max(1, connections / 2)) }

    /// Runs `body` on a leased connection; the connection is reset or closed after a failure.
    func leased<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await pool.run(body)
    }

    /// The most connections that an operation tries if server processes turn out to be outdated.
    static let connectionsToTry = 10

    /// Runs `body` on a leased connection, and again on another one if the connection is outdated (``ListedPartitions``), which
    /// `body` finds out before it changes anything.
    func withConnection<Success>(
        _ body: (PostgresConnection) async throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        var tried = 0
        while true {
            var isOutdated = false
            do throws(StorageError) {
                return try await pool.withConnection { connection throws(StorageError) in
                    do throws(StorageError) {
                        return try await body(connection)
                    } catch {
                        isOutdated = connection.isOutdated
                        throw error
                    }
                }
            } catch {
                tried += 1
                guard isOutdated, tried < Self.connectionsToTry else { throw error }
            }
        }
    }

    /// Runs an operation on a dataset's table with ``PostgresSession/diagnosing(_:lookups:in:_:)`` and ``withConnection(_:)``.
    func leased<Success: Sendable>(
        on dataset: Dataset, lookups: [Dataset] = [],
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let schema = self.schema
        return try await withConnection { connection throws(StorageError) in
            try await connection.run(on: dataset, lookups: lookups, in: schema, body)
        }
    }

    /// Runs `body` in a transaction.
    func transaction<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await leased { session throws(StorageError) in
            try session.run(Self.begin)
            let result = try body(session)
            try session.run("COMMIT")
            return result
        }
    }

    /// Reads the catalog outside of a transaction: each statement has a snapshot of its own.
    func catalog<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresCatalog) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let schema = self.schema
        return try await leased { session throws(StorageError) in
            try body(PostgresCatalog(session: session, schema: schema))
        }
    }

    /// One dataset, in one round trip.
    func dataset(named name: Identifier) async throws(StorageError) -> Dataset {
        try await catalog { catalog throws(StorageError) in try catalog.dataset(named: name) }
    }
}
