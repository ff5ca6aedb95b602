import Models
import Storage

extension StoreAccess {
    /// Writes rows that exist for the client.
    ///
    /// - Parameters:
    ///   - source: The rows, with the visible columns.
    ///   - handling: The treatment of a row that would not exist for the client: as of any other bad row.
    ///   - key: The idempotency key. Records belong to the client, so that no other client can read its outcomes.
    /// - Throws: The errors of ``Storage/AnalyticsStore/ingest(_:into:idempotencyKey:)``.
    func ingest(
        _ source: BodyRowSource, into view: DatasetView, handling: RowHandling, key: String?, spool: SpoolBudget,
        uptime: @escaping @Sendable () -> Duration
    ) async throws -> IngestOutcome {
        let rows = SpooledRowSource(
            GuardedRowSource(source, in: view, skipsBadRows: handling == .lenient),
            types: view.dataset.columns.map(\.type), budget: spool, uptime: uptime)
        let outcome = try await timing.store("ingest") { () async throws in
            try await store.write(rows, into: view, for: grant, idempotencyKey: recordKey(key))
        }
        count(outcome)
        return outcome
    }

    /// Checks that the client can add rows at all.
    ///
    /// - Throws: ``APIError`` if a hidden column needs a value.
    func checkWritable(_ view: DatasetView) throws(APIError) {
        guard view.neededColumns.isEmpty else {
            throw APIError(
                .forbidden,
                "the \(grant.identity.credential.rawValue) hides a column of \"\(view.name)\" that is not nullable, so it may not add rows; ask the administrator for other rights"
            )
        }
    }

    /// Returns the text under which a store records the outcome for an idempotency key. A client's key has no space.
    private func recordKey(_ key: String?) -> String? {
        guard let key, let owner = grant.identity.owner else { return key }
        return "\(owner) \(key)"
    }
}
