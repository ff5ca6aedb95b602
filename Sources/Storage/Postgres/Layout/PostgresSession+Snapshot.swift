import CLibPQ
import Models

extension PostgresSession {
    /// Begins a transaction that reads a dataset, and in which its table stays even if the dataset is dropped.
    ///
    /// The lock comes before the snapshot: whoever has it and then finds the dataset in the catalog reads it to the end. The
    /// catalog is read before the table, so that the snapshot is never newer than the list of partitions that a query is planned
    /// with: what others attach is noticed with each lock on a table, and those on the catalog's come after the snapshot.
    /// Dropping tables is the only thing it keeps from happening.
    ///
    /// - Parameters:
    ///   - takesItsTime: Whether the statements that follow have no time limit.
    ///   - isCrowded: Whether others wait to run long queries: then a query runs in one process, as workers of its own would take
    ///     processors from short work and gain nothing in all.
    /// - Returns: The dataset as it is in the snapshot.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``.
    func beginSnapshot(
        of dataset: Dataset, in schema: PostgresSchema, takesItsTime: Bool = false, isCrowded: Bool = false
    ) throws(StorageError) -> Dataset {
        let begin = PostgresEndpoint.beginSnapshot
        // Proving that a condition contradicts itself, which by default is tried for each partition, takes time that doubles
        // with every level of "and" and "or" in it. What partitions to leave out is found without (PostgreSQL documentation,
        // "Table Partitioning: Partition Pruning").
        //
        // Compiling a filter of some thousand conditions takes from seconds to minutes, and looks at no cancellation; whether it is
        // done depends on an estimate of the rows. So it is not done, whatever the server and the target's `options` say. It is
        // said here and not when the connection is made, as a pooler passes on what it likes.
        let settings =
            "SET LOCAL constraint_exclusion = off; SET LOCAL jit = off"
            + (takesItsTime ? "; SET LOCAL statement_timeout = 0" : "")
            + (isCrowded ? "; SET LOCAL max_parallel_workers_per_gather = 0" : "")
        let lock = "LOCK TABLE ONLY \(schema.table(dataset.id)) IN ACCESS SHARE MODE"
        // One message and so one round trip, which only statements without parameters can be.
        guard let answer = PQexec(raw, "\(begin); \(settings); \(lock)") else {
            throw PostgresFailure.error(nil, on: raw)
        }
        let result = PostgresResult(answer)
        let catalog = PostgresCatalog(session: self, schema: schema)
        if result.status == PGRES_COMMAND_OK { return try catalog.current(dataset) }
        // undefined_table (PostgreSQL documentation, "Appendix A. Error Codes").
        guard result.sqlState == "42P01" else { throw result.error(on: raw) }
        try run("ROLLBACK")
        try run(begin)
        _ = try catalog.current(dataset)
        throw .schema(.table(dataset: dataset.name.rawValue, table: PostgresSchema.tableName(dataset.id)))
    }
}
