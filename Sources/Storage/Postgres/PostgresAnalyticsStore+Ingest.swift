public import Models

extension PostgresAnalyticsStore {
    /// Writes all rows of a source in one transaction, or none.
    public func ingest(
        _ rows: any RowSource, into dataset: Dataset, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        // The first batch is read before a connection is taken: a small body that arrives slowly holds none.
        let first = try await rows.next()
        let connection = try await pool.lease()
        do throws(StorageError) {
            let outcome = try await write(first, rows, dataset, key, on: connection)
            await pool.giveBack(connection, reusable: true)
            return outcome
        } catch {
            await pool.giveBack(connection, reusable: await connection.reset())
            throw error
        }
    }

    private func write(
        _ first: RowBatch?, _ rows: any RowSource, _ dataset: Dataset, _ key: String?, on connection: PostgresConnection
    ) async throws(StorageError) -> IngestOutcome {
        let schema = self.schema
        let recorded = try await connection.run { session throws(StorageError) in
            try session.run("BEGIN")
            let catalog = PostgresCatalog(session: session, schema: schema)
            _ = try catalog.current(dataset, lock: .share)
            return try key.map { key throws(StorageError) in
                try PostgresIngestRecord(session: session, schema: schema).claim(key, dataset)
            }
        }
        if let recorded, let (fingerprint, outcome) = recorded {
            // What the rows are is known only once they have been read.
            if first != nil { while try await rows.next() != nil {} }
            guard await rows.fingerprint == fingerprint else { throw .idempotencyConflict(key ?? "") }
            try await connection.run { session throws(StorageError) in try session.run("ROLLBACK") }
            return outcome
        }
        var inserted: Int64 = 0
        if let first {
            try await connection.run { session throws(StorageError) in
                try PostgresCopy(session: session).begin(PostgresCopy.sql(schema.table(dataset.id), dataset.columns))
            }
            var batch: RowBatch? = first
            while let current = batch {
                try await connection.run { session throws(StorageError) in
                    try PostgresCopy(session: session).write(current)
                }
                inserted += Int64(current.rowCount)
                batch = try await rows.next()
            }
            try await connection.run { session throws(StorageError) in try PostgresCopy(session: session).end() }
        }
        let written = inserted
        let rejections = await rows.rejections
        let fingerprint = await rows.fingerprint
        let now = now()
        return try await connection.run { session throws(StorageError) in
            let catalog = PostgresCatalog(session: session, schema: schema)
            let version =
                written > 0
                ? try catalog.changed(dataset.id, inserted: written) : try catalog.current(dataset).dataVersion
            let outcome = IngestOutcome(inserted: written, rejections: rejections, dataVersion: version)
            if let key {
                try PostgresIngestRecord(session: session, schema: schema)
                    .write(outcome, key, fingerprint, dataset, at: now)
            }
            try session.run("COMMIT")
            return outcome
        }
    }
}

/// The record that makes an ingest repeatable; used on a connection's queue, inside the ingest's transaction.
private struct PostgresIngestRecord {
    let session: PostgresSession
    let schema: PostgresSchema

    /// Takes the key for this transaction, or gives what an earlier one did with it.
    ///
    /// - Throws: ``StorageError/idempotencyInProgress(_:)`` while another transaction has the key.
    func claim(_ key: String, _ dataset: Dataset) throws(StorageError) -> (
        fingerprint: [UInt8], outcome: IngestOutcome
    )? {
        let lock = try session.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended($1, $2))",
            [.string("\(schema.name):\(key)"), .integer(dataset.id)])
        guard lock.integer(0, 0) == 1 else { throw .idempotencyInProgress(key) }
        let rows = try session.execute(
            """
            SELECT fingerprint, inserted, rejections, data_version FROM \(schema.name).ingest
            WHERE dataset_id = $1 AND key = $2
            """, [.integer(dataset.id), .string(key)])
        guard rows.rowCount == 1 else { return nil }
        return (
            Array(rows.bytes(0, 0)),
            IngestOutcome(
                inserted: rows.integer(0, 1), rejections: try IngestRejections(stored: rows.text(0, 2)),
                dataVersion: rows.integer(0, 3), replayed: true)
        )
    }

    func write(
        _ outcome: IngestOutcome, _ key: String, _ fingerprint: [UInt8], _ dataset: Dataset, at now: Timestamp
    ) throws(StorageError) {
        _ = try session.execute(
            """
            INSERT INTO \(schema.name).ingest
                (dataset_id, key, inserted, rejections, data_version, created_at, fingerprint)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .integer(dataset.id), .string(key), .integer(outcome.inserted), .string(outcome.rejections.stored),
                .integer(outcome.dataVersion), .timestamp(now),
            ], fingerprint: fingerprint)
    }
}
