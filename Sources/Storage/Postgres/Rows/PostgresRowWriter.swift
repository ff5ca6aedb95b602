import Models

/// Writes batches into a dataset's table with `COPY`, in the open transaction of its connection.
///
/// A `COPY` does not see partitions that are created after it begins. Before each batch the caller therefore checks
/// ``missing(for:)``; if partitions are missing it ends the `COPY`, has them created and continues.
struct PostgresRowWriter {
    private let connection: PostgresConnection
    private let dataset: Dataset
    private let sql: String
    private let offset: Int
    private let rule: PartitionRule?
    /// The names of the partitions that exist and cannot be dropped.
    private var known: Set<String>
    private var isCopying = false
    /// The number of rows written before the open `COPY` began.
    private var rowsBefore: Int64 = 0
    /// The number of rows written so far.
    private(set) var rowCount: Int64 = 0

    /// - Parameters:
    ///   - partitions: The names of the partitions that the transaction sees.
    ///   - withIDs: `true` if the rows' ids and versions are the first two columns.
    ///   - copy: The `COPY` statement, if the rows are written into another table first.
    init(
        _ connection: PostgresConnection, _ schema: PostgresSchema, _ dataset: Dataset, partitions: Set<String>,
        withIDs: Bool = false, copy: String? = nil
    ) {
        self.connection = connection
        self.dataset = dataset
        // COPY accepts given ids although the table generates them (PostgreSQL documentation, "COPY").
        sql = copy ?? PostgresCopy.sql(schema.table(dataset.id), dataset.columns, withIDs: withIDs)
        offset = withIDs ? 2 : 0
        rule = PartitionRule(dataset.definition)
        known = partitions
    }

    /// The partitions that a batch needs and that do not exist.
    func missing(for batch: RowBatch) -> Set<TimePartition> {
        guard let rule else { return [] }
        return rule.partitions(of: batch, offset: offset)
            .filter { !known.contains(PostgresSchema.tableName(dataset.id, $0)) }
    }

    /// Adds partitions that exist now.
    mutating func add(_ partitions: Set<TimePartition>) {
        known.formUnion(partitions.map { PostgresSchema.tableName(dataset.id, $0) })
    }

    /// Writes a batch that is the only one, on the connection's queue.
    ///
    /// - Returns: The row that the server rejected, if one made the transaction fail.
    func writeWhole(_ batch: RowBatch, on session: PostgresSession) throws(StorageError) -> RowRefusal? {
        let copy = PostgresCopy(session: session)
        try copy.begin(sql)
        try copy.write(batch)
        return try copy.end()
    }

    mutating func write(_ batch: RowBatch) async throws(StorageError) {
        let (begins, sql) = (!isCopying, self.sql)
        if begins { rowsBefore = rowCount }
        try await connection.run { session throws(StorageError) in
            let copy = PostgresCopy(session: session)
            if begins { try copy.begin(sql) }
            try copy.write(batch)
        }
        isCopying = true
        rowCount += Int64(batch.rowCount)
    }

    /// Ends the open `COPY`, if there is one.
    ///
    /// - Returns: The row that the server rejected, if one made the transaction fail.
    mutating func end() async throws(StorageError) -> RowRefusal? {
        guard isCopying else { return nil }
        isCopying = false
        var refusal = try await connection.run { session throws(StorageError) in
            try PostgresCopy(session: session).end()
        }
        refusal?.row? += rowsBefore
        return refusal
    }
}
