public import Models

extension SQLiteAnalyticsStore {
    /// Returns the way in which a query is answered, by SQLite's own plan. SQLite estimates no numbers of rows.
    public func explain(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryPlan {
        let isHeld = GapFill.holds(query)
        let sql = QueryCompiler(dialect: .sqlite, table: SQLiteSchema.table(dataset.id)).rows(query, whole: isHeld)
        let table = SQLiteSchema.table(dataset.id)
        let reads = try await read { connection throws(StorageError) in
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
        return QueryPlan(reads: reads, rowCount: dataset.rowCount, holdsGroups: isHeld)
    }
}
