public import Models

extension PostgresAnalyticsStore {
    /// The places that keep deleted values for a while (PostgreSQL documentation, "Routine Vacuuming", "Continuous Archiving and
    /// Point-in-Time Recovery").
    private static let remains = [
        "freed space and index entries in the database's files, until VACUUM FULL rewrites the table",
        "the write-ahead log, until it is recycled",
        "the database server's log, if it quotes rows that the database refused, until it is deleted",
        "backups and snapshots, until they expire",
    ]

    /// Deletes rows, and the values that idempotency records quote, in one transaction; then renews the planner statistics, which
    /// quote values as well.
    public func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt {
        let slot = dataset.rowCount >= RowDeletion.longWork ? try await primary.largeUploads.enter() : nil
        defer { slot?.leave() }
        let (schema, lockWait) = (self.schema, self.lockWait)
        var receipt = try await leased(on: dataset) { session throws(StorageError) -> ErasureReceipt in
            try session.run(PostgresEndpoint.begin)
            let deletion = try PostgresRowDeletion(of: dataset, session: session, schema: schema, lockWait: lockWait)
            let outcome = try deletion.run(filter, atMost: nil)
            guard case .deleted(let rows, let version) = outcome else { throw .unexpected("an erasure has no limit") }
            let records = try session.execute(
                """
                UPDATE \(schema.name).ingest SET rejections =
                    json_build_object('count', rejections::json -> 'count', 'errors', '[]'::json)::text
                WHERE dataset_id = $1 AND json_array_length(rejections::json -> 'errors') > 0
                """, [.integer(dataset.id)]
            ).affectedRows
            // Deferred constraints are checked here.
            _ = try session.change(SQLText(.postgres, "COMMIT"))
            return ErasureReceipt(rows: rows, records: records, dataVersion: version, remains: Self.remains)
        }
        // Also without deleted rows: an earlier deletion may have left values in the statistics.
        receipt.remains += try await maintenance.eraseStatistics(of: dataset, lockWait: lockWait)
        return receipt
    }
}
