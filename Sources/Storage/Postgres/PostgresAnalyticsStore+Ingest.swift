public import Models

extension PostgresAnalyticsStore {
    /// Writes all rows of a source in one transaction.
    public func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        try mode.check(dataset)
        // The first batch is read before a connection is leased, so a small body that arrives slowly holds none.
        var read = ReadRows(first: try await rows.next())
        let isShort = await rows.isShort
        if isShort, read.first != nil {
            read.second = try await rows.next()
            read.isWhole = read.second == nil
        }
        let head = read
        let slot = isShort && !mode.isLong(in: dataset) ? nil : try await primary.largeUploads.enter()
        defer { slot?.leave() }
        let oldest = IdempotencyRetention.oldest(at: now())
        let ingest = PostgresIngest(
            schema: schema, dataset: dataset,
            record: key.map { PostgresIngestRecord(schema: schema, dataset: dataset.id, key: $0, oldest: oldest) },
            limit: partitionLimit, lockWait: lockWait)
        var made: Set<String> = []
        do throws(StorageError) {
            let (outcome, isAnalyzeDue) = try await primary.withConnection { connection throws(StorageError) in
                if mode == .append, let written = try await write(head, rows, ingest, on: connection) { return written }
                return try await write(head, rows, ingest, mode, on: connection, made: &made)
            }
            if isAnalyzeDue { maintenance.analyzeSoon(dataset.id) }
            return outcome
        } catch {
            if !made.isEmpty { maintenance.sweepSoon() }
            throw error
        }
    }

    /// The batches that an ingest reads before it leases a connection.
    private struct ReadRows: Sendable {
        var first: RowBatch?
        var second: RowBatch?
        /// `true` if the first batch is known to be the only one.
        var isWhole = false
    }

    /// The result of a transaction that is one operation on its connection.
    private enum WholeWrite: Sendable {
        case written(IngestOutcome, isAnalyzeDue: Bool)
        case refused(RowRefusal)
        /// A record or a missing partition needs further steps; nothing was written.
        case needsSteps
    }

    /// Appends the only batch of a source in one operation on the connection, since each costs two changes of threads.
    ///
    /// - Returns: `nil` if the ingest needs several operations.
    private func write(
        _ head: ReadRows, _ rows: any RowSource, _ ingest: PostgresIngest, on connection: PostgresConnection
    ) async throws(StorageError) -> (IngestOutcome, isAnalyzeDue: Bool)? {
        guard head.isWhole, let batch = head.first else { return nil }
        let (rejections, fingerprint, now) = (await rows.rejections, await rows.fingerprint, now())
        let written = try await connection.run { session throws(StorageError) -> WholeWrite in
            let beginning = try ingest.begin(on: session)
            let writer = PostgresRowWriter(
                connection, ingest.schema, ingest.dataset, partitions: beginning.partitions)
            guard beginning.recorded == nil, writer.missing(for: batch).isEmpty else {
                try session.run("ROLLBACK")
                return .needsSteps
            }
            if let refusal = try writer.writeWhole(batch, on: session) { return .refused(refusal) }
            let (outcome, isAnalyzeDue) = try ingest.commit(
                PostgresIngest.Counts(inserted: Int64(batch.rowCount)), rejections: rejections,
                fingerprint: fingerprint, at: now, on: session)
            return .written(outcome, isAnalyzeDue: isAnalyzeDue)
        }
        switch written {
        case .written(let outcome, let isAnalyzeDue): return (outcome, isAnalyzeDue)
        case .refused(let refusal): throw await refusal.error(in: rows)
        case .needsSteps: return nil
        }
    }

    private func write(
        _ head: ReadRows, _ rows: any RowSource, _ ingest: PostgresIngest, _ mode: IngestMode,
        on connection: PostgresConnection, made: inout Set<String>
    ) async throws(StorageError) -> (IngestOutcome, isAnalyzeDue: Bool) {
        let (dataset, schema) = (ingest.dataset, self.schema)
        var beginning = try await connection.run { session throws(StorageError) in try ingest.begin(on: session) }
        let copy = mode.usesKey ? PostgresKeyedWrite.copy(dataset.columns) : nil
        var writer = PostgresRowWriter(connection, schema, dataset, partitions: beginning.partitions, copy: copy)
        if beginning.recorded == nil, let missing = head.first.map(writer.missing), !missing.isEmpty {
            // Nothing has been written yet, so this connection can create the partitions in a transaction of its own first.
            try await connection.run { session throws(StorageError) in try session.run("ROLLBACK") }
            made.formUnion(try await makePartitions(missing, of: dataset, on: connection))
            beginning = try await connection.run { session throws(StorageError) in try ingest.begin(on: session) }
            writer = PostgresRowWriter(connection, schema, dataset, partitions: beginning.partitions, copy: copy)
        }
        if let (fingerprint, outcome) = beginning.recorded {
            // The fingerprint is complete only once all rows have been read.
            if head.first != nil, !head.isWhole { while try await rows.next() != nil {} }
            guard await rows.fingerprint == fingerprint else {
                throw .idempotencyConflict(ingest.record?.key ?? "")
            }
            try await connection.run { session throws(StorageError) in try session.run("ROLLBACK") }
            return (outcome, false)
        }
        var counts = PostgresIngest.Counts()
        if case .replace(let filter) = mode { counts.deleted = try await delete(filter, of: dataset, on: connection) }
        if mode.usesKey {
            try await connection.run { session throws(StorageError) in
                try PostgresKeyedWrite(session: session, schema: schema, dataset: dataset).begin()
            }
        }
        var (batch, second) = (head.first, head.second)
        while let current = batch {
            let missing = writer.missing(for: current)
            if !missing.isEmpty {
                if let refusal = try await writer.end() { throw await refusal.error(in: rows) }
                made.formUnion(try await makePartitions(missing, of: dataset, during: connection))
                writer.add(missing)
            }
            try await writer.write(current)
            if let next = second.take() { batch = next } else { batch = head.isWhole ? nil : try await rows.next() }
        }
        if let refusal = try await writer.end() { throw await refusal.error(in: rows) }
        counts.inserted = writer.rowCount
        if mode.usesKey { counts = try await writeByKey(writer.rowCount, rows, dataset, mode, on: connection) }
        let (written, rejections, fingerprint, now) = (counts, await rows.rejections, await rows.fingerprint, now())
        try mode.check(inserted: written.inserted, rejections)
        return try await connection.run { session throws(StorageError) in
            try ingest.commit(written, rejections: rejections, fingerprint: fingerprint, at: now, on: session)
        }
    }

    /// Writes the copied rows by their keys.
    ///
    /// - Parameter count: The number of the rows.
    private func writeByKey(
        _ count: Int64, _ rows: any RowSource, _ dataset: Dataset, _ mode: IngestMode, on connection: PostgresConnection
    ) async throws(StorageError) -> PostgresIngest.Counts {
        guard count > 0 else { return PostgresIngest.Counts() }
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
        return PostgresIngest.Counts(
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
