import Models
import Storage

extension StoreAccess {
    /// A Boolean value that indicates whether the client may be told a number of rows that it has not sent: it may read.
    var mayCount: Bool { grant.identity.scopes.contains(.read) }

    /// Deletes the rows that exist for the client and meet a condition.
    ///
    /// - Parameter limit: The most rows to delete; see ``Storage/AnalyticsStore/deleteRows(of:matching:atMost:)``.
    func deleteRows(
        of view: DatasetView, matching condition: ResolvedFilter, atMost limit: Int64?
    ) async throws -> RowDeletion {
        try await concealing(view) { () async throws in
            try await call("delete") { () async throws in
                try await store.delete(view.limited(condition), of: view, for: grant, atMost: limit)
            }
        }
    }

    /// Erases the rows that exist for the client and meet a condition.
    func eraseRows(of view: DatasetView, matching condition: ResolvedFilter) async throws -> ErasureReceipt {
        try await concealing(view) { () async throws in
            try await call("erase") { () async throws in
                try await store.erase(view.limited(condition), of: view, for: grant)
            }
        }
    }

    /// Counts the rows that exist for the client and meet a condition, within the client's limits of a query.
    ///
    /// - Throws: ``APIError`` if the count exceeds a limit of the client.
    func countRows(
        of view: DatasetView, matching condition: ResolvedFilter
    ) async throws -> (count: Int64, dataVersion: Int64) {
        try await checkBudget(ofRows: condition, in: view)
        return try await rowCount(of: view, matching: condition)
    }

    /// Returns the query that counts the rows which exist for the client and meet a condition.
    static func counting(_ condition: ResolvedFilter, of view: DatasetView) throws(QueryError) -> ResolvedQuery {
        try Query(measures: ["count"]).resolved(against: view.dataset.definition).restricted(
            to: view.limited(condition))
    }

    /// Counts rows for ``countRows(of:matching:)``, and for an erasure, which must be complete and so has no limit of a query.
    func rowCount(
        of view: DatasetView, matching condition: ResolvedFilter
    ) async throws -> (count: Int64, dataVersion: Int64) {
        let query = try Self.counting(condition, of: view)
        let answer = try await call("count") { () async throws in try await store.count(query, of: view, for: grant) }
        defer { Task { await answer.close() } }
        guard let batch = try await answer.nextBatch(), case .integer(let count) = batch[0][0] else {
            return (0, answer.dataVersion)
        }
        return (count, answer.dataVersion)
    }
}

extension DatasetView {
    /// Returns a condition for the rows that exist for the client.
    func limited(_ condition: ResolvedFilter) -> ResolvedFilter {
        isFiltered ? .and([self.condition, condition]) : condition
    }
}
