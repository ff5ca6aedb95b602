public import Models

extension PostgresAnalyticsStore {
    /// The most attempts at a deletion that fails with a conflict.
    private static let deletionAttempts = 3

    /// Deletes rows in one transaction.
    public func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        let slot = dataset.rowCount >= RowDeletion.longWork ? try await primary.largeUploads.enter() : nil
        defer { slot?.leave() }
        let (schema, lockWait) = (self.schema, self.lockWait)
        defer { if dataset.definition.partitioning != nil { maintenance.sweepSoon() } }
        return try await leased(on: dataset) { session throws(StorageError) in
            var attempt = 1
            while true {
                do throws(StorageError) {
                    try session.run(PostgresEndpoint.begin)
                    let deletion = try PostgresRowDeletion(
                        of: dataset, session: session, schema: schema, lockWait: lockWait)
                    let outcome = try deletion.run(filter, atMost: limit)
                    if case .tooMany = outcome {
                        try session.run("ROLLBACK")
                    } else {
                        // Deferred constraints are checked here.
                        _ = try session.change(SQLText(.postgres, "COMMIT"))
                    }
                    return outcome
                } catch {
                    // Another session moved a row to another partition meanwhile, or both waited for each other's rows.
                    guard case .unavailable(.busy) = error, attempt < Self.deletionAttempts,
                        !session.partitions.isOutdated
                    else { throw error }
                    attempt += 1
                    try session.run("ROLLBACK")
                }
            }
        }
    }
}
