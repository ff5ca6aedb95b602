public import Models

extension SQLiteAnalyticsStore {
    /// Reads a row and its dataset from one snapshot.
    public func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow?
    {
        try await read { connection throws(StorageError) in
            try execute(connection, "BEGIN")
            defer { try? execute(connection, "COMMIT") }
            let catalog = SQLiteCatalog(connection)
            let dataset = try catalog.dataset(named: name)
            return try catalog.diagnosing(dataset) { () throws(StorageError) -> StoredRow? in
                try SQLiteRowAccess(connection: connection, dataset: dataset).row(id)
            }
        }
    }

    /// Changes or deletes one row in a transaction of the writing connection.
    public func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        try await write { connection throws(StorageError) in
            let catalog = SQLiteCatalog(connection)
            let current = try catalog.current(dataset)
            return try catalog.diagnosing(dataset) { () throws(StorageError) -> RowChangeOutcome in
                let rows = SQLiteRowAccess(connection: connection, dataset: current)
                guard let version = try rows.version(id) else { return .notFound }
                guard condition.holds(for: version) else { return .conflict(version: version) }
                if case .delete = change {
                    try rows.delete(id)
                    return .deleted(dataVersion: try catalog.changed(dataset.id, inserted: -1))
                }
                let assignments = change.assignments(in: current.columns)
                if assignments.isEmpty {
                    guard let row = try rows.row(id) else { return .notFound }
                    return .written(row, dataVersion: current.dataVersion)
                }
                guard var row = try rows.update(id, assignments) else { return .notFound }
                row.dataVersion = try catalog.changed(dataset.id, inserted: 0)
                return .written(row, dataVersion: row.dataVersion)
            }
        }
    }
}

/// The rows of one dataset; used on a connection's queue, inside the caller's transaction. The transaction excludes other writers,
/// so a condition can be tested before the change.
private struct SQLiteRowAccess {
    let connection: OpaquePointer
    let dataset: Dataset

    private var statements: RowStatements {
        RowStatements(dialect: .sqlite, table: SQLiteSchema.table(dataset.id), columns: dataset.columns)
    }

    func version(_ id: Int64) throws(StorageError) -> Int64? {
        try SQLiteStatement(connection, statements.version(id)).firstInteger()
    }

    func row(_ id: Int64) throws(StorageError) -> StoredRow? { try first(statements.select(id)) }

    func update(_ id: Int64, _ assignments: [RowAssignment]) throws(StorageError) -> StoredRow? {
        try first(statements.update(id, assignments, if: .always))
    }

    func delete(_ id: Int64) throws(StorageError) {
        let statement = try SQLiteStatement(connection, statements.delete(id, if: .always))
        while try statement.change() {}
    }

    private func first(_ sql: SQLText) throws(StorageError) -> StoredRow? {
        let statement = try SQLiteStatement(connection, sql)
        guard try statement.change() else { return nil }
        var values = RowBatch(types: dataset.columns.map(\.type))
        for (index, column) in dataset.columns.enumerated() {
            try statement.append(index + 2, .plain(column.type), to: &values.columns[index])
        }
        let row = StoredRow(
            dataset: dataset.id, columns: dataset.columns, id: statement.integer(0), version: statement.integer(1),
            values: values, dataVersion: dataset.dataVersion, definitionVersion: dataset.definitionVersion)
        // A statement with RETURNING takes effect once it has run to its end.
        while try statement.change() {}
        return row
    }
}
