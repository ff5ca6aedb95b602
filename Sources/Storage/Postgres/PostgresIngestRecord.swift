import Basics
import Models

/// The idempotency record of an ingest, whose statements run inside the ingest's transaction.
struct PostgresIngestRecord: Sendable {
    let schema: PostgresSchema
    let dataset: Int64
    let key: String
    /// The time before which records have expired.
    let oldest: Timestamp

    /// The record of an earlier call with the same key.
    typealias Earlier = (fingerprint: [UInt8], outcome: IngestOutcome)

    /// The statement that locks the key until the transaction ends, unless another one holds it.
    var claim: SQLText {
        SQLText(
            .postgres, "SELECT pg_try_advisory_xact_lock(hashtextextended($1, $2))",
            [.string("\(schema.name):\(key)"), .integer(dataset)])
    }

    /// The query of an earlier record. It follows ``claim``, so that it finds what the last holder of the key committed.
    var earlier: SQLText {
        SQLText(
            .postgres,
            """
            SELECT fingerprint, inserted, rejections, data_version, deleted, updated, ignored FROM \(schema.name).ingest
            WHERE dataset_id = $1 AND key = $2 AND created_at >= $3
            """, [.integer(dataset), .string(key), .timestamp(oldest)])
    }

    /// The record in the results of ``claim`` and ``earlier``.
    ///
    /// - Throws: ``StorageError/idempotencyInProgress(_:)`` while another transaction holds the key.
    func recorded(
        _ lock: borrowing PostgresResult, _ rows: borrowing PostgresResult
    ) throws(StorageError) -> Earlier? {
        guard lock.integer(0, 0) == 1 else { throw .idempotencyInProgress(key) }
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

    /// The statement that writes the record, with the dataset's version in place of the outcome's. Its result is that version.
    func write(_ outcome: IngestOutcome, _ fingerprint: [UInt8], at now: Timestamp) throws(StorageError)
        -> SQLText
    {
        let rejections = try outcome.rejections.stored
        let digits = fingerprint.withUnsafeBytes { String(decoding: [UInt8](hexadecimal: $0), as: UTF8.self) }
        return SQLText(
            .postgres,
            """
            INSERT INTO \(schema.name).ingest
                (dataset_id, key, inserted, rejections, created_at, deleted, updated, ignored, fingerprint, data_version)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'), data_version FROM \(schema.name).dataset WHERE id = $1
            ON CONFLICT (dataset_id, key) DO UPDATE SET
                inserted = excluded.inserted, rejections = excluded.rejections, data_version = excluded.data_version,
                created_at = excluded.created_at, deleted = excluded.deleted, updated = excluded.updated,
                ignored = excluded.ignored, fingerprint = excluded.fingerprint
            RETURNING data_version
            """,
            [
                .integer(dataset), .string(key), .integer(outcome.inserted), .string(rejections),
                .timestamp(now), .integer(outcome.deleted), .integer(outcome.updated), .integer(outcome.ignored),
                .string(digits),
            ])
    }
}
