import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Limit on wide texts that SQLite sorts")
struct SQLiteTextMeterTests {
    private static let limit = 3 << 20

    private func withStore(_ body: (SQLiteAnalyticsStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = SQLiteAnalyticsStore.Options()
        options.readers = 1
        options.sortedTexts = Self.limit
        let store = SQLiteAnalyticsStore(path: folder.appending(path: "weir.sqlite").path, options: options)
        try await store.prepare()
        try await body(store)
        await store.close()
    }

    private func fill(_ store: SQLiteAnalyticsStore) async throws -> Dataset {
        let columns = try [
            Column(name: Identifier("s"), type: .string), Column(name: Identifier("k"), type: .string, use: .lookup),
            Column(name: Identifier("n"), type: .integer),
        ]
        let dataset = try await store.createDataset(
            DatasetDefinition(name: Identifier("things"), columns: columns, timeColumn: nil))
        let rows: [[Value]] = (0..<20).map { number in
            let text = Value.string("\(number % 10)" + String(repeating: "x", count: 200_000))
            return [text, text, .integer(Int64(number))]
        }
        try await store.add(rows, to: dataset, batchSize: 5)
        return try await store.dataset(named: dataset.name)
    }

    @Test(
        "A query that sorts too many wide texts is rejected, and its connection stays usable",
        arguments: [
            (Query(dimensions: ["s"]), false), (Query(measures: ["count"], dimensions: ["s"], limit: 1), false),
            (Query(dimensions: ["s", "k"]), false), (Query(measures: ["max(s)"], dimensions: ["n"]), false),
            (Query(dimensions: ["s"], total: true), false),
            // The index provides the groups' order, so ten texts are counted.
            (Query(measures: ["count"], dimensions: ["k"], total: true), true),
            (Query(dimensions: ["s"], filters: [.member("n", .lt, [7])]), true),
            (Query(measures: ["max(s)", "min(s)", "countDistinct(s)"]), true),
            (Query(measures: ["count"], dimensions: ["n"]), true),
        ])
    func limit(query: Query, isAnswered: Bool) async throws {
        try await withStore { store in
            let dataset = try await fill(store)
            let small = Query(dimensions: ["s"], filters: [.member("n", .lt, [5])])
            for _ in 0..<2 {
                if isAnswered {
                    #expect(try await !store.ask(dataset, query).rows.isEmpty)
                } else {
                    await expectFailure("answerTooLarge sorting \(SQLiteTextMeter.maximumBytes)") {
                        try await store.ask(dataset, query)
                    }
                }
                #expect(try await store.ask(dataset, small).rows.count == 5)
            }
        }
    }

    @Test("Metered and unmetered texts are grouped and ordered alike")
    func results() async throws {
        try await withStore { store in
            let dataset = try await fill(store)
            try await store.add([[nil, nil, 1], ["", "a", 2], ["é", "e\u{301}", 3]], to: dataset)
            let query = Query(
                measures: ["count", "max(k)"], dimensions: ["s"],
                filters: [
                    .or([.member("n", .lt, [4]), .member("s", .notSet, [])]), .member("max(k)", .notEquals, ["q"]),
                ],
                order: [OrderItem("max(k)", .desc), OrderItem("s")], limit: 4, offset: 1, total: true)
            let twin = InMemoryAnalyticsStore()
            let mirror = try await twin.createDataset(dataset.definition)
            try await twin.add(try await store.list(dataset), to: mirror)
            let (got, expected) = (try await store.ask(dataset, query), try await twin.ask(mirror, query))
            expectRows(got.rows, expected.rows)
            #expect(got.rows.count == 4)
            #expect(got.total == expected.total)
        }
    }
}
