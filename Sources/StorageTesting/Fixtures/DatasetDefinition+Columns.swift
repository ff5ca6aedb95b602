package import Models

extension RowBatch {
    /// Creates a batch of rows.
    ///
    /// - Precondition: Each row has a value for each type, null or of that type.
    package init(_ types: [ColumnType], rows: [[Value]]) {
        self.init(types: types)
        for row in rows { append(row: row) }
    }

    /// Appends a row.
    ///
    /// - Precondition: The row has a value for each column, null or of the column's type.
    package mutating func append(row: [Value]) {
        precondition(row.count >= columns.count, "got \(row.count) values, expected \(columns.count)")
        for index in columns.indices {
            let fits = columns[index].append(row[index])
            precondition(fits, "got \(row[index]) in column \(index), expected \(columns[index].type.rawValue)")
        }
    }
}

extension DatasetDefinition {
    /// Creates a definition with nullable columns.
    ///
    /// - Throws: The errors of ``Identifier`` and ``DatasetDefinition``.
    package static func of(
        _ name: String, _ columns: KeyValuePairs<String, ColumnType>, time: String? = nil
    ) throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier(name), columns: columns.map { try Column(name: Identifier($0.key), type: $0.value) },
            timeColumn: time.map { try Identifier($0) })
    }
}
