import Models

/// The tables that hold rows.
extension PostgresSchema {
    /// The name of a dataset's table, neither qualified nor quoted.
    static func tableName(_ dataset: Int64) -> String { "data_\(dataset)" }

    /// The name of a partition of it.
    static func tableName(_ dataset: Int64, _ partition: TimePartition) -> String {
        "\(tableName(dataset))_\(partition.suffix)"
    }

    /// A table by its name, qualified.
    func qualified(_ table: String) -> String { "\(name).\(SQLText.quoted(table))" }

    /// The table of a dataset, qualified.
    func table(_ dataset: Int64) -> String { "\(name).\(Self.tableName(dataset))" }

    /// The statements that make a dataset's table with its indexes.
    func createTable(_ dataset: Int64, _ definition: DatasetDefinition) -> [String] {
        let rule = PartitionRule(definition)
        var sql = "CREATE TABLE \(table(dataset)) (_id bigint GENERATED ALWAYS AS IDENTITY"
        sql += ", _version bigint NOT NULL DEFAULT 1"
        for column in definition.columns { sql += ", " + Self.declaration(column) }
        if let rule {
            // A key of a partitioned table must have the columns it is split by (PostgreSQL documentation, "Table
            // Partitioning: Limitations"). Ids are unique all the same: one sequence makes them.
            let time = SQLDialect.postgres.name(of: rule.column)
            sql += ", PRIMARY KEY (_id, \(time))) PARTITION BY RANGE (\(time))"
        } else {
            sql += ", PRIMARY KEY (_id))"
        }
        return [sql]
            + definition.columns.indices.compactMap { createIndex(dataset, definition, column: $0) }
    }

    /// The statement that makes the index which a column's use asks for, if one does; partitions get theirs with it.
    func createIndex(_ dataset: Int64, _ definition: DatasetDefinition, column index: Int) -> String? {
        let column = definition.columns[index]
        let time = index == definition.timeIndex && definition.partitioning == nil ? ColumnUse.range : nil
        guard let use = column.use ?? time else { return nil }
        let name = SQLDialect.postgres.name(of: column)
        let method =
            switch use {
            case .lookup: "btree (\(SQLDialect.postgres.operand(of: column).lookup ?? name))"
            case .range: "brin (\(name)) WITH (pages_per_range = 32, autosummarize = on)"
            }
        return "CREATE INDEX \(Self.tableName(dataset))_c\(index) ON \(table(dataset)) USING \(method)"
    }

    /// The statements that make a partition and put it in its place.
    ///
    /// Attaching locks the partitioned table only against its like and against changes of its shape, where `PARTITION OF`
    /// would lock readers and writers out (PostgreSQL documentation, "ALTER TABLE: ATTACH PARTITION", "CREATE TABLE:
    /// PARTITION OF"). Nothing needs to be scanned: the new table is empty.
    func createPartition(_ dataset: Int64, _ partition: TimePartition, _ type: ColumnType) -> [String] {
        let table = qualified(Self.tableName(dataset, partition))
        return [
            "CREATE TABLE \(table) (LIKE \(self.table(dataset)) INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
            "ALTER TABLE \(self.table(dataset)) ATTACH PARTITION \(table) FOR VALUES \(partition.bounds(of: type))",
        ]
    }

    /// A column as `CREATE TABLE` and `ALTER TABLE` take it.
    /// The type of a dataset's column.
    static func type(of type: ColumnType) -> String {
        switch type {
        case .string: "text"
        case .integer: "bigint"
        case .double: "double precision"
        case .decimal: "numeric"
        case .boolean: "boolean"
        case .timestamp: "timestamptz"
        case .date: "date"
        // Not jsonb: what was sent is given back as it was, number by number and key by key.
        case .json: "json"
        }
    }

    static func declaration(_ column: Column) -> String {
        // Byte order, whatever the database's locale: the same answers everywhere, and the fastest comparison.
        let type = type(of: column.type) + (column.type == .string ? " COLLATE \"C\"" : "")
        return SQLDialect.postgres.name(of: column) + " " + type + (column.nullable ? "" : " NOT NULL")
    }
}
