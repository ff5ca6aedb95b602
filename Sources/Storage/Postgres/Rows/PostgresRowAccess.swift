import Models

/// The rows of one dataset; used on a connection's queue, inside the caller's transaction.
///
/// A condition is part of the statement that changes the row: PostgreSQL evaluates it again on the newest version of a row that
/// another session has changed meanwhile (PostgreSQL documentation, "Read Committed Isolation Level").
struct PostgresRowAccess {
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

    /// The reason why a change did not find its row.
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
        return try rows.storedRow(
            dataset: dataset.id, columns: dataset.columns, dataVersion: dataset.dataVersion,
            definitionVersion: dataset.definitionVersion)
    }
}

extension PostgresResult {
    /// The first row: its id, its version and its columns, in order unless their positions are given.
    func storedRow(
        dataset: Int64, columns: [Column], at places: [Int]? = nil, dataVersion: Int64, definitionVersion: Int64
    ) throws(StorageError) -> StoredRow {
        var values = RowBatch(types: columns.map(\.type))
        for (index, column) in columns.enumerated() {
            try append(0, places?[index] ?? index + 2, .plain(column.type), to: &values.columns[index])
        }
        return StoredRow(
            dataset: dataset, columns: columns, id: integer(0, 0), version: integer(0, 1), values: values,
            dataVersion: dataVersion, definitionVersion: definitionVersion)
    }
}
