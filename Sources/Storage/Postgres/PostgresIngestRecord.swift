import Models

/// The idempotency record of an ingest; used on a connection's queue, inside the ingest's transaction.
struct PostgresIngestRecord {
    let session: PostgresSession
    let schema: PostgresSchema

    /// Locks the key for this transaction and returns the record of an earlier one.
    ///
    /// - Parameter oldest: The time before which records have expired.
    /// - Throws: ``StorageError/idempotencyInProgress(_:)`` while another transaction holds the key.
    func claim(_ key: String, _ dataset: Dataset, since oldest: Timestamp) throws(StorageError) -> (
        fingerprint: [UInt8], outcome: IngestOutcome
    )? {
        let lock = try session.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended($1, $2))",
            [.string("\(schema.name):\(key)"), .integer(dataset.id)])
        guard lock.integer(0, 0) == 1 else { throw .idempotencyInProgress(key) }
        let rows = try session.execute(
            """
            SELECT fingerprint, inserted, rejections, data_version, deleted, updated, ignored FROM \(schema.name).ingest
            WHERE dataset_id = $1 AND key = $2 AND created_at >= $3
            """, [.integer(dataset.id), .string(key), .timestamp(oldest)])
        guard rows.rowCount == 1 else { return nil }
        return (
            Array(rows.bytes(0, 0)),
            IngestOutcome(
                inserted: rows.integer(0, 1), deleted: rows.integer(0, 4), updated: rows.integer(0, 5),
                ignored: rows.integer(0, 6),
                rejections: try IngestRejections(stored: rows.text(0, 2)), dataVersion: rows.integer(0, 3),
                replayed: true)
        )
    }

    func write(
        _ outcome: IngestOutcome, _ key: String, _ fingerprint: [UInt8], _ dataset: Dataset, at now: Timestamp
    ) throws(StorageError) {
        _ = try session.execute(
            """
            INSERT INTO \(schema.name).ingest
                (dataset_id, key, inserted, rejections, data_version, created_at, deleted, updated, ignored, fingerprint)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (dataset_id, key) DO UPDATE SET
                inserted = excluded.inserted, rejections = excluded.rejections, data_version = excluded.data_version,
                created_at = excluded.created_at, deleted = excluded.deleted, updated = excluded.updated,
                ignored = excluded.ignored, fingerprint = excluded.fingerprint
            """,
            [
                .integer(dataset.id), .string(key), .integer(outcome.inserted), .string(outcome.rejections.stored),
                .integer(outcome.dataVersion), .timestamp(now), .integer(outcome.deleted),
                .integer(outcome.updated), .integer(outcome.ignored),
            ], fingerprint: fingerprint)
    }
}
