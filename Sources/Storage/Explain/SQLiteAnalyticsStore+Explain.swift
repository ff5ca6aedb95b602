public import Models

extension SQLiteAnalyticsStore {
    /// Returns the way in which a query is answered, by SQLite's own plan. SQLite estimates no numbers of rows.
    public func explain(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryPlan {
        let reads = try await read { connection throws(StorageError) in
            // The tables are those of the dataset as the caller knows it only in the snapshot in which the catalog says so.
            try execute(connection, "BEGIN")
            defer { try? execute(connection, "COMMIT") }
            let catalog = SQLiteCatalog(connection)
            _ = try catalog.current(dataset)
            _ = try catalog.lookupVersions(of: query)
            return try catalog.diagnosing(dataset, lookups: query.lookupDatasets) {
                () throws(StorageError) -> [QueryPlan.Read] in
                try catalog.reads(of: query, on: dataset)
            }
        }
        return QueryPlan(reads: reads, rowCount: dataset.rowCount, holdsGroups: GapFill.holds(query))
    }
}

extension SQLiteCatalog {
    /// Returns the reads of a query's plan.
    fileprivate func reads(of query: ResolvedQuery, on dataset: Dataset) throws(StorageError) -> [QueryPlan.Read] {
        let table = SQLiteSchema.table(dataset.id)
        let sql = QueryCompiler(dialect: .sqlite, table: table).rows(query, whole: GapFill.holds(query))
        let statement = try SQLiteStatement(connection, "EXPLAIN QUERY PLAN " + sql.text)
        var reads: [QueryPlan.Read] = []
        while try statement.step() {
            // "SCAN table", or "SEARCH table USING INDEX name (column=?)" (SQLite documentation, "EXPLAIN QUERY PLAN").
            let detail = statement.text(3)
            let words = detail.split(separator: " ")
            guard words.count > 1, words[0] == "SCAN" || words[0] == "SEARCH",
                words[1] == table || words[1] == QueryCompiler.rowsAlias
            else { continue }
            let condition = words[0] == "SEARCH" ? detail.drop { $0 != "(" } : ""
            reads.append(QueryPlan.Read(index: dataset.columns(in: String(condition))))
        }
        return reads
    }
}
