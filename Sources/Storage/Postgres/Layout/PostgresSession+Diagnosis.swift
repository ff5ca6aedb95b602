import Models

extension PostgresSession {
    /// Does something with a dataset's table. Should it fail as nothing of the store's does, the table is compared with the catalog:
    /// it may have been changed by hand.
    ///
    /// - Throws: ``StorageError/schema(_:)`` if it differs; the transaction that was open is over then.
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
    /// Runs `body`, which does something with a dataset's table, as ``PostgresSession/diagnosing(_:in:_:)`` says.
    func run<Success: Sendable>(
        on dataset: Dataset, in schema: PostgresSchema,
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await run { session throws(StorageError) in
            try session.diagnosing(dataset, in: schema) { () throws(StorageError) in try body(session) }
        }
    }
}

extension PostgresAnalyticsStore {
    /// Runs `body`, which does something with a dataset's table, on a connection of its own to the primary.
    func leased<Success: Sendable>(
        on dataset: Dataset, _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let schema = self.schema
        return try await leased { session throws(StorageError) in
            try session.diagnosing(dataset, in: schema) { () throws(StorageError) in try body(session) }
        }
    }
}
