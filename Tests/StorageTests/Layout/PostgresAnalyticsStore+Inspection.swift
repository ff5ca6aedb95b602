import Foundation
import Models
import StorageTesting
import Synchronization
import Testing

@testable import Storage

/// Passes a new PostgreSQL store with its own schema to `body`, then drops the schema.
///
/// - Parameters:
///   - keywords: A text to append to the database's URI.
///   - change: Changes the store's options.
func withPostgres(
    appending keywords: String = "", _ change: (inout PostgresAnalyticsStore.Options) -> Void = { _ in },
    _ body: (PostgresAnalyticsStore) async throws -> Void
) async throws {
    let uri = try #require(TestEnvironment.postgres) + keywords
    let schema = try Identifier("t_" + UUID().uuidString.lowercased().replacing("-", with: ""))
    var options = PostgresAnalyticsStore.Options(schema: schema)
    options.connections = 6
    change(&options)
    let problems = Mutex<[PostgresConnectionError]>([])
    let store = PostgresAnalyticsStore(
        target: try PostgresTarget(uri), options: options,
        unreachable: { problem, _ in problems.withLock { $0.append(problem) } })
    do {
        try await store.prepare()
        try await body(store)
    } catch {
        // The store's own error does not tell why the server was unreachable.
        let causes = problems.withLock { $0.map { "\($0)" } }
        if !causes.isEmpty { Issue.record("failed connections: \(causes.joined(separator: ", "))") }
        try? await store.dropSchema()
        throw error
    }
    try await store.dropSchema()
}

extension PostgresAnalyticsStore {
    /// The first column of a statement's rows as text.
    func texts(_ sql: String, _ values: [Value] = []) async throws -> [String] {
        try await leased { session throws(StorageError) in
            let rows = try session.execute(sql, values)
            return (0..<rows.rowCount).map { rows.text($0, 0) }
        }
    }

    /// The names of the data tables in the store's schema.
    func tables() async throws -> [String] {
        try await texts(
            """
            SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relname LIKE 'data\\_%'
            AND relkind IN ('r', 'p') ORDER BY 1
            """, [.string(schema.name)])
    }

    /// The names of a dataset's partitions without their common prefix.
    func partitions(of dataset: Dataset) async throws -> [String] {
        let prefix = PostgresSchema.tableName(dataset.id) + "_"
        return try await tables().filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// The plan of a query's statement.
    func plan(_ query: Query, of dataset: Dataset, settings: [String] = []) async throws -> String {
        let resolved = try query.resolved(against: dataset.definition, limits: .stream)
        let sql = QueryCompiler(
            dialect: .postgres, table: schema.table(dataset.id), isPartitioned: dataset.definition.partitioning != nil
        ).rows(resolved)
        return try await transaction { session throws(StorageError) in
            for setting in settings { try session.run("SET LOCAL " + setting) }
            let rows = try session.execute("EXPLAIN " + sql.text, bindings: sql.bindings)
            return (0..<rows.rowCount).map { rows.text($0, 0) }.joined(separator: "\n")
        }
    }
}
