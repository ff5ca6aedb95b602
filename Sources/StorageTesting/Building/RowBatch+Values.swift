public import Models

extension RowBatch {
    /// A batch of rows given value by value.
    ///
    /// - Precondition: Each row has a value, null or of the right type, for each type.
    public init(_ types: [ColumnType], rows: [[Value]]) {
        self.init(types: types)
        for row in rows { append(row: row) }
    }

    /// Appends a row.
    ///
    /// - Precondition: The row has a value, null or of the right type, for each column.
    public mutating func append(row: [Value]) {
        precondition(row.count >= columns.count, "got \(row.count) values, expected \(columns.count)")
        for index in columns.indices {
            let fits = columns[index].append(row[index])
            precondition(fits, "got \(row[index]) in column \(index), expected \(columns[index].type.rawValue)")
        }
    }
}
