import Models

/// The statements that begin and end an ingest's transaction, each group in one round trip; used on a connection's queue.
struct PostgresIngest: Sendable {
    let schema: PostgresSchema
    let dataset: Dataset
    /// The ingest's idempotency record; `nil` without a key.
    let record: PostgresIngestRecord?
    let limit: PartitionLimit
    /// The lock time-out for the dataset's entry in the catalog.
    let lockWait: String

    /// The state of the database at the start of an ingest's transaction.
    struct Beginning: Sendable {
        /// The record of an earlier call with the same key.
        var recorded: PostgresIngestRecord.Earlier?
        /// The names of the existing partitions.
        var partitions: Set<String> = []
    }

    /// The numbers of rows that an ingest has written.
    struct Counts: Sendable {
        var inserted: Int64 = 0
        var deleted: Int64 = 0
        var updated: Int64 = 0
        var ignored: Int64 = 0

        var isChange: Bool { inserted > 0 || deleted > 0 || updated > 0 }
    }

    private func partitions(_ session: PostgresSession) -> PostgresPartitions? {
        PostgresAnalyticsStore.partitions(dataset, session, schema, limit: limit)
    }

    // MARK: Beginning

    /// Begins the transaction, keeps the dataset and its partitions from being dropped, and locks the key.
    ///
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``; ``StorageError/definitionChanged(_:)``;
    ///   ``StorageError/idempotencyInProgress(_:)``; ``StorageError/Unavailable/busy`` if the connection is outdated
    ///   (``ListedPartitions``).
    func begin(on session: PostgresSession) throws(StorageError) -> Beginning {
        // The pipeline locks partitions before the columns of the table are compared.
        try session.diagnosing(dataset, in: schema) { () throws(StorageError) in
            if dataset.definition.partitioning == nil || session.partitions.isCompared(dataset.id) {
                if let beginning = try beginAtOnce(on: session) { return beginning }
                if session.isInTransaction { try session.run("ROLLBACK") }
            }
            return try beginStepwise(on: session)
        }
    }

    /// - Returns: `nil` if the dataset is not as the caller knows it, or its partitions have not been compared.
    private func beginAtOnce(on session: PostgresSession) throws(StorageError) -> Beginning? {
        let catalog = PostgresCatalog(session: session, schema: schema)
        let partitions = self.partitions(session)
        var statements = setUp + [catalog.lockedEntry(of: dataset), reset, catalog.columns(of: dataset)]
        if let record { statements += [record.claim, record.earlier] }
        if let partitions { statements += [partitions.hold, catalog.partitionIDs(of: dataset), partitions.names] }
        try session.pipeline(statements)

        for _ in setUp { _ = try session.nextSuccess() }
        let entry = try session.nextSuccess()
        guard catalog.isEntry(entry, of: dataset) else { return session.ended() }
        _ = try session.nextSuccess()
        let columns = try session.nextSuccess()
        var beginning = Beginning()
        var claim: PostgresResult?
        var earlier: PostgresResult?
        if record != nil {
            claim = try session.nextSuccess()
            earlier = try session.nextSuccess()
        }
        if let partitions {
            _ = try session.nextSuccess()
            let ids = try session.nextSuccess().text(0, 0)
            guard session.partitions.isComplete(ids, of: dataset.id) else { return session.ended() }
            beginning.partitions = partitions.known(try session.nextSuccess())
        }
        session.drain()
        try catalog.require(columns, of: dataset)
        if let record, let claim, let earlier { beginning.recorded = try record.recorded(claim, earlier) }
        return beginning
    }

    private func beginStepwise(on session: PostgresSession) throws(StorageError) -> Beginning {
        for statement in setUp { _ = try session.execute(statement) }
        let catalog = PostgresCatalog(session: session, schema: schema)
        _ = try catalog.current(dataset, lock: .share)
        _ = try session.execute(reset)
        try catalog.requireColumns(of: dataset)
        var beginning = Beginning()
        if let record {
            beginning.recorded = try record.recorded(session.execute(record.claim), session.execute(record.earlier))
        }
        if let partitions = partitions(session) {
            try partitions.holdAll()
            // The rows of a partition that the server process leaves out would be refused.
            try session.requireAllPartitions(of: dataset, in: schema)
            beginning.partitions = try partitions.known()
        }
        return beginning
    }

    // A change of a column's type holds the dataset for as long as the table is large.
    private var setUp: [SQLText] {
        [PostgresEndpoint.begin, "SET LOCAL lock_timeout = '\(lockWait)'"].map { SQLText(.postgres, $0) }
    }
    private var reset: SQLText { SQLText(.postgres, "SET LOCAL lock_timeout TO DEFAULT") }

    // MARK: End

    /// Records the rows in the catalog, and the outcome with the key, and commits.
    ///
    /// - Returns: The outcome, and `true` if the dataset's planner statistics are out of date.
    func commit(
        _ counts: Counts, rejections: IngestRejections, fingerprint: [UInt8], at now: Timestamp,
        on session: PostgresSession
    ) throws(StorageError) -> (IngestOutcome, isAnalyzeDue: Bool) {
        let catalog = PostgresCatalog(session: session, schema: schema)
        var outcome = IngestOutcome(
            inserted: counts.inserted, deleted: counts.deleted, updated: counts.updated, ignored: counts.ignored,
            rejections: rejections, dataVersion: 0)
        // The transaction's lock keeps the dataset's entry, so the first statement finds it.
        let change =
            counts.isChange
            ? catalog.load(dataset.id, inserted: counts.inserted - counts.deleted) : catalog.version(of: dataset.id)
        var statements = [change]
        if let record { statements.append(try record.write(outcome, fingerprint, at: now)) }
        try session.pipeline(statements + [SQLText(.postgres, "COMMIT")])
        let changed = try session.nextSuccess()
        let recorded = try record.map { _ throws(StorageError) in try session.nextSuccess().integer(0, 0) }
        // Deferred constraints are checked here.
        let end = try session.nextResult()
        let failure = end.isFailure ? session.errorOfChange(end) : nil
        session.drain()
        if let failure { throw failure }
        guard changed.rowCount == 1 else { throw .unexpected("dataset \(dataset.id) is gone") }
        outcome.dataVersion = recorded ?? changed.integer(0, 0)
        return (outcome, counts.isChange && catalog.isAnalyzeDue(changed))
    }
}

extension PostgresSession {
    /// Ends the pipeline for a caller that cannot use its results.
    fileprivate func ended() -> PostgresIngest.Beginning? {
        drain()
        return nil
    }
}
