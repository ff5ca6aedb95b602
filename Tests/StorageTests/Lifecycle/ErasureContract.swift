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

    /// Returns the tables of a store, and the views of the server's own ones, that have the value.
    private static func places(in store: PostgresAnalyticsStore) async throws -> [String] {
        let schema = store.schema.name
        return try await store.leased { session throws(StorageError) in
            let tables = try session.execute(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE '\"' || schemaname || '\"' = $1",
                [.string(schema)])
            let ours = "WHERE '\"' || schemaname || '\"' = '\(schema)'"
            let views = [
                ("pg_stats", ours), ("pg_stats_ext", ours), ("pg_stats_ext_exprs", ours),
                ("pg_stat_activity", "WHERE datname = current_database()"), ("pg_prepared_statements", ""),
            ]
            let places = (0..<tables.rowCount).map { (tables.text($0, 0), "") } + views
            var found: [String] = []
            for (name, condition) in places {
                let rows = try session.execute(
                    "SELECT count(*) FROM (SELECT * FROM \(name) \(condition)) AS row WHERE row::text LIKE $1",
                    [.string("%\(value)%")])
                if rows.integer(0, 0) > 0 { found.append(name) }
            }
            return found
        }
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
            try await Self.quote(dataset, in: store)
            #expect(try await Self.places(in: store).count == 2, "the rows and the record")
            #expect(try await Self.erase(dataset, in: store).rows == 10)
            #expect(try await Self.places(in: store) == [])
        }
    }

    @Test(
        "After an erasure no planner statistic of a PostgreSQL store has the value",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
        arguments: [nil, TimePartitioning.month], [false, true])
    func postgresStatistics(partitioning: TimePartitioning?, isEmptied: Bool) async throws {
        try await withPostgres { store in
            let columns = try [
                Column(name: Identifier("s"), type: .string, use: .lookup),
                Column(name: Identifier("n"), type: .integer, use: .range),
                Column(name: Identifier("ts"), type: .timestamp, nullable: false),
            ]
            let dataset = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("things"), columns: columns, timeColumn: columns[2].name,
                    partitioning: partitioning))
            // The first month has only rows with the value.
            let rows: [[Value]] = (0..<200).map { row in
                let day: Int64 = row < 100 ? 0 : 40
                let isErased = isEmptied || row % 2 == 0 || row < 100
                return [
                    .string(isErased ? Self.value : "other"), .integer(Int64(row % 4)),
                    .timestamp(Timestamp(microseconds: 1_767_225_600_000_000 + day * 86_400_000_000)),
                ]
            }
            try await store.add(rows, to: dataset)
            let names = columns.prefix(2).map { SQLDialect.postgres.name(of: $0) }.joined(separator: ", ")
            let (schema, table) = (store.schema.name, store.schema.table(dataset.id))
            try await store.leased { session throws(StorageError) in
                try session.run("CREATE STATISTICS \(schema).together (mcv) ON \(names) FROM \(table)")
                try session.run("ANALYZE \(table)")
            }
            let filled = try await store.dataset(named: dataset.name)
            #expect(try await store.list(filled).count == 200)
            let before = try await Self.places(in: store)
            #expect(before.contains("pg_stats") && before.contains("pg_stats_ext"))
            let receipt = try await Self.erase(filled, in: store)
            #expect(try await Self.places(in: store) == [])
            // The type of a partition key cannot be changed, so its statistics cannot be removed.
            let isTold = receipt.remains.contains { $0.contains("planner statistics of the column \"ts\"") }
            #expect(isTold == (isEmptied && partitioning != nil), "\(receipt.remains)")
            #expect(try await store.list(filled).count == (isEmptied ? 0 : 50))
            try await store.add([["new", 1, rows[0][2]]], to: filled)
            #expect(try await store.list(filled).count == (isEmptied ? 1 : 51))
        }
    }

    @Test(
        "An erasure removes a value from the planner statistics that an earlier deletion left there",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func statisticsOfDeletedRows() async throws {
        try await withPostgres { store in
            let dataset = try await Self.fill(store)
            let table = store.schema.table(dataset.id)
            try await store.leased { session throws(StorageError) in try session.run("ANALYZE \(table)") }
            _ = try await store.deleteRows(of: dataset, matching: .rows([], of: dataset.definition), atMost: nil)
            #expect(try await Self.places(in: store).contains("pg_stats"))
            #expect(try await Self.erase(dataset, in: store).rows == 0)
            #expect(try await Self.places(in: store) == [])
        }
    }

    @Test(
        "The planner statistics of a PostgreSQL store's own tables have no text of a client",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func statisticsOfDocuments() async throws {
        try await withPostgres { store in
            let dataset = try await store.make(["s": .string])
            let time = Timestamp(microseconds: 1_800_000_000_000_000)
            for number in 0..<3 {
                let text = #"{"title": "\#(Self.value) \#(number)"}"#
                let query = SavedQueryRecord(
                    name: try Identifier("q\(number)"), document: text, owner: nil, at: time, by: Self.value)
                _ = try await store.saveQuery(query, in: dataset, if: .absent, limit: 9)
                let key = AccessKeyRecord(
                    id: "k\(number)", name: Self.value, digest: "00", policy: text, createdAt: time,
                    createdBy: Self.value)
                _ = try await store.addAccessKey(key, replacing: nil)
                let rejections = IngestRejections(
                    count: 1,
                    errors: [RowError(line: 1, column: "s", code: .invalidValue, got: text, expected: "a text")])
                _ = try await store.ingest(
                    ScriptedRowSource(dataset.columns, rows: [["other"]], rejections: rejections), into: dataset,
                    idempotencyKey: "k\(number)")
            }
            let schema = store.schema.name
            try await store.leased { session throws(StorageError) in
                for table in ["ingest", "key", "saved_query"] { try session.run("ANALYZE \(schema).\(table)") }
            }
            let places = try await Self.places(in: store)
            #expect(places.count == 3 && !places.contains { $0.hasPrefix("pg_") }, "\(places)")
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
        // Some builds of SQLite sample values of indexed columns.
        try await store.writer.run { raw throws(StorageError) in try execute(raw, "ANALYZE") }
        #expect(try isPresent())
        let receipt = try await Self.erase(dataset, in: store)
        #expect(receipt.rows == 10 && receipt.remains.count == 1)
        #expect(try !isPresent())
        #expect(try await store.list(dataset).count == 11)
        await store.close()
    }
}
