public import Models

extension PostgresAnalyticsStore {
    /// Makes a dataset with its rows in one transaction.
    public func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset {
        let first = try await source.next()
        let connection = try await pool.lease()
        do throws(StorageError) {
            let dataset = try await write(first, source, on: connection)
            await pool.giveBack(connection, reusable: true)
            return dataset
        } catch {
            await pool.giveBack(connection, reusable: await connection.reset())
            throw error
        }
    }

    private func write(
        _ first: RowPage?, _ source: any DatasetSource, on connection: PostgresConnection
    ) async throws(StorageError) -> Dataset {
        let schema = self.schema
        let given = source.dataset
        let made = try await connection.run { session throws(StorageError) in
            try session.run("BEGIN")
            let catalog = PostgresCatalog(session: session, schema: schema)
            return try catalog.create(given.definition, at: given.createdAt)
        }
        let table = schema.table(made.id)
        var count: Int64 = 0
        if let first {
            try await connection.run { session throws(StorageError) in
                // COPY takes the ids as they are, though the table would make its own (PostgreSQL documentation, "COPY").
                try PostgresCopy(session: session).begin(PostgresCopy.sql(table, made.columns, withIDs: true))
            }
            var page: RowPage? = first
            while let current = page {
                let rows = current.withIDs
                try await connection.run { session throws(StorageError) in
                    try PostgresCopy(session: session).write(rows)
                }
                count += Int64(current.ids.count)
                page = try await source.next()
            }
            try await connection.run { session throws(StorageError) in try PostgresCopy(session: session).end() }
        }
        let rowCount = count
        return try await connection.run { session throws(StorageError) in
            // The next row's id comes after the last one that was copied.
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
