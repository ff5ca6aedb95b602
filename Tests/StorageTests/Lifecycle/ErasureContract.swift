import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Contract: erasure", .timeLimit(.minutes(2)))
struct ErasureContract {
    private static let value = "erase-me-4711"

    /// Writes a dataset with the value in rows, in a row that is patched, and in the record of a rejected row.
    private static func fill(_ store: any AnalyticsStore) async throws -> Dataset {
        let dataset = try await store.make(
            ["s": .string, "n": .integer],
            rows: (0..<20).map { [.string($0 % 2 == 0 ? value : "other"), .integer($0)] })
        let rejections = IngestRejections(
            count: 3,
            errors: [RowError(line: 1, column: "n", code: .invalidValue, got: value, expected: "a number")])
        _ = try await store.ingest(
            ScriptedRowSource(dataset.columns, rows: [["other", 99]], rejections: rejections), into: dataset,
            idempotencyKey: "k")
        return try await store.dataset(named: dataset.name)
    }

    /// Writes the value into a saved query, which is changed once, and into the rights of a key, and deletes both.
    private static func quote(
        _ dataset: Dataset, in store: any AnalyticsStore & AccessKeyStore & SavedQueryStore
    ) async throws {
        let time = Timestamp(microseconds: 1_800_000_000_000_000)
        let name = try Identifier("q")
        for version in 0..<2 {
            let query = SavedQueryRecord(
                name: name, document: #"{"title": "\#(value) \#(version)"}"#, owner: nil, at: time, by: value)
            let condition: SavedQueryCondition = version == 0 ? .absent : .version(1, createdAt: time)
            guard case .done = try await store.saveQuery(query, in: dataset, if: condition, limit: 9) else {
                throw StorageError.unexpected("the query was not saved")
            }
        }
        let key = AccessKeyRecord(
            id: "k", name: value, digest: "00", policy: #"{"filters": "\#(value)"}"#, createdAt: time, createdBy: value)
        _ = try await store.addAccessKey(key, replacing: nil)
        try await store.recordUse(ofAccessKeys: ["k": time])
        _ = try await store.deleteSavedQuery(name, of: dataset, if: .version(2, createdAt: time))
        try await store.deleteAccessKeys(["k"])
    }

    private static func erase(_ dataset: Dataset, in store: any AnalyticsStore) async throws -> ErasureReceipt {
        try await store.eraseRows(
            of: dataset, matching: .rows([.member("s", .equals, [.string(value)])], of: dataset.definition))
    }

    @Test("An erasure removes rows and quoted values, and counts both", arguments: StoreKind.testable)
    func erases(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await Self.fill(store)
            let receipt = try await Self.erase(dataset, in: store)
            #expect(receipt.rows == 10 && receipt.records == 1 && receipt.dataVersion == dataset.dataVersion + 1)
            #expect(try await store.list(dataset).allSatisfy { $0[0] == "other" })
            #expect(try await store.dataset(named: dataset.name).rowCount == 11)
            // A repeated upload has its counts, and no values.
            let again = try await store.ingest(
                ScriptedRowSource(dataset.columns, rows: [["other", 99]]), into: dataset, idempotencyKey: "k")
            #expect(again.replayed && again.rejections == IngestRejections(count: 3, errors: []))
            let nothing = try await Self.erase(dataset, in: store)
            #expect(nothing.rows == 0 && nothing.records == 0 && nothing.dataVersion == receipt.dataVersion)
        }
    }

    @Test(
        "After an erasure no table of a PostgreSQL store has the value",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func postgresTables() async throws {
        try await withPostgres { store in
            let dataset = try await Self.fill(store)
            func places() async throws -> [String] {
                let schema = store.schema.name
                return try await store.leased { session throws(StorageError) in
                    let tables = try session.execute(
                        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE '\"' || schemaname || '\"' = $1",
                        [.string(schema)])
                    var found: [String] = []
                    for row in 0..<tables.rowCount {
                        let table = tables.text(row, 0)
                        let rows = try session.execute(
                            "SELECT count(*) FROM \(table) AS row WHERE row::text LIKE $1", [.string("%\(Self.value)%")]
                        )
                        if rows.integer(0, 0) > 0 { found.append(table) }
                    }
                    return found
                }
            }
            try await Self.quote(dataset, in: store)
            #expect(try await places().count == 2, "the rows and the record")
            #expect(try await Self.erase(dataset, in: store).rows == 10)
            #expect(try await places() == [])
        }
    }

    @Test("After an erasure no file of a SQLite store has the value")
    func sqliteFiles() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = SQLiteAnalyticsStore(path: folder.appending(path: "a.sqlite").path)
        try await store.prepare()
        let dataset = try await Self.fill(store)
        func isPresent() throws -> Bool {
            let wanted = Data(Self.value.utf8)
            return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).contains {
                try Data(contentsOf: $0).range(of: wanted) != nil
            }
        }
        try await Self.quote(dataset, in: store)
        #expect(try isPresent())
        let receipt = try await Self.erase(dataset, in: store)
        #expect(receipt.rows == 10 && receipt.remains.count == 1)
        #expect(try !isPresent())
        #expect(try await store.list(dataset).count == 11)
        await store.close()
    }
}
