import CSQLite
import Models

/// A deletion of rows by a condition; used on a connection's queue, inside the caller's transaction, which excludes other writers.
struct SQLiteRowDeletion {
    let connection: OpaquePointer
    let dataset: Dataset

    private var compiler: QueryCompiler { QueryCompiler(dialect: .sqlite, table: SQLiteSchema.table(dataset.id)) }

    func count(_ filter: ResolvedFilter) throws(StorageError) -> Int64 {
        try SQLiteStatement(connection, compiler.count(dataset.columns, filter)).firstInteger() ?? 0
    }

    /// Deletes the rows.
    ///
    /// - Returns: The number of rows.
    func delete(_ filter: ResolvedFilter) throws(StorageError) -> Int64 {
        let statement = try SQLiteStatement(connection, compiler.deletion(dataset.columns, filter))
        while try statement.change() {}
        return sqlite3_changes64(connection)
    }
}
