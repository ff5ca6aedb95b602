import Models

extension SQLiteCatalog {
    /// Changes the columns of a dataset, in the caller's transaction.
    func change(_ name: Identifier, by change: DatasetChange, expecting: Int64?) throws(StorageError) -> Dataset {
        let dataset = try dataset(named: name)
        try dataset.check(expecting)
        let definition = try dataset.definition.changed(by: change)
        let places = try places(of: dataset.id)
        let conversions = dataset.conversions(change)
        for (column, conversion) in conversions { try requireConvertible(column, conversion, of: dataset) }
        let table = SQLiteSchema.table(dataset.id)
        // The view names columns that may be about to change.
        try execute(connection, SQLiteView.drop(name))
        for name in change.dropped {
            guard let column = dataset.column(name) else { continue }
            try execute(
                connection, "DROP INDEX IF EXISTS \(SQLiteSchema.index(dataset.id, place: places[name] ?? 0))",
                "ALTER TABLE \(table) DROP COLUMN \(SQLDialect.sqlite.name(of: column))")
            try run(
                "DELETE FROM weir_column WHERE dataset_id = ?1 AND name = ?2", .integer(dataset.id),
                .string(name.rawValue))
        }
        for (column, conversion) in conversions {
            try convert(column, conversion, of: dataset.id, place: places[column.name] ?? 0)
        }
        for renaming in change.renamed {
            guard let column = dataset.column(renaming.from) else { continue }
            let new = Column(name: renaming.to, type: column.type)
            try execute(
                connection,
                "ALTER TABLE \(table) RENAME COLUMN \(SQLDialect.sqlite.name(of: column)) TO \(SQLDialect.sqlite.name(of: new))"
            )
            try run(
                "UPDATE weir_column SET name = ?1 WHERE dataset_id = ?2 AND name = ?3", .string(renaming.to.rawValue),
                .integer(dataset.id), .string(renaming.from.rawValue))
        }
        if !change.renamed.isEmpty || !change.altered.isEmpty {
            for column in definition.columns.dropLast(change.added.count) { try record(column, of: dataset.id) }
        }
        try append(change.added, to: dataset.id, from: (places.values.max() ?? -1) + 1)
        for statement in SQLiteView.make(dataset.id, definition) { try execute(connection, statement) }
        let version = try changed(dataset.id, inserted: 0)
        if change.changesMeaning {
            try run(
                """
                UPDATE weir_dataset SET definition_version = definition_version + 1, time_column = ?1, key_columns = ?2
                WHERE id = ?3
                """, definition.timeColumn.map { .string($0.rawValue) } ?? .null,
                definition.storedKey.map { .string($0) } ?? .null, .integer(dataset.id))
        }
        if change.retention != nil {
            try run(
                "UPDATE weir_dataset SET keep_days = ?1 WHERE id = ?2",
                definition.retention.map { .integer(Int64($0.days)) } ?? .null, .integer(dataset.id))
        }
        return Dataset(
            id: dataset.id, definition: definition, rowCount: dataset.rowCount, dataVersion: version,
            createdAt: dataset.createdAt,
            definitionVersion: dataset.definitionVersion + (change.changesMeaning ? 1 : 0))
    }

    private func run(_ sql: String, _ values: Value...) throws(StorageError) {
        let statement = try SQLiteStatement(connection, sql)
        for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
        try statement.run()
    }

    /// The positions of a dataset's columns in the catalog, which name their indexes and have gaps where columns were dropped.
    private func places(of dataset: Int64) throws(StorageError) -> [Identifier: Int] {
        let rows = try SQLiteStatement(connection, "SELECT name, position FROM weir_column WHERE dataset_id = ?1")
        try rows.bind(.integer(dataset), at: 1)
        var found: [Identifier: Int] = [:]
        while try rows.step() {
            guard let name = try? Identifier(rows.text(0)) else { continue }
            found[name] = Int(rows.integer(1))
        }
        return found
    }

    /// Checks every value of a column before its type is changed.
    private func requireConvertible(
        _ column: Column, _ conversion: ColumnConversion, of dataset: Dataset
    ) throws(StorageError) {
        let name = SQLDialect.sqlite.name(of: column)
        let rows = try SQLiteStatement(
            connection,
            """
            SELECT _id, \(name), count(*) OVER () FROM \(SQLiteSchema.table(dataset.id))
            WHERE \(name) IS NOT NULL AND \(SQLiteConversion.function)(\(name), '\(conversion.rawValue)') IS NULL
            ORDER BY _id LIMIT \(ConversionReport.maximumExamples)
            """)
        var report = ConversionReport(column: column.name, conversion: conversion, count: 0, examples: [])
        while try rows.step() {
            report.count = rows.integer(2)
            var value = ColumnVector(type: column.type)
            try rows.append(1, .plain(column.type), to: &value)
            report.examples.append(.init(row: rows.integer(0), value: value.value(at: 0).description))
        }
        if report.count > 0 { throw .notConvertible(report) }
    }

    /// Gives a column another type: SQLite cannot alter one, so its values move to a new column.
    private func convert(
        _ column: Column, _ conversion: ColumnConversion, of dataset: Int64, place: Int
    ) throws(StorageError) {
        let table = SQLiteSchema.table(dataset)
        let name = SQLDialect.sqlite.name(of: column)
        let type = conversion.types.to
        // A default is required of a column without nulls. It is never used: each row is written with a value.
        let constraint = column.nullable ? "" : " NOT NULL DEFAULT \(type == .string || type == .decimal ? "''" : "0")"
        try execute(
            connection, "DROP INDEX IF EXISTS \(SQLiteSchema.index(dataset, place: place))",
            "ALTER TABLE \(table) ADD COLUMN _new \(SQLiteSchema.type(of: type))\(constraint)",
            """
            UPDATE \(table) SET _new = \(SQLiteConversion.function)(\(name), '\(conversion.rawValue)')
            WHERE \(name) IS NOT NULL
            """, "ALTER TABLE \(table) DROP COLUMN \(name)", "ALTER TABLE \(table) RENAME COLUMN _new TO \(name)")
        let converted = Column(name: column.name, type: type, nullable: column.nullable, use: column.use)
        guard let sql = SQLiteSchema.createIndex(converted, at: place, of: dataset) else { return }
        try execute(connection, sql)
    }

    private func record(_ column: Column, of dataset: Int64) throws(StorageError) {
        try run(
            """
            UPDATE weir_column SET type = ?1, label = ?2, unit = ?3, description = ?4, former_names = ?5,
                lookup = ?6
            WHERE dataset_id = ?7 AND name = ?8
            """, .string(column.type.rawValue), column.label.map { .string($0) } ?? .null,
            column.unit.map { .string($0) } ?? .null, column.description.map { .string($0) } ?? .null,
            column.storedFormerNames.map { .string($0) } ?? .null, column.lookup.map { .string($0.rawValue) } ?? .null,
            .integer(dataset), .string(column.name.rawValue))
    }

    private func append(_ columns: [Column], to dataset: Int64, from place: Int) throws(StorageError) {
        try insertColumns(columns, dataset: dataset, from: place)
        for column in columns {
            try execute(
                connection,
                "ALTER TABLE \(SQLiteSchema.table(dataset)) ADD COLUMN \(SQLiteSchema.declaration(column))")
        }
        try createIndexes(columns, dataset: dataset, from: place)
    }
}
