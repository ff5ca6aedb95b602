import CLibPQ
import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

/// The messages that a store's only connection exchanges, as libpq traces them.
@Suite(
    "Round trips to PostgreSQL", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(2)))
struct PostgresRoundTripTests {
    private func withOneConnection(_ body: (PostgresAnalyticsStore) async throws -> Void) async throws {
        try await withPostgres({ $0.connections = 1 }, body)
    }

    @Test("A query, a page of rows and a dataset take one round trip each")
    func reads() async throws {
        try await withOneConnection { store in
            let dataset = try await store.make(["s": .string, "n": .integer], rows: [["a", 1], ["b", 2], ["a", 3]])
            let grouped = Query(measures: ["sum(n)"], dimensions: ["s"], order: [OrderItem("s", .asc)], limit: 10)
            var paged = grouped
            paged.total = true
            try await expectRoundTrips(1, in: store) {
                expectRows(try await store.ask(dataset, grouped).rows, [["a", 4], ["b", 2]])
            }
            try await expectRoundTrips(1, in: store) {
                let answer = try await store.ask(dataset, paged)
                #expect(answer.total == 2)
            }
            try await expectRoundTrips(1, in: store) {
                expectRows(try await store.list(dataset), [["a", 1], ["b", 2], ["a", 3]])
            }
            try await expectRoundTrips(1, in: store) {
                let read = try await store.dataset(named: dataset.name)
                #expect(read.definition == dataset.definition)
            }
        }
    }

    @Test("A query of partitions takes one round trip once they have been compared")
    func partitions() async throws {
        try await withOneConnection { store in
            let dataset = try await PostgresPartitionTests.make(store)
            try await store.add(PostgresPartitionTests.rows(["2026-01-01T00:00:00Z"]), to: dataset)
            let count = Query(measures: ["count"])
            #expect(try await store.ask(dataset, count).rows == [[1]])
            try await expectRoundTrips(1, in: store) { expectRows(try await store.ask(dataset, count).rows, [[1]]) }
            // Another partition: its rows are found although the connection has compared the list without it.
            try await store.add(PostgresPartitionTests.rows(["2026-02-01T00:00:00Z"]), to: dataset)
            #expect(try await store.ask(dataset, count).rows == [[2]])
            try await expectRoundTrips(1, in: store) { expectRows(try await store.ask(dataset, count).rows, [[2]]) }
        }
    }

    @Test("An upload of one batch takes four round trips", arguments: [nil, "a key"])
    func uploads(key: String?) async throws {
        try await withOneConnection { store in
            let dataset = try await store.make(["n": .integer])
            let rows = ArrayRowSource([[1], [2]], of: dataset.definition)
            try await expectRoundTrips(4, in: store) {
                let outcome = try await store.ingest(rows, into: dataset, idempotencyKey: key)
                #expect(outcome.inserted == 2 && outcome.dataVersion == 1)
            }
            expectRows(try await store.list(dataset), [[1], [2]])
            guard let key else { return }
            let again = ArrayRowSource([[1], [2]], of: dataset.definition)
            let replayed = try await store.ingest(again, into: dataset, idempotencyKey: key)
            #expect(replayed.replayed && replayed.inserted == 2 && replayed.dataVersion == 1)
            let other = ArrayRowSource([[3]], of: dataset.definition)
            await expectFailure("conflict") { try await store.ingest(other, into: dataset, idempotencyKey: key) }
            expectRows(try await store.list(dataset), [[1], [2]])
        }
    }

    @Test("A query whose dataset has changed since it was compiled is answered as the dataset now is")
    func changedDefinition() async throws {
        try await withOneConnection { store in
            let old = try await store.make(["a": .integer, "b": .integer], rows: [[1, 2], [3, 4]])
            let sum = Query(measures: ["sum(a)"])
            _ = try await store.addColumns(
                [try Column(name: Identifier("c"), type: .integer, nullable: true)], to: old.name)
            // An added column changes nothing for the query, so its results hold.
            try await expectRoundTrips(1, in: store) {
                let answer = try await store.ask(old, sum)
                #expect(answer.rows == [[4]] && answer.dataVersion == old.dataVersion + 1)
            }
            _ = try await store.changeDataset(
                named: old.name, by: DatasetChange(dropped: [Identifier("b")]), expecting: nil)
            let changed = "\(StorageError.definitionChanged(old.name))"
            // The query would still succeed.
            await expectFailure(changed) { try await store.ask(old, sum) }
            await expectFailure(changed) { try await store.ask(old, Query(measures: ["sum(b)"])) }
            await expectFailure(changed) { try await store.add([[5, 6]], to: old) }
            let current = try await store.dataset(named: old.name)
            #expect(try await store.ask(current, sum).rows == [[4]])

            try await store.dropDataset(named: old.name, expecting: nil)
            await expectFailure("notFound things") { try await store.ask(current, sum) }
            await expectFailure("notFound things") { try await store.add([[5, 6]], to: current) }
            // Another dataset of that name.
            let next = try await store.make(["a": .integer], rows: [[7]])
            await expectFailure("notFound things") { try await store.ask(current, sum) }
            #expect(try await store.ask(next, sum).rows == [[7]])
            #expect(store.poolMetrics.opened == 1 && store.poolMetrics.closed == 0)
        }
    }

    @Test("A query that fails leaves its connection usable")
    func failure() async throws {
        try await withOneConnection { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [0], [2]])
            let (table, schema) = (store.schema.table(dataset.id), store.schema.name)
            let count = Query(measures: ["sum(n)"], limit: 5)
            try await store.leased { session throws(StorageError) in
                try session.run("ALTER TABLE \(table) RENAME TO whole")
                try session.run("CREATE VIEW \(table) AS SELECT _id, _version, 1 / n AS n FROM \(schema).whole")
            }
            for _ in 0..<3 {
                let error = await #expect(throws: StorageError.self) { try await store.ask(dataset, count) }
                #expect(error?.description.contains("division by zero") == true, "\(String(describing: error))")
                #expect(try await store.dataset(named: dataset.name).rowCount == 3)
            }
            try await store.leased { session throws(StorageError) in
                try session.run("DROP VIEW \(table)")
                try session.run("ALTER TABLE \(schema).whole RENAME TO \(PostgresSchema.tableName(dataset.id))")
            }
            #expect(try await store.ask(dataset, count).rows == [[3]])
            #expect(store.poolMetrics.opened == 1 && store.poolMetrics.closed == 0)
        }
    }

    @Test("A statement that libpq refuses leaves its connection usable")
    func refusedStatement() async throws {
        try await withOneConnection { store in
            // A statement has at most 65,535 parameters.
            let refused = SQLText(.postgres, "SELECT 1", Array(repeating: .integer(1), count: 70_000))
            await #expect(throws: StorageError.self) {
                try await store.leased { session throws(StorageError) in
                    try session.pipeline([SQLText(.postgres, "SELECT 1"), refused])
                }
            }
            let next = try await store.texts("SELECT 'next'")
            #expect(next == ["next"])
            #expect(store.poolMetrics.opened == 1 && store.poolMetrics.closed == 0)
        }
    }

    @Test("A cancelled query leaves its connection usable")
    func cancellation() async throws {
        try await withOneConnection { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            let (table, schema) = (store.schema.table(dataset.id), store.schema.name)
            try await store.leased { session throws(StorageError) in
                try session.run("ALTER TABLE \(table) RENAME TO fast")
                try session.run(
                    """
                    CREATE VIEW \(table) AS SELECT fast.* FROM \(schema).fast, LATERAL (SELECT pg_sleep(60 + 0 * fast.n)) AS slow
                    """)
            }
            let other = try PostgresAnalyticsStore(uri: try #require(TestEnvironment.postgres))
            let task = Task { try await store.ask(dataset, Query(measures: ["count"])) }
            // The view's query is the one that waits.
            while !Task.isCancelled, try await other.texts(Self.waiting, [.string("%\(schema)%")]) != ["PgSleep"] {
                await Task.yield()
            }
            task.cancel()
            await expectFailure("cancelled") { try await task.value }
            #expect(try await store.dataset(named: dataset.name).rowCount == 1)
            #expect(store.poolMetrics.opened == 1 && store.poolMetrics.closed == 0)
            await other.close()
        }
    }

    @Test("The server waits while a large result is not read, and closing the result frees the connection")
    func largeResult() async throws {
        try await withOneConnection { store in
            let dataset = try await store.make(["s": .string, "n": .integer])
            let (table, schema) = (store.schema.table(dataset.id), store.schema.name)
            try await store.leased { session throws(StorageError) in
                try session.run(
                    "INSERT INTO \(table) (s, n) SELECT repeat('x', 1000), n FROM generate_series(1, 30000) AS n")
            }
            let other = try PostgresAnalyticsStore(uri: try #require(TestEnvironment.postgres))
            let query = try Query(dimensions: ["n", "s"]).resolved(against: dataset.definition, limits: .stream)
            func begin() async throws -> QueryResult {
                let answer = try await store.query(query, on: dataset)
                #expect(try await answer.nextBatch()?.rowCount ?? 0 < 5000)
                while !Task.isCancelled,
                    try await other.texts(Self.waiting, [.string("%\(schema)%")]) != ["ClientWrite"]
                {
                    await Task.yield()
                }
                return answer
            }
            await (try await begin()).close()
            #expect(try await store.dataset(named: dataset.name).id == dataset.id)

            let whole = try await begin()
            var count = 0
            while let batch = try await whole.nextBatch() { count += batch.rowCount }
            #expect(count > 25_000 && count < 30_000)
            // The transaction has ended with the last row.
            await whole.close()
            #expect(store.poolMetrics.opened == 1 && store.poolMetrics.closed == 0)
            await other.close()
        }
    }

    /// The wait event of the server process that runs a statement.
    private static let waiting = """
        SELECT coalesce(wait_event, '') FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND state = 'active' AND query LIKE $1
        """

    // MARK: Traces

    /// Expects a number of round trips on the store's only connection.
    private func expectRoundTrips(
        _ expected: Int, in store: PostgresAnalyticsStore, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "trace").path
        let trace = Trace(try #require(fopen(path, "w")))
        try await trace.start(in: store)
        do {
            try await body()
        } catch {
            try? await trace.end(in: store)
            throw error
        }
        try await trace.end(in: store)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(
            Trace.roundTrips(lines) == expected, "\(lines.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    /// `@unchecked Sendable`: the file is used on the connection's queue while the trace runs, and closed afterwards.
    private final class Trace: @unchecked Sendable {
        private let file: UnsafeMutablePointer<FILE>

        init(_ file: UnsafeMutablePointer<FILE>) { self.file = file }

        deinit { fclose(file) }

        func start(in store: PostgresAnalyticsStore) async throws {
            try await store.leased { session throws(StorageError) in
                PQtrace(session.raw, self.file)
                PQsetTraceFlags(session.raw, Int32(PQTRACE_SUPPRESS_TIMESTAMPS))
            }
        }

        func end(in store: PostgresAnalyticsStore) async throws {
            try await store.leased { session throws(StorageError) in PQuntrace(session.raw) }
        }

        /// The number of times that the client has sent something ("F") after the server's last answer ("B").
        static func roundTrips(_ lines: [Substring]) -> Int {
            var count = 0
            var isAsking = false
            // Other lines continue a statement of several lines.
            for line in lines where line.hasPrefix("F\t") || line.hasPrefix("B\t") {
                if line.hasPrefix("F"), !isAsking { count += 1 }
                isAsking = line.hasPrefix("F")
            }
            return count
        }
    }
}
