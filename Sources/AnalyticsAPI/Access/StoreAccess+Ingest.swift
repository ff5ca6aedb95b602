import Models
import Storage

extension StoreAccess {
    /// Writes rows that exist for the client.
    ///
    /// - Parameters:
    ///   - upload: The request; its rows have the visible columns. A row that would not exist for the client is treated as any other
    ///     bad row. The idempotency record belongs to the client, so that no other client can read its outcomes.
    ///   - mode: The effect on the rows that the dataset has, which must be limited to those of the client.
    ///   - slice: The slice that all rows must lie in.
    ///   - subject: A text by which the request differs from one with the same body for another purpose.
    /// - Throws: The errors of ``Storage/AnalyticsStore/ingest(_:into:mode:idempotencyKey:)``.
    func ingest(
        _ upload: RowUpload, into view: DatasetView, mode: IngestMode = .append, slice: RowSlice? = nil,
        about subject: String = "", spool: SpoolBudget, uptime: @escaping @Sendable () -> Duration
    ) async throws -> IngestOutcome {
        try await ingest(
            upload.source(for: view, about: subject), handling: upload.handling, key: upload.key, into: view,
            mode: mode,
            slice: slice, spool: spool, uptime: uptime)
    }

    /// Writes rows that exist for the client, wherever they come from; see
    /// ``ingest(_:into:mode:slice:about:spool:uptime:)``.
    ///
    /// - Parameters:
    ///   - source: The rows, with the visible columns.
    ///   - handling: The treatment of invalid rows.
    ///   - key: The idempotency key within those of the client. One of the client's own choice has no space.
    func ingest(
        _ source: BodyRowSource, handling: RowHandling, key: String?, into view: DatasetView,
        mode: IngestMode = .append, slice: RowSlice? = nil, spool: SpoolBudget,
        uptime: @escaping @Sendable () -> Duration
    ) async throws -> IngestOutcome {
        let rows = SpooledRowSource(
            GuardedRowSource(source, in: view, slice: slice, skipsBadRows: handling == .lenient),
            types: view.dataset.columns.map(\.type), budget: spool, uptime: uptime)
        let outcome = try await concealing(view) { () async throws in
            try await timing.store("ingest") { () async throws in
                try await store.write(rows, into: view, mode: mode, for: grant, idempotencyKey: recordKey(key))
            }
        }
        count(outcome)
        return outcome
    }

    /// Checks that the client can add rows at all.
    ///
    /// - Throws: ``APIError`` if a hidden column needs a value, or the client may not choose keys.
    func checkWritable(_ view: DatasetView) throws(APIError) {
        guard view.neededColumns.isEmpty else {
            throw APIError(
                .forbidden,
                "the \(grant.identity.credential.rawValue) hides a column of \"\(view.name)\" that is not nullable, so it may not add rows; ask the administrator for other rights"
            )
        }
        guard view.ownsKeys else { throw APIError.foreignKeys(view, grant.identity) }
    }

    /// Returns the text under which a store records the outcome for an idempotency key. A client's key has no space.
    private func recordKey(_ key: String?) -> String? {
        guard let key, let owner = grant.identity.owner else { return key }
        return "\(owner) \(key)"
    }
}
