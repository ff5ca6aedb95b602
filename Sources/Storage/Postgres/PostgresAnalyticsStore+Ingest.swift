public import Models

extension PostgresAnalyticsStore {
    /// Writes all rows of a source in one transaction.
    public func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        try mode.check(dataset)
        // The first batch is read before a connection is leased, so a small body that arrives slowly holds none.
        let first = try await rows.next()
        let isShort = await rows.isShort
        let slot = isShort && !mode.isLong(in: dataset) ? nil : try await primary.largeUploads.enter()
        defer { slot?.leave() }
        var made: Set<String> = []
        do throws(StorageError) {
            let (outcome, isAnalyzeDue) = try await primary.withConnection { connection throws(StorageError) in
                try await write(first, rows, dataset, mode, key, on: connection, made: &made)
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
        _ first: RowBatch?, _ rows: any RowSource, _ dataset: Dataset, _ mode: IngestMode, _ key: String?,
        on connection: PostgresConnection, made: inout Set<String>
    ) async throws(StorageError) -> (IngestOutcome, isAnalyzeDue: Bool) {
        var beginning = try await begin(dataset, key, on: connection)
        let copy = mode.usesKey ? PostgresKeyedWrite.copy(dataset.columns) : nil
        var writer = PostgresRowWriter(connection, schema, dataset, partitions: beginning.partitions, copy: copy)
        if beginning.recorded == nil, let missing = first.map(writer.missing), !missing.isEmpty {
            // Nothing has been written yet, so this connection can create the partitions in a transaction of its own first.
            try await connection.run { session throws(StorageError) in try session.run("ROLLBACK") }
            made.formUnion(try await makePartitions(missing, of: dataset, on: connection))
            beginning = try await begin(dataset, key, on: connection)
            writer = PostgresRowWriter(connection, schema, dataset, partitions: beginning.partitions, copy: copy)
        }
        if let (fingerprint, outcome) = beginning.recorded {
            // The fingerprint is complete only once all rows have been read.
            if first != nil { while try await rows.next() != nil {} }
            guard await rows.fingerprint == fingerprint else { throw .idempotencyConflict(key ?? "") }
            try await connection.run { session throws(StorageError) in try session.run("ROLLBACK") }
            return (outcome, false)
        }
        var counts = Counts()
        if case .replace(let filter) = mode { counts.deleted = try await delete(filter, of: dataset, on: connection) }
        let schema = self.schema
        if mode.usesKey {
            try await connection.run { session throws(StorageError) in
                try PostgresKeyedWrite(session: session, schema: schema, dataset: dataset).begin()
            }
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
        counts.inserted = writer.rowCount
        if mode.usesKey { counts = try await writeByKey(writer.rowCount, rows, dataset, mode, on: connection) }
        return try await commit(counts, rows, dataset, key, on: connection)
    }

    /// The numbers of rows that an ingest has written.
    private struct Counts: Sendable {
        var inserted: Int64 = 0
        var deleted: Int64 = 0
        var updated: Int64 = 0
        var ignored: Int64 = 0

        var isChange: Bool { inserted > 0 || deleted > 0 || updated > 0 }
    }

    /// Writes the copied rows by their keys.
    ///
    /// - Parameter count: The number of the rows.
    private func writeByKey(
        _ count: Int64, _ rows: any RowSource, _ dataset: Dataset, _ mode: IngestMode, on connection: PostgresConnection
    ) async throws(StorageError) -> Counts {
        guard count > 0 else { return Counts() }
        let (schema, lockWait) = (self.schema, self.lockWait)
        let written = try await connection.run(on: dataset, in: schema) {
            session throws(StorageError) -> PostgresKeyedWrite.Counts in
            let write = PostgresKeyedWrite(session: session, schema: schema, dataset: dataset)
            guard case .merge(let columns, let condition) = mode else { return try write.insertNew() }
            return try write.merge(columns, where: condition, rowCount: count, lockWait: lockWait)
        }
        guard written.outsideCount == 0 else {
            throw await IngestMode.outside(written.outside, count: written.outsideCount, in: rows)
        }
        return Counts(
            inserted: written.inserted, updated: written.updated, ignored: count - written.inserted - written.updated)
    }

    /// Deletes the rows that an ingest replaces.
    private func delete(
        _ filter: ResolvedFilter, of dataset: Dataset, on connection: PostgresConnection
    ) async throws(StorageError) -> Int64 {
        let (schema, lockWait) = (self.schema, self.lockWait)
        return try await connection.run(on: dataset, in: schema) { session throws(StorageError) in
            let deletion = try PostgresRowDeletion(of: dataset, session: session, schema: schema, lockWait: lockWait)
            try session.lockWrites(of: dataset, in: schema)
            return try deletion.delete(filter)
        }
    }

    private func begin(
        _ dataset: Dataset, _ key: String?, on connection: PostgresConnection
    ) async throws(StorageError) -> Beginning {
        let (schema, limit, lockWait) = (self.schema, partitionLimit, self.lockWait)
        let oldest = IdempotencyRetention.oldest(at: now())
        return try await connection.run { session throws(StorageError) in
            try session.run(PostgresEndpoint.begin)
            // A change of a column's type holds the dataset for as long as the table is large.
            try session.run("SET LOCAL lock_timeout = '\(lockWait)'")
            let catalog = PostgresCatalog(session: session, schema: schema)
            _ = try catalog.current(dataset, lock: .share)
            try session.run("SET LOCAL lock_timeout TO DEFAULT")
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
        _ counts: Counts, _ rows: any RowSource, _ dataset: Dataset, _ key: String?, on connection: PostgresConnection
    ) async throws(StorageError) -> (IngestOutcome, isAnalyzeDue: Bool) {
        let rejections = await rows.rejections
        let fingerprint = await rows.fingerprint
        let now = now()
        let schema = self.schema
        return try await connection.run { session throws(StorageError) in
            let catalog = PostgresCatalog(session: session, schema: schema)
            let (version, isAnalyzeDue) =
                counts.isChange
                ? try catalog.loaded(dataset.id, inserted: counts.inserted - counts.deleted)
                : (try catalog.current(dataset).dataVersion, false)
            let outcome = IngestOutcome(
                inserted: counts.inserted, deleted: counts.deleted, updated: counts.updated, ignored: counts.ignored,
                rejections: rejections, dataVersion: version)
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

extension PostgresSession {
    /// Waits until no other session replaces rows of a dataset, up to the lock time-out, and keeps others from it until the
    /// transaction ends.
    ///
    /// Two sessions that replace the same rows at once do not see each other's new rows, so both would stay.
    func lockWrites(of dataset: Dataset, in schema: PostgresSchema) throws(StorageError) {
        // Idempotency keys use a colon where this has a slash, so the two never share a lock.
        try run(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))",
            [.string("\(schema.name)/writes"), .integer(dataset.id)])
    }
}
