import Models

extension PostgresSession {
    /// Runs an operation on the tables of a dataset and of those that it looks up values in. After an unexpected error it compares
    /// the tables with the catalog, as they may have been altered outside of the store.
    ///
    /// - Throws: ``StorageError/schema(_:)`` if they differ. An open transaction is rolled back before the comparison.
    func diagnosing<Success>(
        _ dataset: Dataset, lookups: [Dataset] = [], in schema: PostgresSchema,
        _ body: () throws(StorageError) -> Success
    ) throws(StorageError) -> Success {
        do throws(StorageError) {
            return try body()
        } catch {
            guard case .unexpected = error, isUp else { throw error }
            let catalog = try catalogAfterFailure(in: schema)
            for dataset in [dataset] + lookups { try catalog.requireColumns(of: dataset) }
            throw error
        }
    }

    /// Runs a change of a dataset's columns as ``diagnosing(_:lookups:in:_:)`` does.
    func diagnosing<Success>(
        changeOf name: Identifier, in schema: PostgresSchema, _ body: () throws(StorageError) -> Success
    ) throws(StorageError) -> Success {
        do throws(StorageError) {
            return try body()
        } catch {
            guard case .unexpected = error, isUp else { throw error }
            let catalog = try catalogAfterFailure(in: schema)
            try catalog.requireColumns(of: catalog.dataset(named: name))
            throw error
        }
    }

    private func catalogAfterFailure(in schema: PostgresSchema) throws(StorageError) -> PostgresCatalog {
        drain()
        if isInTransaction { try run("ROLLBACK") }
        return PostgresCatalog(session: self, schema: schema)
    }
}

extension PostgresConnection {
    /// Runs an operation on a dataset's table with ``PostgresSession/diagnosing(_:lookups:in:_:)``.
    func run<Success: Sendable>(
        on dataset: Dataset, lookups: [Dataset] = [], in schema: PostgresSchema,
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await run { session throws(StorageError) in
            try session.diagnosing(dataset, lookups: lookups, in: schema) { () throws(StorageError) in
                try body(session)
            }
        }
    }
}

extension ConnectionLease<PostgresConnection> {
    /// Runs an operation on a dataset's table with ``PostgresSession/diagnosing(_:lookups:in:_:)``.
    func run<Success: Sendable>(
        on dataset: Dataset, lookups: [Dataset] = [], in schema: PostgresSchema,
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        guard let connection else { throw .unavailable(.closed) }
        return try await connection.run(on: dataset, lookups: lookups, in: schema, body)
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
