import Models

extension PostgresSession {
    /// Checks that statements on a dataset read all of its partitions; see ``ListedPartitions``.
    ///
    /// The table must be locked by this transaction, so that none of its partitions is dropped meanwhile. A further statement
    /// in the same snapshot then finds every row of that snapshot: a row's partition was attached before the row was written.
    ///
    /// - Throws: ``StorageError/Unavailable/busy`` if one is missing. The connection is closed when it is given back, and
    ///   ``PostgresEndpoint/withConnection(_:)`` tries another one.
    func requireAllPartitions(of dataset: Dataset, in schema: PostgresSchema) throws(StorageError) {
        guard dataset.definition.partitioning != nil else { return }
        let table = schema.table(dataset.id)
        let ids = try partitionIDs(of: dataset, in: schema)
        guard !partitions.isComplete(ids, of: dataset.id) else { return }
        // Tables only: PostgreSQL reads a partition that an operator has partitioned again through its own partitions.
        let rows = try execute(
            """
            SELECT quote_ident(relname) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = to_regclass($1) AND NOT inhdetachpending AND relkind IN ('r', 'f')
            """, [.string(table)])
        let plan = try execute("EXPLAIN (COSTS OFF) SELECT FROM \(table)")
        let read = ListedPartitions.tables(inPlan: (0..<plan.rowCount).map { plan.text($0, 0) })
        let isMissing = (0..<rows.rowCount).contains { !read.contains(rows.text($0, 0)) }
        partitions.record(ids, of: dataset.id, missing: isMissing)
        if isMissing { throw .unavailable(.busy) }
    }

    /// The ids of a dataset's partitions in the catalog, in order; empty for a dataset that is not partitioned.
    func partitionIDs(of dataset: Dataset, in schema: PostgresSchema) throws(StorageError) -> String {
        guard dataset.definition.partitioning != nil else { return "" }
        return try execute(PostgresCatalog(session: self, schema: schema).partitionIDs(of: dataset)).text(0, 0)
    }
}

extension PostgresSchema {
    /// The query of the ids of a table's partitions, in order.
    ///
    /// - Parameter table: The placeholder of the table's qualified name.
    func partitionIDs(_ table: String) -> String {
        // A partition that an operator is detaching is left out of plans on purpose.
        """
        SELECT coalesce(string_agg(inhrelid::text, ' ' ORDER BY inhrelid), '') FROM pg_inherits
        WHERE inhparent = to_regclass(\(table)) AND NOT inhdetachpending
        """
    }
}
