import Models

/// One server of a store, the primary or a replica, with the connections to it.
final class PostgresEndpoint: Sendable {
    /// What each statement sees is what was committed before it, whatever the role's or the database's default is.
    static let begin = "BEGIN ISOLATION LEVEL READ COMMITTED"
    static let beginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

    let pool: LeasePool<PostgresConnection>
    let lanes: PostgresReadLanes
    let schema: PostgresSchema
    let knownDatasets = PostgresDatasets()

    /// - Parameter lockLimit: How long the read of a row waits for a table that is locked; zero for as long as it is.
    init(pool: LeasePool<PostgresConnection>, schema: PostgresSchema, lockLimit: Duration) {
        self.pool = pool
        self.schema = schema
        lanes = PostgresReadLanes(
            pool: pool, maximum: Self.lanes(connections: pool.metrics.maximum), lockLimit: lockLimit)
    }

    /// How many connections short reads share: a few keep the database's processors busy, and leave the others to queries.
    private static func lanes(connections: Int) -> Int { min(4, max(1, connections / 2)) }

    /// Runs `body` on a connection of its own; the connection goes back clean or is closed.
    func leased<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await pool.using(body)
    }

    /// Runs `body` in a transaction.
    func transaction<Success: Sendable>(
        begin: String = PostgresEndpoint.begin,
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await leased { session throws(StorageError) in
            try session.run(begin)
            let result = try body(session)
            try session.run("COMMIT")
            return result
        }
    }

    /// Reads the catalog in one snapshot.
    func snapshot<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresCatalog) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let schema = self.schema
        return try await transaction(begin: Self.beginSnapshot) { session throws(StorageError) in
            try body(PostgresCatalog(session: session, schema: schema))
        }
    }
}

extension LeasePool<PostgresConnection> {
    /// Runs `body` on a connection of its own; the connection goes back clean or is closed.
    func using<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let connection = try await lease()
        do throws(StorageError) {
            let result = try await connection.run(body)
            await giveBack(connection, reusable: true)
            return result
        } catch {
            await giveBack(connection, reusable: await connection.reset())
            throw error
        }
    }
}
