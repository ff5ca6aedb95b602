import Models

extension PostgresSession {
    /// Runs an operation on a dataset's table. After an unexpected error it compares the table with the catalog, as the table may
    /// have been altered outside of the store.
    ///
    /// - Throws: ``StorageError/schema(_:)`` if they differ. An open transaction is rolled back before the comparison.
    func diagnosing<Success>(
        _ dataset: Dataset, in schema: PostgresSchema, _ body: () throws(StorageError) -> Success
    ) throws(StorageError) -> Success {
        do throws(StorageError) {
            return try body()
        } catch {
            guard case .unexpected = error, isUp else { throw error }
            drain()
            if isInTransaction { try run("ROLLBACK") }
            try PostgresCatalog(session: self, schema: schema).requireColumns(of: dataset)
            throw error
        }
    }
}

extension PostgresConnection {
    /// Runs an operation on a dataset's table with ``PostgresSession/diagnosing(_:in:_:)``.
    func run<Success: Sendable>(
        on dataset: Dataset, in schema: PostgresSchema,
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await run { session throws(StorageError) in
            try session.diagnosing(dataset, in: schema) { () throws(StorageError) in try body(session) }
        }
    }
}

extension ConnectionLease<PostgresConnection> {
    /// Runs an operation on a dataset's table with ``PostgresSession/diagnosing(_:in:_:)``.
    func run<Success: Sendable>(
        on dataset: Dataset, in schema: PostgresSchema,
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        guard let connection else { throw .unavailable(.closed) }
        return try await connection.run(on: dataset, in: schema, body)
    }
}

extension PostgresAnalyticsStore {
    /// Runs an operation on a dataset's table on a leased connection to the primary; see ``PostgresEndpoint/leased(on:_:)``.
    func leased<Success: Sendable>(
        on dataset: Dataset, _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await primary.leased(on: dataset, body)
    }
}
