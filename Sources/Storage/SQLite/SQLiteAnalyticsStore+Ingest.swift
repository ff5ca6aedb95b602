public import Models
import Synchronization

extension SQLiteAnalyticsStore {
    /// Writes all rows of a source in one transaction.
    public func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        try mode.check(dataset)
        guard let key else { return try await ingest(rows, into: dataset, mode: mode, recordedAs: nil) }
        // Compare bytes, because Swift's strings compare by canonical equivalence and the database's do not.
        let running = Array("\(dataset.id):\(key)".utf8)
        guard runningKeys.withLock({ $0.insert(running).inserted }) else { throw .idempotencyInProgress(key) }
        defer { runningKeys.withLock { _ = $0.remove(running) } }
        if let (fingerprint, outcome) = try await recorded(key, dataset) {
            // The fingerprint is known once all rows have been read.
            while try await rows.next() != nil {}
            guard await rows.fingerprint == fingerprint else { throw .idempotencyConflict(key) }
            return outcome
        }
        return try await ingest(rows, into: dataset, mode: mode, recordedAs: key)
    }

    private func recorded(
        _ key: String, _ dataset: Dataset
    ) async throws(StorageError) -> (fingerprint: [UInt8], outcome: IngestOutcome)? {
        let oldest = IdempotencyRetention.oldest(at: now())
        return try await read { connection throws(StorageError) in
            let row = try SQLiteStatement(
                connection,
                """
                SELECT fingerprint, inserted, rejections, data_version, deleted, updated, ignored FROM weir_ingest
                WHERE dataset_id = ?1 AND key = ?2 AND created_at >= ?3
                """)
            try row.bind(.integer(dataset.id), at: 1)
            try row.bind(.string(key), at: 2)
            try row.bind(.timestamp(oldest), at: 3)
            guard try row.step() else { return nil }
            return (
                row.blob(0),
                IngestOutcome(
                    inserted: row.integer(1), deleted: row.integer(4), updated: row.integer(5), ignored: row.integer(6),
                    rejections: try IngestRejections(stored: row.text(2)), dataVersion: row.integer(3), replayed: true)
            )
        }
    }

    private func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, recordedAs key: String?
    ) async throws(StorageError) -> IngestOutcome {
        // Read the first batch before leasing the writer, so that a small body that arrives slowly does not block other writes.
        let first = try await rows.next()
        let isShort = await rows.isShort
        let slot = isShort && !mode.isLong(in: dataset) ? nil : try await largeUploads.enter()
        defer { slot?.leave() }
        return try await writer.withConnection { connection throws(StorageError) in
            let (insert, deleted) = try await connection.run { raw throws(StorageError) in
                try execute(raw, "BEGIN IMMEDIATE")
                let catalog = SQLiteCatalog(raw)
                _ = try catalog.current(dataset)
                return try catalog.diagnosing(dataset) { () throws(StorageError) -> (SQLiteInsert, Int64) in
                    var deleted: Int64 = 0
                    if case .replace(let filter) = mode {
                        deleted = try SQLiteRowDeletion(connection: raw, dataset: dataset).delete(filter)
                    }
                    let statement = try SQLiteStatement(raw, SQLiteInsert.sql(dataset, mode))
                    return (SQLiteInsert(statement, returnsVersion: mode.usesKey), deleted)
                }
            }
            let written = try await write(first, rows, with: insert, on: connection)
            let (updated, skipped) = (insert.updated, insert.skipped)
            if case .merge = mode, skipped > 0 {
                throw await IngestMode.outside(insert.skippedRows, count: skipped, in: rows)
            }
            let inserted = written - updated - skipped
            let rejections = await rows.rejections
            try mode.check(inserted: inserted, rejections)
            let fingerprint: [UInt8] = if key == nil { [] } else { await rows.fingerprint }
            let now = now()
            return try await connection.run { raw throws(StorageError) in
                insert.finish()
                let catalog = SQLiteCatalog(raw)
                let version =
                    inserted > 0 || updated > 0 || deleted > 0
                    ? try catalog.changed(dataset.id, inserted: inserted - deleted)
                    : try catalog.current(dataset).dataVersion
                let outcome = IngestOutcome(
                    inserted: inserted, deleted: deleted, updated: updated, ignored: skipped, rejections: rejections,
                    dataVersion: version)
                if let key { try Self.record(outcome, key, fingerprint, dataset, at: now, on: raw) }
                try execute(raw, "COMMIT")
                return outcome
            }
        }
    }

    /// Writes a first batch and all that follow.
    ///
    /// - Returns: The number of rows.
    private func write(
        _ first: RowBatch?, _ rows: any RowSource, with insert: SQLiteInsert, on connection: SQLiteConnection
    ) async throws(StorageError) -> Int64 {
        var written: Int64 = 0
        var batch = first
        while let current = batch {
            let before = written
            let refusal = try await connection.run { _ throws(StorageError) in
                try insert.write(current, after: before)
            }
            if let refusal { throw await refusal.error(in: rows) }
            written += Int64(current.rowCount)
            batch = try await rows.next()
        }
        return written
    }

    private static func record(
        _ outcome: IngestOutcome, _ key: String, _ fingerprint: [UInt8], _ dataset: Dataset, at now: Timestamp,
        on connection: OpaquePointer
    ) throws(StorageError) {
        // Each ingest adds one record and deletes up to a hundred expired ones.
        let delete = try SQLiteStatement(
            connection,
            """
            DELETE FROM weir_ingest WHERE (dataset_id, key) IN (
                SELECT dataset_id, key FROM weir_ingest WHERE created_at < ?1 ORDER BY created_at LIMIT 100)
            """)
        try delete.bind(.timestamp(IdempotencyRetention.oldest(at: now)), at: 1)
        try delete.run()
        let insert = try SQLiteStatement(
            connection,
            """
            INSERT OR REPLACE INTO weir_ingest
                (dataset_id, key, fingerprint, inserted, rejections, data_version, created_at, deleted, updated, ignored)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """)
        try insert.bind(.integer(dataset.id), at: 1)
        try insert.bind(.string(key), at: 2)
        try insert.bind(blob: fingerprint, at: 3)
        try insert.bind(.integer(outcome.inserted), at: 4)
        try insert.bind(.string(outcome.rejections.stored), at: 5)
        try insert.bind(.integer(outcome.dataVersion), at: 6)
        try insert.bind(.timestamp(now), at: 7)
        try insert.bind(.integer(outcome.deleted), at: 8)
        try insert.bind(.integer(outcome.updated), at: 9)
        try insert.bind(.integer(outcome.ignored), at: 10)
        try insert.run()
    }
}
