import Diagnostics
import Models

extension PostgresCatalog {
    /// Changes the columns of a dataset, in the caller's transaction.
    func change(
        _ name: Identifier, by change: DatasetChange, expecting: Int64?, partitionLimit: PartitionLimit
    ) throws(StorageError) -> Dataset {
        try setTimeouts()
        let dataset = try dataset(named: name, lock: .exclusive)
        try dataset.check(expecting)
        let definition = try dataset.definition.changed(by: change)
        try checkPartitions(dataset, definition, partitionLimit)
        let places = try places(of: dataset.id)
        let conversions = dataset.conversions(change)
        for (column, conversion) in conversions { try requireConvertible(column, conversion, of: dataset) }
        let table = schema.table(dataset.id)
        for name in change.dropped {
            guard let column = dataset.column(name) else { continue }
            try session.run("ALTER TABLE \(table) DROP COLUMN \(SQLDialect.postgres.name(of: column))")
            try forget(name, of: dataset.id)
        }
        for (column, conversion) in conversions {
            try convert(column, conversion, of: dataset, place: places[column.name] ?? 0, to: definition, change)
        }
        try rename(change.renamed, of: dataset)
        try record(definition.columns.dropLast(change.added.count), of: dataset.id, change)
        try append(change.added, to: dataset.id, definition, from: (places.values.max() ?? -1) + 1)
        let version = try changed(dataset.id, inserted: 0)
        if change.changesMeaning {
            try session.run(
                """
                UPDATE \(schema.name).dataset SET definition_version = definition_version + 1, time_column = $1, key_columns = $2
                WHERE id = $3
                """,
                [
                    definition.timeColumn.map { .string($0.rawValue) } ?? .null,
                    definition.storedKey.map { .string($0) } ?? .null, .integer(dataset.id),
                ])
        }
        if change.retention != nil {
            try session.run(
                "UPDATE \(schema.name).dataset SET keep_days = $1 WHERE id = $2",
                [definition.retention.map { .integer(Int64($0.days)) } ?? .null, .integer(dataset.id)])
        }
        return Dataset(
            id: dataset.id, definition: definition, rowCount: dataset.rowCount, dataVersion: version,
            createdAt: dataset.createdAt,
            definitionVersion: dataset.definitionVersion + (change.changesMeaning ? 1 : 0))
    }

    /// Checks that the dataset does not have too many partitions for an added index.
    private func checkPartitions(
        _ dataset: Dataset, _ definition: DatasetDefinition, _ limit: PartitionLimit
    ) throws(StorageError) {
        let added = definition.columns.suffix(max(0, definition.columns.count - dataset.columns.count))
        guard let rule = PartitionRule(definition), added.contains(where: { $0.use != nil }),
            let last = definition.columns.lastIndex(where: { $0.use != nil })
        else { return }
        let partitions = PostgresPartitions(
            session: session, schema: schema, dataset: dataset.id, rule: rule, limit: limit)
        let (count, most) = (try partitions.known().count, limit.partitions(indexes: rule.indexes))
        guard count > most else { return }
        throw .invalidDefinition(
            .indexOfManyPartitions(
                index: last, name: definition.columns[last].name, partitions: count, limit: most))
    }

    /// The positions of a dataset's columns in the catalog, which name their indexes and have gaps where columns were dropped.
    private func places(of dataset: Int64) throws(StorageError) -> [Identifier: Int] {
        let rows = try session.execute(
            "SELECT name, position FROM \(schema.name).\"column\" WHERE dataset_id = $1", [.integer(dataset)])
        var found: [Identifier: Int] = [:]
        for row in 0..<rows.rowCount {
            guard let name = try? Identifier(rows.text(row, 0)) else { continue }
            found[name] = Int(rows.integer(row, 1))
        }
        return found
    }

    // MARK: Types

    /// Checks every value of a column before its type is changed.
    private func requireConvertible(
        _ column: Column, _ conversion: ColumnConversion, of dataset: Dataset
    ) throws(StorageError) {
        let name = SQLDialect.postgres.name(of: column)
        guard let failure = PostgresColumnConversion(conversion: conversion, column: name).failure else { return }
        let rows = try session.execute(
            """
            SELECT _id, \(name)::text, count(*) OVER () FROM \(schema.table(dataset.id))
            WHERE \(name) IS NOT NULL AND (\(failure)) ORDER BY _id LIMIT \(ConversionReport.maximumExamples)
            """)
        guard rows.rowCount > 0 else { return }
        throw .notConvertible(
            ConversionReport(
                column: column.name, conversion: conversion, count: rows.integer(0, 2),
                examples: (0..<rows.rowCount).map { .init(row: rows.integer($0, 0), value: rows.text($0, 1)) }))
    }

    /// Rewrites the table with a column's new type. The column's index is made anew, because it may be another one.
    private func convert(
        _ column: Column, _ conversion: ColumnConversion, of dataset: Dataset, place: Int,
        to definition: DatasetDefinition, _ change: DatasetChange
    ) throws(StorageError) {
        let name = SQLDialect.postgres.name(of: column)
        let type =
            PostgresSchema.type(of: conversion.types.to)
            + (conversion.types.to == .string ? " COLLATE \"C\"" : "")
        let value = PostgresColumnConversion(conversion: conversion, column: name).value
        try session.run("DROP INDEX IF EXISTS \(schema.index(dataset.id, place: place))")
        try session.run("ALTER TABLE \(schema.table(dataset.id)) ALTER COLUMN \(name) TYPE \(type) USING \(value)")
        var converted = dataset.columns
        guard let index = converted.firstIndex(where: { $0.name == column.name }) else { return }
        converted[index] = Column(
            name: column.name, type: conversion.types.to, nullable: column.nullable, use: column.use)
        let isTime = definition.partitioning == nil && column.name == dataset.definition.timeColumn
        guard let sql = schema.createIndex(dataset.id, converted[index], isTime: isTime, place: place) else { return }
        try session.run(sql)
    }

    // MARK: Names

    private func rename(_ renamed: [DatasetChange.Renaming], of dataset: Dataset) throws(StorageError) {
        for renaming in renamed {
            guard let column = dataset.column(renaming.from) else { continue }
            let new = Column(name: renaming.to, type: column.type)
            try session.run(
                """
                ALTER TABLE \(schema.table(dataset.id)) RENAME COLUMN \(SQLDialect.postgres.name(of: column))
                TO \(SQLDialect.postgres.name(of: new))
                """)
            try session.run(
                "UPDATE \(schema.name).\"column\" SET name = $1 WHERE dataset_id = $2 AND name = $3",
                [.string(renaming.to.rawValue), .integer(dataset.id), .string(renaming.from.rawValue)])
        }
    }

    private func forget(_ column: Identifier, of dataset: Int64) throws(StorageError) {
        try session.run(
            "DELETE FROM \(schema.name).\"column\" WHERE dataset_id = $1 AND name = $2",
            [.integer(dataset), .string(column.rawValue)])
    }

    /// Records the properties of kept columns.
    private func record(
        _ columns: some Sequence<Column>, of dataset: Int64, _ change: DatasetChange
    ) throws(StorageError) {
        guard !change.renamed.isEmpty || !change.altered.isEmpty else { return }
        for column in columns {
            try session.run(
                """
                UPDATE \(schema.name)."column" SET type = $1, label = $2, unit = $3, description = $4, former_names = $5,
                    lookup = $6
                WHERE dataset_id = $7 AND name = $8
                """,
                [
                    .string(column.type.rawValue), column.label.map { .string($0) } ?? .null,
                    column.unit.map { .string($0) } ?? .null, column.description.map { .string($0) } ?? .null,
                    column.storedFormerNames.map { .string($0) } ?? .null,
                    column.lookup.map { .string($0.rawValue) } ?? .null, .integer(dataset),
                    .string(column.name.rawValue),
                ])
        }
    }

    private func append(
        _ columns: [Column], to dataset: Int64, _ definition: DatasetDefinition, from place: Int
    ) throws(StorageError) {
        guard !columns.isEmpty else { return }
        try insertColumns(columns, dataset: dataset, from: place)
        let added = columns.map { "ADD COLUMN " + PostgresSchema.declaration($0) }.joined(separator: ", ")
        try session.run("ALTER TABLE \(schema.table(dataset)) \(added)")
        for (index, column) in columns.enumerated() {
            guard let sql = schema.createIndex(dataset, column, isTime: false, place: place + index) else { continue }
            try session.run(sql)
        }
    }
}
