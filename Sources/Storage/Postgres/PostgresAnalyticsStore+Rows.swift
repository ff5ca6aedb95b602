public import Models

extension PostgresAnalyticsStore {
    /// The most attempts at a change that fails with a conflict.
    private static let attempts = 3
    /// The most repetitions of a change that missed an existing row.
    private static let looks = 10

    /// One row.
    public func row(
        _ id: Int64, of name: Identifier, reading: ReadConsistency
    ) async throws(StorageError) -> StoredRow? {
        try await read(reading) { endpoint, seen throws(StorageError) in
            try await endpoint.row(id, of: name, seen: seen)
        }
    }

    /// Changes or deletes one row and increments the dataset's version in the same transaction.
    public func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        let (schema, limit) = (self.schema, partitionLimit)
        let partition = PartitionRule(dataset.definition).flatMap { rule in
            change.assignments(in: dataset.columns).first { $0.column == rule.index }.flatMap {
                rule.partition(of: $0.value)
            }
        }
        let maintenance = self.maintenance
        return try await leased(on: dataset) { session throws(StorageError) in
            var made: Set<String> = []
            // A new partition stays empty if the change fails.
            defer { if !made.isEmpty { maintenance.sweepSoon() } }
            var attempt = 1
            var looks = 1
            while true {
                do throws(StorageError) {
                    if let partition, let all = Self.partitions(dataset, session, schema, limit: limit) {
                        made.formUnion(try Self.makePartition(partition, of: dataset, for: id, if: condition, all))
                    }
                    try session.run(PostgresEndpoint.begin)
                    let outcome = try Self.change(id, of: dataset, change, condition, session, schema)
                    if Self.mayHaveMissedRow(outcome, dataset, condition), looks < Self.looks {
                        try session.run("ROLLBACK")
                        looks += 1
                        if let certain = try Self.recheck(id, of: dataset, condition, session, schema) {
                            return certain
                        }
                        continue
                    }
                    // Deferred constraints are checked here.
                    _ = try session.change(SQLText(.postgres, "COMMIT"))
                    if case .written = outcome { made = [] }
                    return outcome
                } catch {
                    // Another session moved the row to another partition meanwhile; see ``PostgresErrorCode``.
                    guard case .unavailable(.busy) = error, attempt < Self.attempts, !session.partitions.isOutdated
                    else { throw error }
                    attempt += 1
                    try session.run("ROLLBACK")
                    // An outdated list of partitions lacks the one that the row moves to.
                    if partition != nil {
                        _ = try session.begin(PostgresSnapshot(dataset: dataset, schema: schema))
                        try session.run("COMMIT")
                    }
                }
            }
        }
    }

    /// `true` if a change may have missed an existing row.
    ///
    /// A statement's partitions are listed when it is planned, before its snapshot. It misses a row that is moved in between to a
    /// partition created in between. A conflict with a version that meets the condition has the same cause.
    private static func mayHaveMissedRow(
        _ outcome: RowChangeOutcome, _ dataset: Dataset, _ condition: RowCondition
    ) -> Bool {
        guard dataset.definition.partitioning != nil else { return false }
        switch outcome {
        case .notFound: return true
        case .conflict(let version): return condition.holds(for: version)
        case .written, .deleted: return false
        }
    }

    /// Reads a row's version in a snapshot taken before the partitions are listed and compared, so that no row is missed.
    ///
    /// - Returns: The reason why the row cannot be changed; `nil` if it can.
    private static func recheck(
        _ id: Int64, of dataset: Dataset, _ condition: RowCondition, _ session: PostgresSession,
        _ schema: PostgresSchema
    ) throws(StorageError) -> RowChangeOutcome? {
        let current = try session.begin(PostgresSnapshot(dataset: dataset, schema: schema))
        let version = try PostgresRowAccess(session: session, table: schema.table(dataset.id), dataset: current)
            .version(id)
        try session.run("COMMIT")
        guard let version else { return .notFound }
        return condition.holds(for: version) ? nil : .conflict(version: version)
    }

    /// Creates the partition that a row moves to, if it is missing, in a transaction of its own. It is not created if the row does not
    /// exist or the condition does not hold; the change itself then reports that.
    ///
    /// - Returns: The name of the new partition, or an empty set.
    private static func makePartition(
        _ partition: TimePartition, of dataset: Dataset, for id: Int64, if condition: RowCondition,
        _ partitions: PostgresPartitions
    ) throws(StorageError) -> Set<String> {
        let session = partitions.session
        let table = partitions.schema.qualified(partitions.name(partition))
        let found = try session.execute("SELECT to_regclass($1) IS NOT NULL", [.string(table)])
        guard found.integer(0, 0) == 0 else { return [] }
        try session.run(PostgresEndpoint.begin)
        let current = try PostgresCatalog(session: session, schema: partitions.schema).current(dataset, lock: .share)
        let rows = PostgresRowAccess(
            session: session, table: partitions.schema.table(dataset.id), dataset: current)
        var made: Set<String> = []
        if let version = try rows.version(id), condition.holds(for: version) {
            try session.run("SET LOCAL lock_timeout = '\(Self.partitionLockTimeout)'")
            made = try partitions.make([partition])
        }
        try session.run("COMMIT")
        return made
    }

    private static func change(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, _ condition: RowCondition, _ session: PostgresSession,
        _ schema: PostgresSchema
    ) throws(StorageError) -> RowChangeOutcome {
        let catalog = PostgresCatalog(session: session, schema: schema)
        let current = try catalog.current(dataset, lock: .share)
        if current.definition.partitioning != nil {
            // An update that waits for a row which is moved to another partition fails (PostgreSQL documentation, "UPDATE:
            // Notes"); one that waits for this lock finds the row in its new place. Idempotency keys use a colon where this has a
            // slash, so the two never share a lock.
            try session.run(
                "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))",
                [.string("\(schema.name)/row/\(id)"), .integer(dataset.id)])
        }
        let rows = PostgresRowAccess(session: session, table: schema.table(dataset.id), dataset: current)
        if case .delete = change {
            guard try rows.delete(id, if: condition) else { return try rows.refusal(id) }
            return .deleted(dataVersion: try catalog.changed(dataset.id, inserted: -1))
        }
        let assignments = change.assignments(in: current.columns)
        if assignments.isEmpty {
            guard let row = try rows.row(id) else { return .notFound }
            guard condition.holds(for: row.version) else { return .conflict(version: row.version) }
            return .written(row, dataVersion: current.dataVersion)
        }
        guard var row = try rows.update(id, assignments, if: condition) else { return try rows.refusal(id) }
        row.dataVersion = try catalog.changed(dataset.id, inserted: 0)
        return .written(row, dataVersion: row.dataVersion)
    }
}

extension PostgresEndpoint {
    /// The most attempts at a read while the dataset's columns change.
    private static let attempts = 3

    /// One row, in one round trip if the dataset is cached.
    fileprivate func row(_ id: Int64, of name: Identifier, seen: DatasetVersion?) async throws(StorageError)
        -> StoredRow?
    {
        var table: [String]?
        var edition: Int?
        // A new edition spares each connection the failure of its outdated prepared statement.
        func learn(_ change: PostgresPointRead.Change) {
            switch change {
            case .dataset: break
            case .statement: edition = knownDatasets.nextEdition()
            case .columns(let names): table = names
            }
        }
        if let known = knownDatasets[name] {
            switch try await read(id, name, known, seen) {
            case .answer(let row): return row
            case .outdated(let change): learn(change)
            }
        }
        for _ in 0..<Self.attempts {
            let dataset = try await dataset(named: name)
            try dataset.require(seen)
            let known = PostgresDatasetCache.Entry(dataset, in: schema, table: table, edition: edition)
            knownDatasets.remember(known, as: name)
            switch try await read(id, name, known, seen) {
            case .answer(let row): return row
            case .outdated(let change): learn(change)
            }
        }
        try await catalog { catalog throws(StorageError) in
            try catalog.requireColumns(of: try catalog.dataset(named: name))
        }
        // The columns changed during each attempt; the caller may retry.
        throw .unavailable(.busy)
    }

    private func read(
        _ id: Int64, _ name: Identifier, _ known: PostgresDatasetCache.Entry, _ seen: DatasetVersion?
    ) async throws(StorageError) -> PostgresPointRead.Outcome {
        // The caller has seen another dataset of this name: read the catalog again.
        guard seen?.dataset ?? known.id == known.id else {
            knownDatasets.forget(name)
            return .outdated(.dataset)
        }
        let values: [Value] = [.integer(id), .string(name.rawValue), .integer(known.id), .integer(seen?.version ?? 0)]
        let outcome = try await lanes.read(known.pointRead, values) { result, connection throws(StorageError) in
            try PostgresPointRead(known: known).outcome(result, on: connection)
        }
        if case .outdated = outcome { knownDatasets.forget(name) }
        guard known.isPartitioned, case .answer(nil) = outcome else { return outcome }
        return .answer(try await snapshotRow(id, of: name, seen))
    }

    /// One row of a partitioned dataset, read without missing it while it is moved.
    ///
    /// A statement's partitions are listed when it is planned, before its snapshot, so it misses a row that is moved in between to a
    /// partition created in between. Here the snapshot comes first.
    private func snapshotRow(
        _ id: Int64, of name: Identifier, _ seen: DatasetVersion?
    ) async throws(StorageError) -> StoredRow? {
        let schema = self.schema
        let dataset = try await dataset(named: name)
        return try await leased(on: dataset) { session throws(StorageError) in
            let current = try session.begin(PostgresSnapshot(dataset: dataset, schema: schema))
            try current.require(seen)
            let rows = PostgresRowAccess(session: session, table: schema.table(dataset.id), dataset: current)
            let row = try rows.row(id)
            try session.run("COMMIT")
            return row
        }
    }
}
