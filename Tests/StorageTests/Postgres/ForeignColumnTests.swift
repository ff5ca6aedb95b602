import Models
import StorageTesting
import Testing

@testable import Storage

@Suite(
    "PostgreSQL: columns added to a dataset's table outside the store", .timeLimit(.minutes(1)),
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
        // Repeated, since the first read detects the change and every connection prepares its own statement.
        for _ in 0..<8 {
            let row = try await store.row(id, of: dataset.name)
            expectRows(row?.values.values ?? [], values.map { [$0] } ?? [], what, sourceLocation: sourceLocation)
        }
    }

    @Test("Columns added outside the store disturb neither rows nor queries", arguments: [true, false])
    func added(isKnown: Bool) async throws {
        try await withPostgres { store in
            var dataset = try await store.make(["a": .integer, "xmin": .string], rows: [[1, "x"], [2, "y"]])
            if isKnown { try await expectRow(1, [1, "x"], dataset, store, "before") }
            try await alter(dataset, store, "ADD COLUMN \"Note\" text DEFAULT 'n', ADD COLUMN z int")
            try await expectRow(1, [1, "x"], dataset, store, "with foreign columns")
            try await expectRow(9, nil, dataset, store, "no such row")
            expectRows(try await store.list(dataset), [[1, "x"], [2, "y"]])
            let sums = Query(measures: ["sum(a)"], dimensions: ["xmin"], order: [OrderItem("xmin")])
            expectRows(try await store.ask(dataset, sums).rows, [["x", 1], ["y", 2]])
            try await store.add([[3, "z"]], to: dataset)
            let replaced = try await store.changeRow(3, of: dataset, .replace([4, "w"]), if: .always)
            guard case .written = replaced else { throw UnexpectedOutcomeError(replaced) }
            try await expectRow(3, [4, "w"], dataset, store, "replaced")

            // A column added by the store comes after the foreign ones and is detected.
            dataset = try await store.addColumns(
                [try Column(name: Identifier("b"), type: .integer, nullable: true)], to: dataset.name)
            try await store.add([[5, "v", 50]], to: dataset)
            try await expectRow(4, [5, "v", 50], dataset, store, "with the store's column behind them")
            try await alter(dataset, store, "DROP COLUMN z")
            try await expectRow(4, [5, "v", 50], dataset, store, "one foreign column dropped")
            // The same number of columns as before, but other ones.
            try await alter(dataset, store, "DROP COLUMN \"Note\"")
            dataset = try await store.addColumns(
                [try Column(name: Identifier("c"), type: .integer, nullable: true)], to: dataset.name)
            try await store.add([[6, "u", 60, 61]], to: dataset)
            try await expectRow(5, [6, "u", 60, 61], dataset, store, "all foreign columns dropped, one added")
        }
    }
}
