import Models
import StorageTesting
import Testing

@testable import Storage

@Suite(
    "PostgreSQL: columns that somebody else adds to a dataset's table", .timeLimit(.minutes(1)),
    .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
struct ForeignColumnTests {
    private func alter(_ dataset: Dataset, _ store: PostgresAnalyticsStore, _ change: String) async throws {
        let table = store.schema.table(dataset.id)
        try await store.leased { session throws(StorageError) in try session.run("ALTER TABLE \(table) \(change)") }
    }

    private func expectRow(
        _ id: Int64, _ values: [Value]?, _ dataset: Dataset, _ store: PostgresAnalyticsStore, _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        // More than once: the first finds out, later ones know, and every connection prepares for itself.
        for _ in 0..<8 {
            let row = try await store.row(id, of: dataset.name)
            expectRows(row?.values.values ?? [], values.map { [$0] } ?? [], what, sourceLocation: sourceLocation)
        }
    }

    @Test("disturb neither rows nor queries, before and after columns of the store's own", arguments: [true, false])
    func added(isKnown: Bool) async throws {
        try await withPostgres { store in
            var dataset = try await store.make(["a": .integer, "xmin": .string], rows: [[1, "x"], [2, "y"]])
            if isKnown { try await expectRow(1, [1, "x"], dataset, store, "before") }
            try await alter(dataset, store, "ADD COLUMN \"Note\" text DEFAULT 'n', ADD COLUMN z int")
            try await expectRow(1, [1, "x"], dataset, store, "with columns of somebody else's")
            try await expectRow(9, nil, dataset, store, "no such row")
            expectRows(try await store.list(dataset), [[1, "x"], [2, "y"]])
            let sums = Query(measures: ["sum(a)"], dimensions: ["xmin"], order: [OrderItem("xmin")])
            expectRows(try await store.ask(dataset, sums).rows, [["x", 1], ["y", 2]])
            try await store.add([[3, "z"]], to: dataset)
            let replaced = try await store.changeRow(3, of: dataset, .replace([4, "w"]), if: .always)
            guard case .written = replaced else { throw UnexpectedOutcome(replaced) }
            try await expectRow(3, [4, "w"], dataset, store, "replaced")

            // A column of the store's own comes behind theirs, and is noticed.
            dataset = try await store.addColumns(
                [try Column(name: Identifier("b"), type: .integer, nullable: true)], to: dataset.name)
            try await store.add([[5, "v", 50]], to: dataset)
            try await expectRow(4, [5, "v", 50], dataset, store, "with a column of the store's behind")
            try await alter(dataset, store, "DROP COLUMN z")
            try await expectRow(4, [5, "v", 50], dataset, store, "one dropped")
            // As many columns as before, but others.
            try await alter(dataset, store, "DROP COLUMN \"Note\"")
            dataset = try await store.addColumns(
                [try Column(name: Identifier("c"), type: .integer, nullable: true)], to: dataset.name)
            try await store.add([[6, "u", 60, 61]], to: dataset)
            try await expectRow(5, [6, "u", 60, 61], dataset, store, "all dropped, one of the store's added")
        }
    }
}
