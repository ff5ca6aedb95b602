package import Models

extension SQLiteAnalyticsStore: SavedQueryStore {
    /// Returns the queries of a dataset.
    package func savedQueries(of dataset: Dataset) async throws(StorageError) -> [SavedQueryRecord] {
        try await read { connection throws(StorageError) in
            try SQLiteSavedQueries(connection, of: dataset.id).all()
        }
    }

    /// Returns a query of a dataset.
    package func savedQuery(
        _ name: Identifier, of dataset: Dataset
    ) async throws(StorageError) -> SavedQueryRecord? {
        try await read { connection throws(StorageError) in
            try SQLiteSavedQueries(connection, of: dataset.id).query(name)
        }
    }

    /// Writes a query if a condition holds.
    package func saveQuery(
        _ query: SavedQueryRecord, in dataset: Dataset, if condition: SavedQueryCondition, limit: Int
    ) async throws(StorageError) -> SavedQueryOutcome {
        // The transaction excludes other writers, so nothing changes between the tests and the change.
        try await write { connection throws(StorageError) in
            _ = try SQLiteCatalog(connection).current(dataset)
            let queries = SQLiteSavedQueries(connection, of: dataset.id)
            let current = try queries.query(query.name)
            guard condition.holds(for: current) else { return .conflict }
            if let current {
                let changed = current.changed(by: query)
                try queries.update(changed)
                return .done(changed)
            }
            guard try queries.all().count < limit else { return .full }
            try queries.insert(query)
            return .done(query)
        }
    }

    /// Deletes a query if a condition holds.
    package func deleteSavedQuery(
        _ name: Identifier, of dataset: Dataset, if condition: SavedQueryCondition
    ) async throws(StorageError) -> SavedQueryOutcome {
        try await write { connection throws(StorageError) in
            _ = try SQLiteCatalog(connection).current(dataset)
            let queries = SQLiteSavedQueries(connection, of: dataset.id)
            guard let current = try queries.query(name), condition.holds(for: current) else { return .conflict }
            try queries.delete(name)
            return .done(current)
        }
    }
}

/// The table of saved queries; used on a connection's queue, inside the caller's transaction.
private struct SQLiteSavedQueries {
    private static let columns = "name, document, version, owner, created_at, created_by, updated_at, updated_by"

    private let connection: OpaquePointer
    private let dataset: Int64

    init(_ connection: OpaquePointer, of dataset: Int64) {
        self.connection = connection
        self.dataset = dataset
    }

    func all() throws(StorageError) -> [SavedQueryRecord] {
        let rows = try SQLiteStatement(
            connection, "SELECT \(Self.columns) FROM weir_saved_query WHERE dataset_id = ?1 ORDER BY name")
        try rows.bind(.integer(dataset), at: 1)
        var found: [SavedQueryRecord] = []
        while try rows.step() { found.append(try Self.record(rows)) }
        return found
    }

    func query(_ name: Identifier) throws(StorageError) -> SavedQueryRecord? {
        let rows = try SQLiteStatement(
            connection, "SELECT \(Self.columns) FROM weir_saved_query WHERE dataset_id = ?1 AND name = ?2")
        try rows.bind(.integer(dataset), at: 1)
        try rows.bind(.string(name.rawValue), at: 2)
        return try rows.step() ? try Self.record(rows) : nil
    }

    func insert(_ query: SavedQueryRecord) throws(StorageError) {
        try run(
            """
            INSERT INTO weir_saved_query (dataset_id, \(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """, [.integer(dataset)] + query.values)
    }

    func update(_ query: SavedQueryRecord) throws(StorageError) {
        try run(
            """
            UPDATE weir_saved_query SET document = ?3, version = ?4, updated_at = ?5, updated_by = ?6
            WHERE dataset_id = ?1 AND name = ?2
            """,
            [
                .integer(dataset), .string(query.name.rawValue), .string(query.document), .integer(query.version),
                .timestamp(query.updatedAt), .string(query.updatedBy),
            ])
    }

    func delete(_ name: Identifier) throws(StorageError) {
        try run(
            "DELETE FROM weir_saved_query WHERE dataset_id = ?1 AND name = ?2",
            [.integer(dataset), .string(name.rawValue)])
    }

    private func run(_ sql: String, _ values: [Value]) throws(StorageError) {
        let statement = try SQLiteStatement(connection, sql)
        for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
        try statement.run()
    }

    private static func record(_ row: SQLiteStatement) throws(StorageError) -> SavedQueryRecord {
        func time(_ column: Int) throws(StorageError) -> Timestamp {
            Timestamp(microseconds: try StoredTime.microseconds(row.integer(column)))
        }
        var query = SavedQueryRecord(
            name: try Identifier(stored: row.text(0)), document: row.text(1), owner: row.isNull(3) ? nil : row.text(3),
            at: try time(4), by: row.text(5))
        query.version = row.integer(2)
        query.updatedAt = try time(6)
        query.updatedBy = row.text(7)
        return query
    }
}

extension SavedQueryRecord {
    /// The values of a new query's row, in the order of the stores' statements.
    var values: [Value] {
        [
            .string(name.rawValue), .string(document), .integer(version), owner.map { .string($0) } ?? .null,
            .timestamp(createdAt), .string(createdBy), .timestamp(updatedAt), .string(updatedBy),
        ]
    }
}
