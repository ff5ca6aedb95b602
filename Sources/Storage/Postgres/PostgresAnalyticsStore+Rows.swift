import CLibPQ
public import Models

extension PostgresAnalyticsStore {
    /// How often a change is tried that others get in the way of.
    private static let attempts = 3
    /// The most repetitions of a change that did not find its row although the row is there.
    private static let looks = 10

    /// One row.
    public func row(
        _ id: Int64, of name: Identifier, reading: ReadConsistency
    ) async throws(StorageError) -> StoredRow? {
        try await read(reading) { endpoint, seen throws(StorageError) in
            try await endpoint.row(id, of: name, seen: seen)
        }
    }

    /// Changes or deletes one row in one transaction with the dataset's version.
    public func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        let (schema, limit) = (self.schema, partitionLimit)
        let partition = PartitionRule(dataset.definition).flatMap { rule in
            change.assignments(in: dataset.columns).first { $0.column == rule.index }.flatMap {
                rule.partition(of: $0.value)
            }
        }
        let upkeep = self.upkeep
        return try await leased(on: dataset) { session throws(StorageError) in
            var made: Set<String> = []
            // One that the row did not come to, whyever, is of no use.
            defer { if !made.isEmpty { upkeep.sweepSoon() } }
            var attempt = 1
            var looks = 1
            while true {
                do throws(StorageError) {
                    if let partition, let all = Self.partitions(dataset, session, schema, limit: limit) {
                        made.formUnion(try Self.makePartition(partition, of: dataset, for: id, if: condition, all))
                    }
                    try session.run(PostgresEndpoint.begin)
                    let outcome = try Self.change(id, of: dataset, change, condition, session, schema)
                    if Self.isDoubtful(outcome, dataset, condition), looks < Self.looks {
                        try session.run("ROLLBACK")
                        looks += 1
                        if let certain = try Self.lookAgain(id, of: dataset, condition, session, schema) {
                            return certain
                        }
                        continue
                    }
                    // A constraint that is deferred is looked at here.
                    _ = try session.change(SQLText(.postgres, "COMMIT"))
                    if case .written = outcome { made = [] }
                    return outcome
                } catch {
                    // Somebody moved the row to another partition meanwhile; see ``PostgresFailure``.
                    guard case .unavailable(.busy) = error, attempt < Self.attempts else { throw error }
                    attempt += 1
                    try session.run("ROLLBACK")
                }
            }
        }
    }

    /// `true` if a change may have missed its row, which is there.
    ///
    /// A statement finds its partitions when it is planned, and takes its snapshot afterwards. A row that is moved in between, to a
    /// partition made in between, is in none of those it looks into. No condition refuses a row that meets it.
    private static func isDoubtful(
        _ outcome: RowChangeOutcome, _ dataset: Dataset, _ condition: RowCondition
    ) -> Bool {
        guard dataset.definition.partitioning != nil else { return false }
        switch outcome {
        case .notFound: return true
        case .conflict(let version): return condition.holds(for: version)
        case .written, .deleted: return false
        }
    }

    /// Looks for a row where none is missed: in a snapshot, which comes before the list of partitions.
    ///
    /// - Returns: Why the row cannot be changed; `nil` if it can.
    private static func lookAgain(
        _ id: Int64, of dataset: Dataset, _ condition: RowCondition, _ session: PostgresSession,
        _ schema: PostgresSchema
    ) throws(StorageError) -> RowChangeOutcome? {
        let current = try session.beginSnapshot(of: dataset, in: schema)
        let version = try PostgresRowAccess(session: session, table: schema.table(dataset.id), dataset: current)
            .version(id)
        try session.run("COMMIT")
        guard let version else { return .notFound }
        return condition.holds(for: version) ? nil : .conflict(version: version)
    }

    /// Makes a partition that a row is to come to, if it is not there, in a transaction of its own, and gives its name if it did.
    ///
    /// None is made where the row is not there or the condition does not hold: the change itself says so.
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
            try session.run("SET LOCAL lock_timeout = '\(Self.makingWait)'")
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
            // Who waits for a row that is moved to another partition cannot follow it and must begin anew (PostgreSQL
            // documentation, "UPDATE: Notes"); waiting here finds it where it is then. No idempotency key, which is whatever
            // a client sends behind a colon, may have the same lock.
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
    /// How often a read is tried with a dataset's columns as just looked up, while they change under it.
    private static let attempts = 3

    /// One row, in one round trip where the dataset has been seen before.
    fileprivate func row(_ id: Int64, of name: Identifier, seen: DatasetVersion?) async throws(StorageError)
        -> StoredRow?
    {
        var table: [String]?
        var edition: Int?
        // Each connection would have to find out for itself that its statement is of no use any more.
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
            let dataset = try await snapshot { catalog throws(StorageError) in try catalog.dataset(named: name) }
            try dataset.require(seen)
            let known = PostgresDatasets.Known(dataset, in: schema, table: table, edition: edition)
            knownDatasets.remember(known, as: name)
            switch try await read(id, name, known, seen) {
            case .answer(let row): return row
            case .outdated(let change): learn(change)
            }
        }
        try await snapshot { catalog throws(StorageError) in
            try catalog.requireColumns(of: try catalog.dataset(named: name))
        }
        // Columns that change faster than a row can be read: nothing is wrong with asking once more.
        throw .unavailable(.busy)
    }

    private func read(
        _ id: Int64, _ name: Identifier, _ known: PostgresDatasets.Known, _ seen: DatasetVersion?
    ) async throws(StorageError) -> PostgresPointRead.Outcome {
        // Another dataset than was seen is looked up anew, and refused if it still is.
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

    /// One row, read so that it is not missed while it is moved.
    ///
    /// A single statement finds its partitions when it is planned, and only then takes its snapshot. A row that is moved in
    /// between to a partition made in between is in none of those it looks into. Here the snapshot comes first.
    private func snapshotRow(
        _ id: Int64, of name: Identifier, _ seen: DatasetVersion?
    ) async throws(StorageError) -> StoredRow? {
        let schema = self.schema
        let dataset = try await snapshot { catalog throws(StorageError) in try catalog.dataset(named: name) }
        return try await leased { session throws(StorageError) in
            let current = try session.beginSnapshot(of: dataset, in: schema)
            try current.require(seen)
            let rows = PostgresRowAccess(session: session, table: schema.table(dataset.id), dataset: current)
            let row = try rows.row(id)
            try session.run("COMMIT")
            return row
        }
    }
}

/// Reads one row and says in the same statement whether the dataset is still the one that was known.
private struct PostgresPointRead {
    enum Outcome {
        /// The row, or that there is none.
        case answer(StoredRow?)
        /// What is known holds no more.
        case outdated(Change)
    }

    enum Change {
        /// The dataset is another one by now, or is not as far as it must be.
        case dataset
        /// The statement was prepared for other columns.
        case statement
        /// The table has other columns: these.
        case columns([String])
    }

    let known: PostgresDatasets.Known

    func outcome(_ result: borrowing PostgresResult, on connection: OpaquePointer) throws(StorageError) -> Outcome {
        guard result.status == PGRES_TUPLES_OK else {
            if let state = result.sqlState, Self.outdatedStates.contains(state) { return .outdated(.statement) }
            throw result.error(on: connection)
        }
        guard result.rowCount == 1 else { return .outdated(.dataset) }
        // All but the last are the table's.
        let width = result.columnCount - 1
        guard isAsKnown(result, width) else {
            return .outdated(.columns((0..<width).map { result.columnName($0) }))
        }
        guard !result.isNull(0, 0) else { return .answer(nil) }
        return .answer(
            try result.storedRow(
                dataset: known.id, columns: known.columns, at: known.layout?.places,
                dataVersion: result.integer(0, width)))
    }

    private func isAsKnown(_ result: borrowing PostgresResult, _ width: Int) -> Bool {
        guard let layout = known.layout else { return width == known.columns.count + 2 }
        guard width == layout.names.count else { return false }
        // Columns of somebody else's may go again, and others come: their number alone tells nothing.
        for index in 0..<width where result.columnName(index) != layout.names[index] { return false }
        return true
    }

    /// "feature_not_supported", which is how a cached plan whose result would change is refused, and "undefined_table" and
    /// "undefined_column" (PostgreSQL documentation, "Appendix A. Error Codes").
    private static let outdatedStates = ["0A000", "42P01", "42703"]
}

/// The rows of one dataset; used on a connection's queue, inside the caller's transaction.
///
/// The condition is part of the statement that changes the row: PostgreSQL tests it again on the newest version of a row that
/// somebody else has changed meanwhile (PostgreSQL documentation, "Read Committed Isolation Level").
private struct PostgresRowAccess {
    let session: PostgresSession
    let table: String
    let dataset: Dataset

    private var statements: RowStatements {
        RowStatements(dialect: .postgres, table: table, columns: dataset.columns)
    }

    func row(_ id: Int64) throws(StorageError) -> StoredRow? { try first(statements.select(id)) }

    func update(_ id: Int64, _ assignments: [RowAssignment], if condition: RowCondition) throws(StorageError)
        -> StoredRow?
    {
        try first(statements.update(id, assignments, if: condition))
    }

    func delete(_ id: Int64, if condition: RowCondition) throws(StorageError) -> Bool {
        let sql = statements.delete(id, if: condition)
        return try session.change(sql).rowCount == 1
    }

    /// Why a change did not find its row.
    func refusal(_ id: Int64) throws(StorageError) -> RowChangeOutcome {
        try version(id).map { .conflict(version: $0) } ?? .notFound
    }

    func version(_ id: Int64) throws(StorageError) -> Int64? {
        let sql = statements.version(id)
        let rows = try session.execute(sql)
        return rows.rowCount == 1 ? rows.integer(0, 0) : nil
    }

    private func first(_ sql: SQLText) throws(StorageError) -> StoredRow? {
        let rows = try session.change(sql)
        guard rows.rowCount == 1 else { return nil }
        return try rows.storedRow(dataset: dataset.id, columns: dataset.columns, dataVersion: dataset.dataVersion)
    }
}

extension PostgresResult {
    /// The first row: its id, its version, its columns, one after another unless their places are given.
    fileprivate func storedRow(
        dataset: Int64, columns: [Column], at places: [Int]? = nil, dataVersion: Int64
    ) throws(StorageError) -> StoredRow {
        var values = RowBatch(types: columns.map(\.type))
        for (index, column) in columns.enumerated() {
            try append(0, places?[index] ?? index + 2, .plain(column.type), to: &values.columns[index])
        }
        return StoredRow(
            dataset: dataset, columns: columns, id: integer(0, 0), version: integer(0, 1), values: values,
            dataVersion: dataVersion)
    }
}
