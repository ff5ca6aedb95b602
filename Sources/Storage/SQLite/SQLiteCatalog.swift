import CSQLite
import Diagnostics
import Models

/// The catalog tables of datasets; used on a connection's queue, inside the caller's transaction.
struct SQLiteCatalog {
    let connection: OpaquePointer

    init(_ connection: OpaquePointer) { self.connection = connection }

    func datasets() throws(StorageError) -> [Dataset] {
        let rows = try SQLiteStatement(connection, Self.select + " ORDER BY name")
        var found: [Dataset] = []
        while try rows.step() { found.append(try dataset(rows)) }
        return found
    }

    func dataset(named name: Identifier) throws(StorageError) -> Dataset {
        let rows = try SQLiteStatement(connection, Self.select + " WHERE name = ?1")
        try rows.bind(.string(name.rawValue), at: 1)
        guard try rows.step() else { throw try notFound(name) }
        return try dataset(rows)
    }

    /// Returns the dataset's current description; throws if it has been replaced by another of the same name, or its
    /// columns by others.
    func current(_ known: Dataset) throws(StorageError) -> Dataset {
        let current = try dataset(named: known.name)
        guard current.id == known.id else { throw .datasetNotFound(known.name, nearest: nil) }
        try current.requireSameDefinition(as: known)
        return current
    }

    /// Runs `body`, which uses the tables of a dataset and of those that it looks up values in. After an unexpected error, compares
    /// the tables with the catalog, because another program may have altered them.
    ///
    /// - Throws: ``StorageError/schema(_:)`` if a table differs from the catalog.
    func diagnosing<Success>(
        _ dataset: Dataset, lookups: [Dataset] = [], _ body: () throws(StorageError) -> Success
    ) throws(StorageError) -> Success {
        do throws(StorageError) {
            return try body()
        } catch {
            guard case .unexpected = error else { throw error }
            for dataset in [dataset] + lookups { try requireColumns(of: dataset) }
            throw error
        }
    }

    /// Runs `body`, which changes the columns of a dataset, as ``diagnosing(_:lookups:_:)`` does. The caller's transaction is
    /// rolled back before the comparison, because `body` may have changed some columns.
    func diagnosing<Success>(
        changeOf name: Identifier, _ body: () throws(StorageError) -> Success
    ) throws(StorageError) -> Success {
        do throws(StorageError) {
            return try body()
        } catch {
            guard case .unexpected = error else { throw error }
            if sqlite3_get_autocommit(connection) == 0 { try execute(connection, "ROLLBACK") }
            try requireColumns(of: dataset(named: name))
            throw error
        }
    }

    private func requireColumns(of dataset: Dataset) throws(StorageError) {
        let table = SQLiteSchema.table(dataset.id)
        let rows = try SQLiteStatement(connection, "SELECT name FROM pragma_table_info(?1)")
        try rows.bind(.string(table), at: 1)
        var found: Set<String> = []
        while try rows.step() { found.insert(rows.text(0)) }
        guard !found.isEmpty else { throw .schema(.table(dataset: dataset.name.rawValue, table: table)) }
        for column in dataset.columns where !found.contains(column.name.rawValue) {
            throw .schema(
                .column(
                    dataset: dataset.name.rawValue, column: column.name.rawValue, expected: column.type.rawValue,
                    found: nil))
        }
    }

    func create(_ definition: DatasetDefinition, at now: Timestamp) throws(StorageError) -> Dataset {
        let existing = try SQLiteStatement(connection, "SELECT 1 FROM weir_dataset WHERE name = ?1")
        try existing.bind(.string(definition.name.rawValue), at: 1)
        guard try !existing.step() else { throw .datasetExists(definition.name) }
        let insert = try SQLiteStatement(
            connection,
            """
            INSERT INTO weir_dataset (name, time_column, created_at, partitioning, key_columns, keep_days)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        try insert.bind(.string(definition.name.rawValue), at: 1)
        try insert.bind(definition.timeColumn.map { .string($0.rawValue) } ?? .null, at: 2)
        try insert.bind(.timestamp(now), at: 3)
        try insert.bind(definition.partitioning.map { .string($0.rawValue) } ?? .null, at: 4)
        try insert.bind(definition.storedKey.map { .string($0) } ?? .null, at: 5)
        try insert.bind(definition.retention.map { .integer(Int64($0.days)) } ?? .null, at: 6)
        try insert.run()
        let id = sqlite3_last_insert_rowid(connection)
        try insertColumns(definition.columns, dataset: id, from: 0)
        try execute(connection, SQLiteSchema.createTable(id, definition.columns))
        try createIndexes(definition.columns, dataset: id, from: 0)
        if let sql = SQLiteSchema.createKey(definition, of: id) { try execute(connection, sql) }
        for statement in SQLiteView.make(id, definition) { try execute(connection, statement) }
        return Dataset(id: id, definition: definition, rowCount: 0, dataVersion: 0, createdAt: now)
    }

    func drop(_ name: Identifier, expecting: Int64?) throws(StorageError) {
        let dataset = try dataset(named: name)
        try dataset.check(expecting)
        // Another program may have dropped the table already.
        try execute(
            connection, SQLiteView.drop(name), "DROP TABLE IF EXISTS \(SQLiteSchema.table(dataset.id))",
            "DELETE FROM weir_dataset WHERE id = \(dataset.id)")
    }

    /// Returns the datasets without a view, which older programs created.
    func datasetsWithoutView() throws(StorageError) -> [Dataset] {
        let views = try SQLiteStatement(connection, "SELECT name FROM sqlite_schema WHERE type = 'view'")
        var found: Set<String> = []
        while try views.step() { found.insert(SQLText.quoted(views.text(0))) }
        return try datasets().filter { !found.contains(SQLiteView.name($0.name)) }
    }

    /// Records a change of a dataset and returns its new version.
    func changed(_ dataset: Int64, inserted: Int64) throws(StorageError) -> Int64 {
        let update = try SQLiteStatement(
            connection,
            """
            UPDATE weir_dataset SET row_count = row_count + ?1, data_version = data_version + 1 WHERE id = ?2
            RETURNING data_version
            """)
        try update.bind(.integer(inserted), at: 1)
        try update.bind(.integer(dataset), at: 2)
        guard let version = try update.firstInteger() else { throw .unexpected("dataset \(dataset) is gone") }
        return version
    }

    private static let select = """
        SELECT id, name, time_column, row_count, data_version, created_at, partitioning, key_columns, definition_version,
            keep_days FROM weir_dataset
        """

    private func dataset(_ row: SQLiteStatement) throws(StorageError) -> Dataset {
        let id = row.integer(0)
        let columns = try SQLiteStatement(
            connection,
            """
            SELECT name, type, nullable, use, label, unit, description, former_names, lookup FROM weir_column
            WHERE dataset_id = ?1 ORDER BY position
            """)
        try columns.bind(.integer(id), at: 1)
        var found: [StoredColumn] = []
        func text(_ column: Int) -> String? { columns.isNull(column) ? nil : columns.text(column) }
        while try columns.step() {
            found.append(
                StoredColumn(
                    name: columns.text(0), type: columns.text(1), nullable: columns.integer(2) != 0,
                    use: text(3), label: text(4), unit: text(5), description: text(6), formerNames: text(7),
                    lookup: text(8)))
        }
        return Dataset(
            id: id,
            definition: try DatasetDefinition.stored(
                name: row.text(1), columns: found, timeColumn: row.isNull(2) ? nil : row.text(2),
                partitioning: row.isNull(6) ? nil : row.text(6), key: row.isNull(7) ? nil : row.text(7),
                keepDays: row.isNull(9) ? nil : row.integer(9)),
            rowCount: row.integer(3), dataVersion: row.integer(4), createdAt: Timestamp(microseconds: row.integer(5)),
            definitionVersion: row.integer(8))
    }

    func insertColumns(_ columns: [Column], dataset: Int64, from position: Int) throws(StorageError) {
        let insert = try SQLiteStatement(
            connection,
            """
            INSERT INTO weir_column
                (dataset_id, position, name, type, nullable, use, label, unit, description, former_names, lookup)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """)
        for (index, column) in columns.enumerated() {
            try insert.bind(.integer(dataset), at: 1)
            try insert.bind(.integer(Int64(position + index)), at: 2)
            try insert.bind(.string(column.name.rawValue), at: 3)
            try insert.bind(.string(column.type.rawValue), at: 4)
            try insert.bind(.boolean(column.nullable), at: 5)
            try insert.bind(column.use.map { .string($0.rawValue) } ?? .null, at: 6)
            try insert.bind(column.label.map { .string($0) } ?? .null, at: 7)
            try insert.bind(column.unit.map { .string($0) } ?? .null, at: 8)
            try insert.bind(column.description.map { .string($0) } ?? .null, at: 9)
            try insert.bind(column.storedFormerNames.map { .string($0) } ?? .null, at: 10)
            try insert.bind(column.lookup.map { .string($0.rawValue) } ?? .null, at: 11)
            try insert.run()
        }
    }

    func createIndexes(_ columns: [Column], dataset: Int64, from position: Int) throws(StorageError) {
        for (index, column) in columns.enumerated() {
            guard let sql = SQLiteSchema.createIndex(column, at: position + index, of: dataset) else { continue }
            try execute(connection, sql)
        }
    }

    private func notFound(_ name: Identifier) throws(StorageError) -> StorageError {
        let rows = try SQLiteStatement(connection, "SELECT name FROM weir_dataset ORDER BY name")
        var names: [String] = []
        while try rows.step() { names.append(rows.text(0)) }
        return .datasetNotFound(name, nearest: NearestName.match(name.rawValue, among: names))
    }
}
