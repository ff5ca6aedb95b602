public import Models

extension PostgresAnalyticsStore {
    /// Imports a dataset of another store in one transaction.
    public func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset {
        let first = try await source.next()
        let dataset = try await pool.withConnection { connection throws(StorageError) in
            try await write(first, source, on: connection)
        }
        // Not in the background: a store that is only copied into does not run.
        if StatisticsRule.isDue(rows: dataset.rowCount, analyzed: 0) { await maintenance.refreshStatistics(dataset.id) }
        return dataset
    }

    private func write(
        _ first: RowPage?, _ source: any DatasetSource, on connection: PostgresConnection
    ) async throws(StorageError) -> Dataset {
        let schema = self.schema
        let given = source.dataset
        let made = try await connection.run { session throws(StorageError) in
            try session.run(PostgresEndpoint.begin)
            let catalog = PostgresCatalog(session: session, schema: schema)
            return try catalog.create(given.definition, at: given.createdAt)
        }
        let table = schema.table(made.id)
        let limit = partitionLimit
        var writer = PostgresRowWriter(connection, schema, made, partitions: [], withIDs: true)
        var page = first
        while let current = page {
            let rows = current.withIDs
            let missing = writer.missing(for: rows)
            if !missing.isEmpty {
                if let refusal = try await writer.end() { throw refusal.error }
                // No other session knows the dataset yet, so none waits for its locks.
                try await connection.run { session throws(StorageError) in
                    _ = try Self.partitions(made, session, schema, limit: limit)?.make(missing)
                }
                writer.add(missing)
            }
            try await writer.write(rows)
            page = try await source.next()
        }
        if let refusal = try await writer.end() { throw refusal.error }
        let rowCount = writer.rowCount
        return try await connection.run { session throws(StorageError) in
            // The next row's id follows the last copied one.
            try session.run(
                "SELECT setval(pg_get_serial_sequence($1, '_id'), max(_id)) FROM \(table) HAVING max(_id) IS NOT NULL",
                [.string(table)])
            try session.run(
                "UPDATE \(schema.name).dataset SET row_count = $1, data_version = $2 WHERE id = $3",
                [.integer(rowCount), .integer(given.dataVersion), .integer(made.id)])
            let dataset = try PostgresCatalog(session: session, schema: schema).dataset(named: made.name)
            try session.run("COMMIT")
            return dataset
        }
    }
}
