import Models
import StorageTesting
import TestSupport
import Testing

@testable import Storage

@Suite("Indexes in PostgreSQL")
struct PostgresIndexTests {
    private static let schema = PostgresSchema(Identifier(known: "weir"))

    private static func definition(
        _ type: ColumnType, _ use: ColumnUse?, isTime: Bool = false, _ partitioning: TimePartitioning? = nil
    ) throws -> DatasetDefinition {
        let column = Column(name: try Identifier("c"), type: type, nullable: !isTime, use: use)
        return try DatasetDefinition(
            name: Identifier("d"), columns: [column], timeColumn: isTime ? column.name : nil,
            partitioning: partitioning)
    }

    private static let brin = #"USING brin ("c") WITH (pages_per_range = 32, autosummarize = on)"#

    @Test(
        "A column's use determines its index",
        arguments: [
            (ColumnType.string, ColumnUse?.none, String?.none), (.integer, .lookup, #"USING btree ("c")"#),
            (.string, .lookup, #"USING btree (left("c", 256))"#), (.integer, .range, brin), (.date, .range, brin),
            (.timestamp, nil, nil),
        ])
    func uses(type: ColumnType, use: ColumnUse?, sql: String?) throws {
        let index = Self.schema.createIndex(7, try Self.definition(type, use), column: 0)
        #expect(index == sql.map { "CREATE INDEX data_7_c0 ON \"weir\".data_7 " + $0 })
    }

    @Test(
        "The time column has a range index by default unless the dataset is partitioned",
        arguments: [
            (ColumnUse?.none, TimePartitioning?.none, String?.some(brin)), (.range, nil, brin),
            (.lookup, nil, #"USING btree ("c")"#), (nil, .month, nil), (.range, .month, brin),
            (.lookup, .month, #"USING btree ("c")"#),
        ])
    func time(use: ColumnUse?, partitioning: TimePartitioning?, sql: String?) throws {
        let definition = try Self.definition(.timestamp, use, isTime: true, partitioning)
        let index = Self.schema.createIndex(7, definition, column: 0)
        #expect(index == sql.map { "CREATE INDEX data_7_c0 ON \"weir\".data_7 " + $0 })
    }

    @Test(
        "Queries use the indexes: lookup indexes for equality and prefixes, range indexes for ranges",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
        arguments: [nil, TimePartitioning.year])
    func used(partitioning: TimePartitioning?) async throws {
        try await withPostgres { store in
            let columns = try [
                Column(name: Identifier("ts"), type: .timestamp, nullable: false),
                Column(name: Identifier("s"), type: .string, use: .lookup),
                Column(name: Identifier("n"), type: .integer, use: .lookup),
                Column(name: Identifier("r"), type: .integer, use: .range),
            ]
            let dataset = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("d"), columns: columns, timeColumn: Identifier("ts"), partitioning: partitioning))
            let rows: [[Value]] = (0..<10_000).map { row in
                [
                    .timestamp(Timestamp(microseconds: 1_767_225_600_000_000 + row * 1_000_000)),
                    .string("text \(row)"), .integer(row), .integer(row),
                ]
            }
            try await store.add(rows, to: dataset)
            await store.maintenance.settle()
            for (filter, sign) in [
                (Filter.member("s", .equals, ["text 5"]), "\"left\"(s, 256) = 'text 5'"),
                (Filter.member("s", .in, ["text 5", "text 6"]), "\"left\"(s, 256) = ANY"),
                (Filter.member("s", .startsWith, ["text 99"]), "\"left\"(s, 256) >= 'text 99'"),
                (Filter.member("n", .equals, [5]), "n = '5'"), (Filter.member("r", .gte, [9_990]), "r >= '9990'"),
                (Filter.member("ts", .inDateRange, ["2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z"]), "ts >= "),
            ] {
                if partitioning != nil, sign == "ts >= " { continue }
                let query = Query(measures: ["count"], filters: [filter])
                let plan = try await store.plan(
                    query, of: dataset, settings: ["enable_seqscan = off"])
                let condition = plan.split(separator: "\n").first { $0.contains("Index Cond:") }
                #expect(condition?.contains(sign) == true, "\(filter)\n\(plan)")
            }
        }
    }

    @Test(
        "An index on long texts rejects no text and finds texts that differ only beyond the indexed prefix",
        arguments: StoreKind.testable)
    func longTexts(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("d"), columns: [Column(name: Identifier("s"), type: .string, use: .lookup)]))
            var generator = SeededGenerator(seed: 3)
            // Random characters, so that compression does not shorten the texts.
            let long = String(
                String.UnicodeScalarView(
                    (0..<100_000).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 0x10000...0x10FFFF, using: &generator))
                    }))
            let scalars = Array(long.unicodeScalars)
            let texts = [0, 1, 255, 256, 257, 300, 100_000].map { String(String.UnicodeScalarView(scalars.prefix($0))) }
            try await store.add(texts.map { [.string($0)] } + [[nil]], to: dataset)
            for text in texts {
                let value = FilterValue.string(text)
                expectRows(
                    try await store.list(dataset, [Filter.member("s", .equals, [value])]), [[.string(text)]])
                let starting = texts.filter { $0.unicodeScalars.count >= text.unicodeScalars.count }
                expectRows(
                    try await store.list(dataset, [Filter.member("s", .startsWith, [value])]),
                    starting.map { [.string($0)] })
                let others: [[Value]] = texts.filter { $0 != text }.map { [.string($0)] } + [[nil]]
                expectRows(try await store.list(dataset, [Filter.member("s", .notEquals, [value])]), others)
            }
            let all = texts.map(FilterValue.string)
            expectRows(
                try await store.list(dataset, [.member("s", .in, all)]),
                texts.map { [.string($0)] })
        }
    }
}
