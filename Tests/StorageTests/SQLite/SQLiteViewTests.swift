import CSQLite
import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("A SQLite file in other programs", .timeLimit(.minutes(1)))
struct SQLiteViewTests {
    private func withStore(_ body: (SQLiteAnalyticsStore, _ path: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "weir.sqlite").path
        let store = SQLiteAnalyticsStore(path: path)
        try await store.prepare()
        try await body(store, path)
        await store.close()
    }

    /// The result of a statement in a connection without the store's functions and collations.
    private func ask(_ path: String, _ sql: String, _ width: Int = 1) throws -> [[String]] {
        var opened: OpaquePointer?
        defer { sqlite3_close_v2(opened) }
        #expect(sqlite3_open(path, &opened) == SQLITE_OK)
        let statement = try SQLiteStatement(try #require(opened), sql)
        var rows: [[String]] = []
        while try statement.step() {
            rows.append((0..<width).map { statement.isNull($0) ? "null" : statement.text($0) })
        }
        return rows
    }

    @Test("Every dataset has a view that other programs can compare, group and order")
    func readable() async throws {
        try await withStore { store, path in
            let columns = [
                try Column(name: Identifier("m"), type: .decimal, use: .lookup),
                try Column(name: Identifier("t"), type: .timestamp), try Column(name: Identifier("y"), type: .date),
                try Column(name: Identifier("s"), type: .string), try Column(name: Identifier("order"), type: .integer),
            ]
            let dataset = try await store.createDataset(
                DatasetDefinition(name: Identifier("select"), columns: columns))
            try await store.add(
                [
                    [try .exact("10.5"), try .at("2026-01-01T00:00:00.000001Z"), try .day("2026-01-01"), "a", 1],
                    [try .exact("9"), try .at("1969-12-31T23:59:59.5Z"), try .day("1969-12-31"), "b", 2],
                    [try .exact("9"), try .at("0001-01-01T00:00:00Z"), try .day("9999-12-31"), "c", 3],
                    [nil, nil, nil, nil, nil],
                ], to: dataset)
            #expect(
                try ask(path, "SELECT * FROM \"rows_select\" ORDER BY _id", 7) == [
                    ["1", "1", "10.5", "2026-01-01T00:00:00.000001Z", "2026-01-01", "a", "1"],
                    ["2", "1", "9", "1969-12-31T23:59:59.500000Z", "1969-12-31", "b", "2"],
                    ["3", "1", "9", "0001-01-01T00:00:00.000000Z", "9999-12-31", "c", "3"],
                    ["4", "1", "null", "null", "null", "null", "null"],
                ])
            let view = "FROM \"rows_select\" WHERE m IS NOT NULL"
            #expect(try ask(path, "SELECT _id \(view) AND m = '9' ORDER BY m DESC, t") == [["3"], ["2"]])
            #expect(
                try ask(path, "SELECT m, count(*) \(view) GROUP BY m ORDER BY m", 2) == [["10.5", "1"], ["9", "2"]])
            #expect(try ask(path, "SELECT min(CAST(m AS REAL)) \(view)") == [["9.0"]])
        }
    }

    @Test("A view follows its dataset, and a missing view is created when the store is prepared")
    func viewFollowsDataset() async throws {
        try await withStore { store, path in
            let dataset = try await store.make("orders", ["n": .integer], rows: [[1]])
            _ = try await store.addColumns([try Column(name: Identifier("m"), type: .decimal)], to: dataset.name)
            #expect(try ask(path, "SELECT * FROM rows_orders", 4) == [["1", "1", "1", "null"]])
            try await store.write { connection throws(StorageError) in
                try execute(connection, "DROP VIEW rows_orders")
            }
            #expect(try await store.prepare() == [])
            #expect(try ask(path, "SELECT * FROM rows_orders", 4) == [["1", "1", "1", "null"]])
            try await store.dropDataset(named: dataset.name, expecting: nil)
            #expect(try ask(path, "SELECT name FROM sqlite_schema WHERE type = 'view'") == [])
            _ = try await store.make("orders", ["other": .string], rows: [["x"]])
            #expect(try ask(path, "SELECT other FROM rows_orders") == [["x"]])
        }
    }
}
