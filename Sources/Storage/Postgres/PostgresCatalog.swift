import Diagnostics
import Models

/// The tables that describe the datasets; used on a connection's queue, inside the caller's transaction.
struct PostgresCatalog {
    /// The row lock on a dataset's entry until the transaction ends.
    enum Lock: String {
        /// No lock.
        case none = ""
        /// A lock that prevents a drop and allows reads and writes of rows.
        case share = " FOR KEY SHARE"
        /// An exclusive lock.
        case exclusive = " FOR UPDATE"
    }

    let session: PostgresSession
    let schema: PostgresSchema

    /// All datasets by name, read in one statement, so that they need no transaction.
    func datasets() throws(StorageError) -> [Dataset] {
        let rows = try session.execute(select + " ORDER BY dataset.name, position")
        var found: [Dataset] = []
        var start = 0
        while start < rows.rowCount {
            var end = start + 1
            while end < rows.rowCount, rows.integer(end, 0) == rows.integer(start, 0) { end += 1 }
            found.append(try dataset(rows, start..<end))
            start = end
        }
        return found
    }

    /// A dataset, read in one statement, so that without a lock it needs no transaction.
    func dataset(named name: Identifier, lock: Lock = .none) throws(StorageError) -> Dataset {
        if lock != .none {
            // In a statement of its own: one that has waited for a lock would read the columns of before.
            let locked = try session.execute(
                "SELECT FROM \(schema.name).dataset WHERE name = $1" + lock.rawValue, [.string(name.rawValue)])
            guard locked.rowCount == 1 else { throw try notFound(name) }
        }
        let rows = try session.execute(
            select + " WHERE dataset.name = $1 ORDER BY position", [.string(name.rawValue)])
        guard rows.rowCount > 0 else { throw try notFound(name) }
        return try dataset(rows, 0..<rows.rowCount)
    }

    /// The query of a known dataset's entry, which it locks against a drop; see ``isEntry(_:of:)``.
    func lockedEntry(of known: Dataset) -> SQLText {
        SQLText(
            .postgres,
            "SELECT id, definition_version FROM \(schema.name).dataset WHERE name = $1" + Lock.share.rawValue,
            [.string(known.name.rawValue)])
    }

    /// `true` if the result of ``lockedEntry(of:)`` is that of the known dataset, with its columns but for added ones.
    func isEntry(_ row: borrowing PostgresResult, of known: Dataset) -> Bool {
        row.rowCount == 1 && row.integer(0, 0) == known.id && row.integer(0, 1) == known.definitionVersion
    }

    /// The query of the ids of a dataset's partitions, in order.
    func partitionIDs(of dataset: Dataset) -> SQLText {
        SQLText(.postgres, schema.partitionIDs("$1"), [.string(schema.table(dataset.id))])
    }

    /// The current state of a known dataset.
    ///
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)`` if it was dropped, even if another one has its name now;
    ///   ``StorageError/definitionChanged(_:)`` if the known columns are no longer its columns.
    func current(_ known: Dataset, lock: Lock = .none) throws(StorageError) -> Dataset {
        let current = try dataset(named: known.name, lock: lock)
        guard current.id == known.id else { throw .datasetNotFound(known.name, nearest: nil) }
        try current.requireSameDefinition(as: known)
        return current
    }

    /// Checks that a dataset's table has the columns of the catalog.
    ///
    /// Rows are written in binary format, in which the server cannot detect that an operator changed a column to another type of
    /// the same size.
    ///
    /// - Throws: ``StorageError/schema(_:)``.
    func requireColumns(of dataset: Dataset) throws(StorageError) {
        try require(session.execute(columns(of: dataset)), of: dataset)
    }

    /// The query of a table's columns; see ``require(_:of:)``.
    func columns(of dataset: Dataset) -> SQLText {
        SQLText(
            .postgres,
            """
            SELECT attname, atttypid::bigint, format_type(atttypid, NULL) FROM pg_attribute
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
            """, [.string(schema.table(dataset.id))])
    }

    /// Checks the result of ``columns(of:)`` as ``requireColumns(of:)`` does.
    func require(_ rows: borrowing PostgresResult, of dataset: Dataset) throws(StorageError) {
        var found: [String: (type: Int64, name: String)] = [:]
        for row in 0..<rows.rowCount {
            found[SQLText.quoted(rows.text(row, 0))] = (rows.integer(row, 1), rows.text(row, 2))
        }
        guard rows.rowCount > 0 else {
            throw .schema(.table(dataset: dataset.name.rawValue, table: PostgresSchema.tableName(dataset.id)))
        }
        for column in dataset.columns {
            let there = found[SQLDialect.postgres.name(of: column)]
            guard there?.type != Int64(PostgresOID.of(column.type)) else { continue }
            throw .schema(
                .column(
                    dataset: dataset.name.rawValue, column: column.name.rawValue,
                    expected: PostgresSchema.type(of: column.type), found: there?.name))
        }
    }

    func create(_ definition: DatasetDefinition, at now: Timestamp) throws(StorageError) -> Dataset {
        let inserted = try session.execute(
            """
            INSERT INTO \(schema.name).dataset (name, time_column, created_at, partitioning, key_columns, keep_days)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (name) DO NOTHING RETURNING id
            """,
            [
                .string(definition.name.rawValue), definition.timeColumn.map { .string($0.rawValue) } ?? .null,
                .timestamp(now), definition.partitioning.map { .string($0.rawValue) } ?? .null,
                definition.storedKey.map { .string($0) } ?? .null,
                definition.retention.map { .integer(Int64($0.days)) } ?? .null,
            ])
        guard inserted.rowCount == 1 else { throw .datasetExists(definition.name) }
        let id = inserted.integer(0, 0)
        try insertColumns(definition.columns, dataset: id, from: 0)
        for statement in schema.createTable(id, definition) { try session.run(statement) }
        return Dataset(id: id, definition: definition, rowCount: 0, dataVersion: 0, createdAt: now)
    }

    /// Sets the time-outs of a schema change: two seconds for its lock, none for its statements.
    ///
    /// The table may be in use for long, for example by a streamed answer. While the change waits, all other sessions wait behind
    /// it (PostgreSQL documentation, "Explicit Locking"), each with a connection; so it fails early and the client retries.
    func setTimeouts() throws(StorageError) {
        try session.run("SET LOCAL lock_timeout = '2s'")
        try session.run("SET LOCAL statement_timeout = 0")
    }

    /// Removes a dataset from the catalog. ``PendingDrops`` drops its table once it is unused.
    func drop(_ name: Identifier, expecting: Int64?) throws(StorageError) {
        try setTimeouts()
        let dataset = try dataset(named: name, lock: .exclusive)
        try dataset.check(expecting)
        try session.run("DELETE FROM \(schema.name).dataset WHERE id = $1", [.integer(dataset.id)])
        try PendingDrops(session: session, schema: schema).add(dataset.id)
    }

    /// Increments a dataset's version and returns it.
    func changed(_ dataset: Int64, inserted: Int64) throws(StorageError) -> Int64 {
        let rows = try session.execute(load(dataset, inserted: inserted))
        guard rows.rowCount == 1 else { throw .unexpected("dataset \(dataset) is gone") }
        return rows.integer(0, 0)
    }

    /// The statement that records new rows of a dataset and increments its version. Its result is the new version and what
    /// ``isAnalyzeDue(_:)`` takes.
    func load(_ dataset: Int64, inserted: Int64) -> SQLText {
        SQLText(
            .postgres,
            """
            UPDATE \(schema.name).dataset SET row_count = row_count + $1, data_version = data_version + 1 WHERE id = $2
            RETURNING data_version, row_count, analyzed_rows
            """, [.integer(inserted), .integer(dataset)])
    }

    /// `true` if a dataset's planner statistics are out of date.
    ///
    /// - Parameter row: The result of ``load(_:inserted:)``.
    func isAnalyzeDue(_ row: borrowing PostgresResult) -> Bool {
        StatisticsRule.isDue(rows: row.integer(0, 1), analyzed: row.integer(0, 2))
    }

    /// The query of a dataset's version.
    func version(of dataset: Int64) -> SQLText {
        SQLText(.postgres, "SELECT data_version FROM \(schema.name).dataset WHERE id = $1", [.integer(dataset)])
    }

    /// The query of datasets with their columns, one a row.
    private var select: String {
        """
        SELECT id, dataset.name, time_column, row_count, data_version, created_at, partitioning, key_columns,
            definition_version, keep_days, "column".name, type, nullable, use, label, unit, description, former_names,
            lookup
        FROM \(schema.name).dataset LEFT JOIN \(schema.name)."column" ON dataset_id = id
        """
    }

    /// - Parameter places: The rows of one dataset.
    private func dataset(
        _ rows: borrowing PostgresResult, _ places: Range<Int>
    ) throws(StorageError) -> Dataset {
        let row = places.lowerBound
        var columns: [StoredColumn] = []
        // A dataset without columns has one row.
        for place in places where !rows.isNull(place, 10) { columns.append(column(rows, place)) }
        return Dataset(
            id: rows.integer(row, 0),
            definition: try DatasetDefinition.stored(
                name: rows.text(row, 1), columns: columns, timeColumn: rows.isNull(row, 2) ? nil : rows.text(row, 2),
                partitioning: rows.isNull(row, 6) ? nil : rows.text(row, 6),
                key: rows.isNull(row, 7) ? nil : rows.text(row, 7),
                keepDays: rows.isNull(row, 9) ? nil : rows.integer(row, 9)),
            rowCount: rows.integer(row, 3), dataVersion: rows.integer(row, 4),
            createdAt: Timestamp(
                microseconds: try StoredTime.microseconds(rows.integer(row, 5), since: PostgresBinary.epochMicroseconds)
            ), definitionVersion: rows.integer(row, 8))
    }

    private func column(_ rows: borrowing PostgresResult, _ row: Int) -> StoredColumn {
        func text(_ column: Int, _ rows: borrowing PostgresResult) -> String? {
            rows.isNull(row, column) ? nil : rows.text(row, column)
        }
        return StoredColumn(
            name: rows.text(row, 10), type: rows.text(row, 11), nullable: rows.integer(row, 12) != 0,
            use: text(13, rows), label: text(14, rows), unit: text(15, rows), description: text(16, rows),
            formerNames: text(17, rows), lookup: text(18, rows))
    }

    func insertColumns(_ columns: [Column], dataset: Int64, from position: Int) throws(StorageError) {
        for (index, column) in columns.enumerated() {
            try session.run(
                """
                INSERT INTO \(schema.name)."column"
                    (dataset_id, position, name, type, nullable, use, label, unit, description, former_names, lookup)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                """,
                [
                    .integer(dataset), .integer(Int64(position + index)), .string(column.name.rawValue),
                    .string(column.type.rawValue), .boolean(column.nullable),
                    column.use.map { .string($0.rawValue) } ?? .null, column.label.map { .string($0) } ?? .null,
                    column.unit.map { .string($0) } ?? .null, column.description.map { .string($0) } ?? .null,
                    column.storedFormerNames.map { .string($0) } ?? .null,
                    column.lookup.map { .string($0.rawValue) } ?? .null,
                ])
        }
    }

    private func notFound(_ name: Identifier) throws(StorageError) -> StorageError {
        let rows = try session.execute("SELECT name FROM \(schema.name).dataset ORDER BY name")
        let names = (0..<rows.rowCount).map { rows.text($0, 0) }
        return .datasetNotFound(name, nearest: NearestName.match(name.rawValue, among: names))
    }
}
