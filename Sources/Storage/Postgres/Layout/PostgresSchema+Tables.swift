import Models

/// The tables that hold rows.
extension PostgresSchema {
    /// The name of a dataset's table, unqualified and unquoted.
    static func tableName(_ dataset: Int64) -> String { "data_\(dataset)" }

    /// The name of a partition of a dataset's table, unqualified and unquoted.
    static func tableName(_ dataset: Int64, _ partition: TimePartition) -> String {
        "\(tableName(dataset))_\(partition.suffix)"
    }

    /// The qualified name of a table.
    func qualified(_ table: String) -> String { "\(name).\(SQLText.quoted(table))" }

    /// The qualified name of a dataset's table.
    func table(_ dataset: Int64) -> String { "\(name).\(Self.tableName(dataset))" }

    /// The statements that create a dataset's table with its indexes.
    func createTable(_ dataset: Int64, _ definition: DatasetDefinition) -> [String] {
        let rule = PartitionRule(definition)
        var sql = "CREATE TABLE \(table(dataset)) (_id bigint GENERATED ALWAYS AS IDENTITY"
        sql += ", _version bigint NOT NULL DEFAULT 1"
        for column in definition.columns { sql += ", " + Self.declaration(column) }
        if let rule {
            // The primary key of a partitioned table must contain the partition key (PostgreSQL documentation, "Table
            // Partitioning: Limitations"). Ids are unique nevertheless: they come from one sequence.
            let time = SQLDialect.postgres.name(of: rule.column)
            sql += ", PRIMARY KEY (_id, \(time))) PARTITION BY RANGE (\(time))"
        } else {
            sql += ", PRIMARY KEY (_id))"
        }
        return [sql, handOver(table(dataset))]
            + definition.columns.indices.compactMap { createIndex(dataset, definition, column: $0) }
            + createKey(dataset, definition)
    }

    /// The statement that creates the index of a dataset's key; empty without a key.
    private func createKey(_ dataset: Int64, _ definition: DatasetDefinition) -> [String] {
        guard !definition.key.isEmpty else { return [] }
        let names = definition.keyIndices.map { SQLDialect.postgres.name(of: definition.columns[$0]) }
        return [
            "CREATE UNIQUE INDEX \(Self.tableName(dataset))_key ON \(table(dataset)) (\(names.joined(separator: ", ")))"
        ]
    }

    /// The statement that creates the index for a column's use; `nil` if the column needs none. Partitions inherit the index.
    func createIndex(_ dataset: Int64, _ definition: DatasetDefinition, column index: Int) -> String? {
        createIndex(
            dataset, definition.columns[index],
            isTime: index == definition.timeIndex && definition.partitioning == nil, place: index)
    }

    /// The statement that creates the index for a column's use; `nil` if the column needs none.
    ///
    /// - Parameters:
    ///   - isTime: `true` for the time column of a dataset that is not partitioned.
    ///   - place: The column's position in the catalog.
    func createIndex(_ dataset: Int64, _ column: Column, isTime: Bool, place: Int) -> String? {
        guard let use = column.use ?? (isTime ? .range : nil) else { return nil }
        let name = SQLDialect.postgres.name(of: column)
        let method =
            switch use {
            case .lookup: "btree (\(SQLDialect.postgres.operand(of: column).lookup ?? name))"
            case .range: "brin (\(name)) WITH (pages_per_range = 32, autosummarize = on)"
            }
        return "CREATE INDEX \(Self.indexName(dataset, place)) ON \(table(dataset)) USING \(method)"
    }

    /// The qualified name of a column's index.
    func index(_ dataset: Int64, place: Int) -> String { "\(name).\(Self.indexName(dataset, place))" }

    private static func indexName(_ dataset: Int64, _ place: Int) -> String { "\(tableName(dataset))_c\(place)" }

    /// The statements that create a partition and attach it.
    ///
    /// `ATTACH PARTITION` blocks only other attaches and schema changes, while `PARTITION OF` would block reads and writes
    /// (PostgreSQL documentation, "ALTER TABLE: ATTACH PARTITION", "CREATE TABLE: PARTITION OF"). The new table is empty, so no
    /// scan is needed.
    func createPartition(_ dataset: Int64, _ partition: TimePartition, _ type: ColumnType) -> [String] {
        let table = qualified(Self.tableName(dataset, partition))
        return [
            "CREATE TABLE \(table) (LIKE \(self.table(dataset)) INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
            handOver(table),
            "ALTER TABLE \(self.table(dataset)) ATTACH PARTITION \(table) FOR VALUES \(partition.bounds(of: type))",
        ]
    }

    /// The SQL type of a dataset's column.
    static func type(of type: ColumnType) -> String {
        switch type {
        case .string: "text"
        case .integer: "bigint"
        case .double: "double precision"
        case .decimal: "numeric"
        case .boolean: "boolean"
        case .timestamp: "timestamptz"
        case .date: "date"
        // Not jsonb, which does not preserve number formats and the order of keys.
        case .json: "json"
        }
    }

    /// A column's declaration for `CREATE TABLE` and `ALTER TABLE`.
    static func declaration(_ column: Column) -> String {
        // Collation "C" compares bytes: results do not depend on the database's locale, and it is the fastest.
        let type = type(of: column.type) + (column.type == .string ? " COLLATE \"C\"" : "")
        return SQLDialect.postgres.name(of: column) + " " + type + (column.nullable ? "" : " NOT NULL")
    }
}
