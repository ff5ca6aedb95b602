import Models

extension PostgresAnalyticsStore {
    /// Runs work unless another process does it.
    ///
    /// The transaction that holds the advisory lock waits idle meanwhile, on a connection of its own.
    public func withTurn(_ work: String, _ body: @Sendable () async -> Void) async throws(StorageError) -> Bool {
        let schema = self.schema
        return try await pool.withConnection { connection throws(StorageError) in
            let isFree = try await connection.run { session throws(StorageError) in
                try session.run(PostgresEndpoint.begin)
                return try session.execute(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", [.string("\(schema.name)/\(work)")]
                ).integer(0, 0) == 1
            }
            if isFree { await body() }
            try await connection.run { session throws(StorageError) in try session.run("ROLLBACK") }
            return isFree
        }
    }
}
