public import Models

extension PostgresAnalyticsStore {
    /// Returns the way in which a query is answered, by PostgreSQL's own plan.
    public func explain(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryPlan {
        try await read(reading) { endpoint, _ throws(StorageError) in
            try await endpoint.explain(query, on: dataset)
        }
    }
}

extension JSONValue {
    /// The total cost of a plan's node.
    fileprivate var cost: Int64? {
        guard case .number(let text)? = self["Total Cost"], let cost = Double(text), cost >= 0 else { return nil }
        return Int64(exactly: min(cost, 1e15).rounded(.up))
    }
}

extension PostgresEndpoint {
    fileprivate func explain(_ query: ResolvedQuery, on dataset: Dataset) async throws(StorageError) -> QueryPlan {
        let (schema, lockTimeouts) = (self.schema, self.lockTimeouts)
        let isHeld = GapFill.holds(query)
        let text = try await leased(on: dataset, lookups: query.lookupDatasets) {
            session throws(StorageError) -> String in
            _ = try session.begin(
                PostgresSnapshot(
                    dataset: dataset, schema: schema, lockTimeouts: lockTimeouts, lookups: query.lookupDatasets))
            _ = try session.lookupVersions(of: query, in: schema)
            let sql = QueryCompiler(of: dataset, in: schema).rows(query, whole: isHeld)
            let plan = try session.execute("EXPLAIN (FORMAT JSON) " + sql.text, bindings: sql.bindings).text(0, 0)
            try session.run("COMMIT")
            return plan
        }
        guard let json = try? JSONValue(parsing: text), case .array(let plans) = json, let root = plans.first?["Plan"]
        else { throw .unexpected("EXPLAIN is not JSON") }
        var scans = PostgresPlanScans(dataset)
        scans.visit(root)
        return QueryPlan(
            reads: scans.reads, rowCount: dataset.rowCount, estimatedGroups: root.count("Plan Rows"),
            holdsGroups: isHeld, cost: root.cost)
    }
}
