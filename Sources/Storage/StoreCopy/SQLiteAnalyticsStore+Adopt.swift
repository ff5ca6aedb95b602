public import Models

extension SQLiteAnalyticsStore {
    /// Imports a dataset of another store in one transaction.
    public func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset {
        let first = try await source.next()
        let given = source.dataset
        return try await writer.withConnection { connection throws(StorageError) in
            let (made, insert) = try await connection.run { raw throws(StorageError) in
                try execute(raw, "BEGIN IMMEDIATE")
                let made = try SQLiteCatalog(raw).create(given.definition, at: given.createdAt)
                return (made, SQLiteInsert(try SQLiteStatement(raw, SQLiteInsert.sql(made, withIDs: true))))
            }
            var count: Int64 = 0
            var page = first
            while let current = page {
                let rows = current.withIDs
                let before = count
                try await connection.run { _ throws(StorageError) in
                    if let refusal = try insert.write(rows, after: before) { throw refusal.error }
                }
                count += Int64(current.ids.count)
                page = try await source.next()
            }
            let rowCount = count
            return try await connection.run { raw throws(StorageError) in
                insert.finish()
                let update = try SQLiteStatement(
                    raw, "UPDATE weir_dataset SET row_count = ?1, data_version = ?2 WHERE id = ?3")
                try update.bind(.integer(rowCount), at: 1)
                try update.bind(.integer(given.dataVersion), at: 2)
                try update.bind(.integer(made.id), at: 3)
                try update.run()
                let dataset = try SQLiteCatalog(raw).dataset(named: made.name)
                try execute(raw, "COMMIT")
                return dataset
            }
        }
    }
}
