package import Models

extension PostgresAnalyticsStore: SavedQueryStore {
    /// Returns the queries of a dataset.
    package func savedQueries(of dataset: Dataset) async throws(StorageError) -> [SavedQueryRecord] {
        let schema = self.schema
        return try await leased { session throws(StorageError) in
            try PostgresSavedQueries(session: session, schema: schema, dataset: dataset.id).all()
        }
    }

    /// Returns a query of a dataset.
    package func savedQuery(
        _ name: Identifier, of dataset: Dataset
    ) async throws(StorageError) -> SavedQueryRecord? {
        let schema = self.schema
        return try await leased { session throws(StorageError) in
            try PostgresSavedQueries(session: session, schema: schema, dataset: dataset.id).query(name)
        }
    }

    /// Writes a query if a condition holds.
    package func saveQuery(
        _ query: SavedQueryRecord, in dataset: Dataset, if condition: SavedQueryCondition, limit: Int
    ) async throws(StorageError) -> SavedQueryOutcome {
        let schema = self.schema
        return try await transaction { session throws(StorageError) in
            let queries = PostgresSavedQueries(session: session, schema: schema, dataset: dataset.id)
            try queries.begin(dataset)
            let current = try queries.query(query.name)
            guard condition.holds(for: current) else { return .conflict }
            if let current {
                let changed = current.changed(by: query)
                try queries.update(changed)
                return .done(changed)
            }
            guard try queries.count() < limit else { return .full }
            try queries.insert(query)
            return .done(query)
        }
    }

    /// Deletes a query if a condition holds.
    package func deleteSavedQuery(
        _ name: Identifier, of dataset: Dataset, if condition: SavedQueryCondition
    ) async throws(StorageError) -> SavedQueryOutcome {
        let schema = self.schema
        return try await transaction { session throws(StorageError) in
            let queries = PostgresSavedQueries(session: session, schema: schema, dataset: dataset.id)
            try queries.begin(dataset)
            guard let current = try queries.query(name), condition.holds(for: current) else { return .conflict }
            try queries.delete(name)
            return .done(current)
        }
    }
}

/// The table of saved queries; used on a connection's queue.
private struct PostgresSavedQueries {
    private static let columns = "name, document, version, owner, created_at, created_by, updated_at, updated_by"
    /// The advisory lock for changes of a dataset's queries: "save" in ASCII, beside a part of the dataset's id.
    private static let lock: Int64 = 0x7361_7665

    let session: PostgresSession
    let schema: PostgresSchema
    let dataset: Int64

    /// Excludes other changes of the dataset's queries and its drop until the transaction ends, without waiting for loads of
    /// rows.
    func begin(_ known: Dataset) throws(StorageError) {
        try session.run(
            "SELECT pg_advisory_xact_lock($1::int, ($2::bigint % 2147483647)::int)",
            [.integer(Self.lock), .integer(dataset)])
        _ = try PostgresCatalog(session: session, schema: schema).current(known, lock: .share)
    }

    func all() throws(StorageError) -> [SavedQueryRecord] {
        let rows = try session.execute(
            "SELECT \(Self.columns) FROM \(schema.name).saved_query WHERE dataset_id = $1 ORDER BY name",
            [.integer(dataset)])
        var found: [SavedQueryRecord] = []
        for row in 0..<rows.rowCount { found.append(try Self.record(rows, row)) }
        return found
    }

    func query(_ name: Identifier) throws(StorageError) -> SavedQueryRecord? {
        let rows = try session.execute(
            "SELECT \(Self.columns) FROM \(schema.name).saved_query WHERE dataset_id = $1 AND name = $2",
            [.integer(dataset), .string(name.rawValue)])
        return rows.rowCount == 1 ? try Self.record(rows, 0) : nil
    }

    func count() throws(StorageError) -> Int {
        Int(
            try session.execute(
                "SELECT count(*) FROM \(schema.name).saved_query WHERE dataset_id = $1", [.integer(dataset)]
            ).integer(0, 0))
    }

    func insert(_ query: SavedQueryRecord) throws(StorageError) {
        try session.run(
            """
            INSERT INTO \(schema.name).saved_query (dataset_id, \(Self.columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, [.integer(dataset)] + query.values)
    }

    func update(_ query: SavedQueryRecord) throws(StorageError) {
        try session.run(
            """
            UPDATE \(schema.name).saved_query SET document = $3, version = $4, updated_at = $5, updated_by = $6
            WHERE dataset_id = $1 AND name = $2
            """,
            [
                .integer(dataset), .string(query.name.rawValue), .string(query.document), .integer(query.version),
                .timestamp(query.updatedAt), .string(query.updatedBy),
            ])
    }

    func delete(_ name: Identifier) throws(StorageError) {
        try session.run(
            "DELETE FROM \(schema.name).saved_query WHERE dataset_id = $1 AND name = $2",
            [.integer(dataset), .string(name.rawValue)])
    }

    private static func record(_ rows: borrowing PostgresResult, _ row: Int) throws(StorageError) -> SavedQueryRecord {
        var query = SavedQueryRecord(
            name: try Identifier(stored: rows.text(row, 0)), document: rows.text(row, 1),
            owner: rows.isNull(row, 3) ? nil : rows.text(row, 3), at: try time(rows, row, 4), by: rows.text(row, 5))
        query.version = rows.integer(row, 2)
        query.updatedAt = try time(rows, row, 6)
        query.updatedBy = rows.text(row, 7)
        return query
    }

    private static func time(
        _ rows: borrowing PostgresResult, _ row: Int, _ column: Int
    ) throws(StorageError) -> Timestamp {
        Timestamp(
            microseconds: try StoredTime.microseconds(
                rows.integer(row, column), since: PostgresBinary.epochMicroseconds))
    }
}
