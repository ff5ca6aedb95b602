import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("A dataset's table that was changed outside the store", .timeLimit(.minutes(2)))
struct ModifiedTableTests {
    @Test("Every operation reports a missing table, and the dataset can be dropped", arguments: StoreKind.databases)
    func missingTable(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer, "s": .string], rows: [[1, "a"]])
            _ = try await store.row(1, of: dataset.name)
            // A connection that has compared the partitions begins an upload in one round trip.
            for number in 2...4 as ClosedRange<Int64> { try await store.add([[.integer(number), "a"]], to: dataset) }
            try await Self.change(dataset, in: store) { "DROP TABLE \($0)" }
            for (what, attempt) in Self.attempts(dataset, store) {
                await Self.expectMismatch("\(kind): \(what)", attempt) { problem in
                    if case .table(dataset: "things", table: "data_\(dataset.id)") = problem { true } else { false }
                }
            }
            try await store.checkHealth()
            try await store.dropDataset(named: dataset.name, expecting: nil)
            let again = try await store.make(["n": .integer], rows: [[7]])
            expectRows(try await store.list(again), [[7]])
        }
    }

    @Test("Every operation reports a missing column", arguments: StoreKind.databases)
    func missingColumn(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer, "s": .string], rows: [[1, "a"]])
            _ = try await store.row(1, of: dataset.name)
            if let store = store as? SQLiteAnalyticsStore {
                try await store.write { connection throws(StorageError) in
                    try execute(connection, SQLiteView.drop(dataset.name))
                }
            }
            try await Self.change(dataset, in: store) { "ALTER TABLE \($0) DROP COLUMN s" }
            for (what, attempt) in Self.attempts(dataset, store) where what != "delete" {
                await Self.expectMismatch("\(kind): \(what)", attempt) { problem in
                    if case .column(dataset: "things", column: "s", _, found: nil) = problem { true } else { false }
                }
            }
        }
    }

    @Test(
        "A query with lookups names the dataset whose table is missing or changed", arguments: StoreKind.databases,
        ["customers", "orders"])
    func lookups(kind: StoreKind, missing: String) async throws {
        try await withStore(kind) { store in
            let instant = try Value.at("2026-03-01T10:00:00Z")
            let world = try await LookupContract.World(
                store, customers: [[1, "DE", nil, nil, nil, 7]], orders: [[instant, 1, 10]])
            let changed = missing == "customers" ? world.customers : world.orders
            let query = Query(measures: ["count", "sum(n)"], dimensions: ["customer.score"])
            var (limited, totalled) = (query, query)
            limited.limit = 10
            totalled.total = true
            let queries = try [query, limited, totalled].map { try world.resolved($0) }
            var attempts: [(String, () async throws -> Void)] = [
                ("explain", { _ = try await store.explain(queries[0], on: world.orders, reading: .current) })
            ]
            for query in queries {
                attempts.append(("\(query)", { _ = try await store.answer(query, on: world.orders) }))
            }
            if let store = store as? SQLiteAnalyticsStore {
                try await store.write { connection throws(StorageError) in
                    try execute(connection, SQLiteView.drop(changed.name))
                }
            }
            let column = missing == "customers" ? "score" : "n"
            try await Self.change(changed, in: store) { "ALTER TABLE \($0) RENAME COLUMN \(column) TO other" }
            for (what, attempt) in attempts {
                await Self.expectMismatch("\(kind): \(what)", attempt) { problem in
                    guard case .column(missing, column, _, found: nil) = problem else { return false }
                    return true
                }
            }
            try await Self.change(changed, in: store) { "DROP TABLE \($0)" }
            for (what, attempt) in attempts {
                await Self.expectMismatch("\(kind): \(what)", attempt) { problem in
                    problem == .table(dataset: missing, table: "data_\(changed.id)")
                }
            }
            guard missing == "customers" else { return }
            let own = try world.resolved(Query(measures: ["count"]))
            expectRows(try await store.answer(own, on: world.orders).rows, [[1]])
        }
    }

    private static func change(
        _ dataset: Dataset, in store: any AnalyticsStore, _ sql: @escaping @Sendable (String) -> String
    ) async throws {
        if let store = store as? SQLiteAnalyticsStore {
            try await store.write { connection throws(StorageError) in
                try execute(connection, sql(SQLiteSchema.table(dataset.id)))
            }
        } else {
            let inner = (store as? PartitioningStore)?.inner ?? store
            let store = try #require(inner as? PostgresAnalyticsStore)
            let statement = sql(store.schema.table(dataset.id))
            try await store.leased { session throws(StorageError) in try session.run(statement) }
        }
    }

    private static func attempts(
        _ dataset: Dataset, _ store: any AnalyticsStore
    ) -> [(String, () async throws -> Void)] {
        [
            ("query", { _ = try await store.ask(dataset, Query(measures: ["count"], dimensions: ["s"])) }),
            (
                "total",
                { _ = try await store.ask(dataset, Query(measures: ["count"], dimensions: ["s"], total: true)) }
            ),
            ("list", { _ = try await store.list(dataset) }),
            ("row", { _ = try await store.row(1, of: dataset.name) }),
            (
                "patch",
                {
                    let change = RowChange.patch([RowAssignment(column: 1, value: "b")])
                    _ = try await store.changeRow(1, of: dataset, change, if: .always)
                }
            ),
            ("delete", { _ = try await store.changeRow(1, of: dataset, .delete, if: .always) }),
            (
                "explain",
                {
                    let query = try Query(measures: ["count"], dimensions: ["s"]).resolved(against: dataset.definition)
                    _ = try await store.explain(query, on: dataset, reading: .current)
                }
            ),
            (
                "delete rows",
                {
                    let filter = ResolvedFilter.test(operand: 1, .isNotNull)
                    _ = try await store.deleteRows(of: dataset, matching: filter, atMost: nil)
                }
            ),
            (
                "erase",
                { _ = try await store.eraseRows(of: dataset, matching: .test(operand: 1, .isNotNull)) }
            ),
            (
                "rename",
                {
                    let renaming = DatasetChange.Renaming(from: dataset.columns[1].name, to: try Identifier("t"))
                    let change = DatasetChange(renamed: [renaming])
                    _ = try await store.changeDataset(named: dataset.name, by: change, expecting: nil)
                }
            ),
            ("upload", { try await store.add([[2, "b"]], to: dataset) }),
        ]
    }

    private static func expectMismatch(
        _ what: String, _ attempt: () async throws -> Void, _ isExpected: (SchemaError) -> Bool
    ) async {
        do {
            try await attempt()
            Issue.record("\(what): succeeded")
        } catch StorageError.schema(let problem) {
            #expect(isExpected(problem), "\(what): \(problem)")
            #expect(!problem.description.isEmpty)
        } catch {
            Issue.record("\(what): \(error)")
        }
    }
}
