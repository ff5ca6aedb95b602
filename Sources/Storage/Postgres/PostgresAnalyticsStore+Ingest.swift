public import Models

extension PostgresAnalyticsStore {
    /// Writes all rows of a source in one transaction.
    public func ingest(
        _ rows: any RowSource, into dataset: Dataset, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        // The first batch is read before a connection is leased, so a small body that arrives slowly holds none.
        let first = try await rows.next()
        let slot = await rows.isShort ? nil : try await primary.largeUploads.enter()
        defer { slot?.leave() }
        var made: Set<String> = []
        do throws(StorageError) {
            let (outcome, isAnalyzeDue) = try await primary.withConnection { connection throws(StorageError) in
                try await write(first, rows, dataset, key, on: connection, made: &made)
            }
            if isAnalyzeDue { maintenance.analyzeSoon(dataset.id) }
            return outcome
        } catch {
            if !made.isEmpty { maintenance.sweepSoon() }
            throw error
        }
    }

    /// The state of the database at the start of an ingest's transaction.
    private struct Beginning {
        /// The record of an earlier call with the same key.
        var recorded: (fingerprint: [UInt8], outcome: IngestOutcome)?
        /// The names of the existing partitions.
        var partitions: Set<String> = []
    }

    private func write(
        _ first: RowBatch?, _ rows: any RowSource, _ dataset: Dataset, _ key: String?,
        on connection: PostgresConnection,
        made: inout Set<String>
    ) async throws(StorageError) -> (IngestOutcome, isAnalyzeDue: Bool) {
        var beginning = try await begin(dataset, key, on: connection)
        var writer = PostgresRowWriter(connection, schema, dataset, partitions: beginning.partitions)
        if beginning.recorded == nil, let missing = first.map(writer.missing), !missing.isEmpty {
            // Nothing has been written yet, so this connection can create the partitions in a transaction of its own first.
            try await connection.run { session throws(StorageError) in try session.run("ROLLBACK") }
            made.formUnion(try await makePartitions(missing, of: dataset, on: connection))
            beginning = try await begin(dataset, key, on: connection)
            writer = PostgresRowWriter(connection, schema, dataset, partitions: beginning.partitions)
        }
        if let (fingerprint, outcome) = beginning.recorded {
            // The fingerprint is complete only once all rows have been read.
            if first != nil { while try await rows.next() != nil {} }
            guard await rows.fingerprint == fingerprint else { throw .idempotencyConflict(key ?? "") }
            try await connection.run { session throws(StorageError) in try session.run("ROLLBACK") }
            return (outcome, false)
        }
        var batch = first
        while let current = batch {
            let missing = writer.missing(for: current)
            if !missing.isEmpty {
                if let refusal = try await writer.end() { throw await refusal.error(in: rows) }
                made.formUnion(try await makePartitions(missing, of: dataset, during: connection))
                writer.add(missing)
            }
            try await writer.write(current)
            batch = try await rows.next()
        }
        if let refusal = try await writer.end() { throw await refusal.error(in: rows) }
        return try await commit(writer.rowCount, rows, dataset, key, on: connection)
    }

    private func begin(
        _ dataset: Dataset, _ key: String?, on connection: PostgresConnection
    ) async throws(StorageError) -> Beginning {
        let (schema, limit) = (self.schema, partitionLimit)
        let oldest = IdempotencyRetention.oldest(at: now())
        return try await connection.run { session throws(StorageError) in
            try session.run(PostgresEndpoint.begin)
            let catalog = PostgresCatalog(session: session, schema: schema)
            _ = try catalog.current(dataset, lock: .share)
            try catalog.requireColumns(of: dataset)
            var beginning = Beginning()
            beginning.recorded = try key.flatMap { key throws(StorageError) in
                try PostgresIngestRecord(session: session, schema: schema)
                    .claim(key, dataset, since: oldest)
            }
            if let partitions = Self.partitions(dataset, session, schema, limit: limit) {
                try partitions.holdAll()
                // The rows of a partition that the server process leaves out would be refused.
                try session.requireAllPartitions(of: dataset, in: schema)
                beginning.partitions = try partitions.known()
            }
            return beginning
        }
    }

    private func commit(
        _ written: Int64, _ rows: any RowSource, _ dataset: Dataset, _ key: String?, on connection: PostgresConnection
    ) async throws(StorageError) -> (IngestOutcome, isAnalyzeDue: Bool) {
        let rejections = await rows.rejections
        let fingerprint = await rows.fingerprint
        let now = now()
        let schema = self.schema
        return try await connection.run { session throws(StorageError) in
            let catalog = PostgresCatalog(session: session, schema: schema)
            let (version, isAnalyzeDue) =
                written > 0
                ? try catalog.loaded(dataset.id, inserted: written) : (try catalog.current(dataset).dataVersion, false)
            let outcome = IngestOutcome(inserted: written, rejections: rejections, dataVersion: version)
            if let key {
                try PostgresIngestRecord(session: session, schema: schema)
                    .write(outcome, key, fingerprint, dataset, at: now)
            }
            // Deferred constraints are checked here.
            _ = try session.change(SQLText(.postgres, "COMMIT"))
            return (outcome, isAnalyzeDue)
        }
    }
}
