import Models

/// Writes batches into a dataset's table by `COPY`, in the transaction that is open on its connection.
///
/// Whoever uses it looks before each batch whether a partition is ``missing(for:)``, ends the `COPY` if so, has it made and
/// goes on: a `COPY` finds its partitions when it begins, and does not see those that are made later.
struct PostgresRowWriter {
    private let connection: PostgresConnection
    private let dataset: Dataset
    private let sql: String
    private let offset: Int
    private let rule: PartitionRule?
    /// The names of the partitions that are there and stay.
    private var known: Set<String>
    private var isCopying = false
    /// The rows written when the `COPY` that is open began.
    private var rowsBefore: Int64 = 0
    /// The rows written so far.
    private(set) var rowCount: Int64 = 0

    /// - Parameters:
    ///   - partitions: The names of the partitions that the transaction sees.
    ///   - withIDs: The rows bring their ids and versions, as the first two columns.
    init(
        _ connection: PostgresConnection, _ schema: PostgresSchema, _ dataset: Dataset, partitions: Set<String>,
        withIDs: Bool = false
    ) {
        self.connection = connection
        self.dataset = dataset
        // COPY takes ids as they are, though the table would make its own (PostgreSQL documentation, "COPY").
        sql = PostgresCopy.sql(schema.table(dataset.id), dataset.columns, withIDs: withIDs)
        offset = withIDs ? 2 : 0
        rule = PartitionRule(dataset.definition)
        known = partitions
    }

    /// The partitions that a batch needs and that are not there.
    func missing(for batch: RowBatch) -> Set<TimePartition> {
        guard let rule else { return [] }
        return rule.partitions(of: batch, offset: offset)
            .filter { !known.contains(PostgresSchema.tableName(dataset.id, $0)) }
    }

    /// Takes note of partitions that are there now.
    mutating func add(_ partitions: Set<TimePartition>) {
        known.formUnion(partitions.map { PostgresSchema.tableName(dataset.id, $0) })
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

    /// Ends the `COPY` that is open, if one is.
    ///
    /// - Returns: The row that the server refuses, if that is why the transaction is lost.
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
