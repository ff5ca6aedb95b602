import Models
import StorageTesting
import Testing

@testable import Storage

@Suite(
    "Maintenance in PostgreSQL", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(1)))
struct PostgresMaintenanceTests {
    private static let rows: [[Value]] = (0..<20_000).map { [.integer($0), .string("text \($0)")] }

    @Test("A dataset can be dropped and created anew while it is read, and its readers finish")
    func dropWhileReading() async throws {
        try await withPostgres { store in
            let dataset = try await store.make(["n": .integer, "s": .string], rows: Self.rows)
            let query = try Query(measures: ["count"], dimensions: ["n", "s"], order: [OrderItem("n")])
                .resolved(against: dataset.definition, limits: .stream)
            let unread = try await store.query(query, on: dataset)
            let begun = try await store.query(query, on: dataset)
            var seen = try #require(try await begun.nextBatch()).values

            try await store.dropDataset(named: dataset.name, expecting: 1)
            let anew = try await store.make(["x": .integer], rows: [[1]])
            #expect(anew.id != dataset.id)
            // The sweep meets both readers and neither waits nor disturbs them.
            #expect(try await store.maintenance.sweep().map(\.dataset) == [dataset.id])
            #expect(try await store.tables() == ["data_\(dataset.id)", "data_\(anew.id)"])

            while let batch = try await begun.nextBatch() { seen += batch.values }
            await begun.close()
            let expected = Self.rows.map { $0 + [1] }
            expectRows(seen, expected)
            expectRows(try await unread.collect().rows, expected)
            #expect(try await store.maintenance.sweep() == [])
            #expect(try await store.tables() == ["data_\(anew.id)"])
        }
    }

    @Test("A snapshot of a dataset stays readable although the dataset is dropped before the first row")
    func dropBeforeFirstRow() async throws {
        try await withPostgres { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2]])
            let schema = store.schema
            let connection = try await store.pool.lease()
            let seen = try await connection.run { session throws(StorageError) in
                try session.begin(PostgresSnapshot(dataset: dataset, schema: schema)).rowCount
            }
            #expect(seen == 2)
            try await store.dropDataset(named: dataset.name, expecting: nil)
            #expect(try await store.maintenance.sweep().map(\.dataset) == [dataset.id])
            let count = try await connection.run { session throws(StorageError) in
                try session.execute("SELECT count(*) FROM \(schema.table(dataset.id))").integer(0, 0)
            }
            #expect(count == 2)
            await store.pool.giveBack(connection, reusable: await connection.reset())
            #expect(try await store.maintenance.sweep() == [])
            #expect(try await store.tables() == [])
        }
    }

    @Test(
        "A dropped dataset's table is removed in the background if it has no readers",
        arguments: [nil, TimePartitioning.day])
    func dropWithoutReaders(partitioning: TimePartitioning?) async throws {
        try await withPostgres { store in
            let dataset = try await store.createDataset(TimePartitionTests.definition(.timestamp, partitioning))
            try await store.add(
                PostgresPartitionTests.rows((1...9).map { "2026-03-0\($0)T00:00:00Z" }), to: dataset)
            #expect(try await store.tables().count == (partitioning == nil ? 1 : 10))
            try await store.dropDataset(named: dataset.name, expecting: nil)
            await store.maintenance.settle()
            #expect(try await store.tables() == [])
            await expectFailure("notFound things") { try await store.list(dataset) }
            await expectFailure("notFound things") { try await store.ask(dataset, Query(measures: ["count"])) }
        }
    }

    @Test("A table left by another server is dropped by the next store that runs")
    func leftoverTable() async throws {
        try await withPostgres { store in
            let dataset = try await store.make(["n": .integer])
            let table = store.schema.table(dataset.id)
            // More rows than the buffers between the server and the client hold, so that the unread answer holds the table.
            try await store.leased { session throws(StorageError) in
                try session.run("INSERT INTO \(table) (n) SELECT generate_series(1, 500000)")
            }
            let query = try Query(dimensions: ["n"]).resolved(against: dataset.definition, limits: .stream)
            let answer = try await store.query(query, on: dataset)
            try await store.dropDataset(named: dataset.name, expecting: nil)
            await store.maintenance.settle()
            #expect(try await store.tables().count == 1)
            await answer.close()
            let other = try PostgresAnalyticsStore(
                uri: try #require(TestEnvironment.postgres), options: .init(schema: try store.schemaName()))
            let running = Task { try await other.run() }
            while try await store.tables() != [] { await Task.yield() }
            running.cancel()
            try await running.value
            await expectFailure("unavailable closed") { try await other.datasets() }
        }
    }

    @Test("Concurrent sweeps end and remove the tables")
    func twoSweeps() async throws {
        try await withPostgres { store in
            for round in 0..<5 {
                let dataset = try await store.make("d\(round)", ["n": .integer], rows: [[1]])
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try? await store.maintenance.sweep() } }
            }
            await store.maintenance.settle()
            #expect(try await store.maintenance.sweep() == [])
            #expect(try await store.tables() == [])
        }
    }

    @Test(
        "Large loads refresh the statistics, including those of a partitioned table as a whole",
        arguments: [nil, TimePartitioning.month])
    func statistics(partitioning: TimePartitioning?) async throws {
        try await withPostgres { store in
            let dataset = try await store.createDataset(TimePartitionTests.definition(.timestamp, partitioning))
            let known = """
                SELECT attname::text FROM pg_stats WHERE schemaname = $1 AND tablename = 'data_\(dataset.id)'
                AND inherited = \(partitioning != nil) AND attname IN ('n', 'ts') ORDER BY 1
                """
            let schema = Value.string(try store.schemaName().rawValue)
            let times = (0..<9_999).map {
                Value.timestamp(Timestamp(microseconds: 1_767_225_600_000_000 + $0 * 600_000_000))
            }
            try await store.add(times.enumerated().map { [.integer(Int64($0)), $1] }, to: dataset, batchSize: 5000)
            await store.maintenance.settle()
            #expect(try await store.texts(known, [schema]) == [])
            try await store.add([[1, times[0]]], to: dataset)
            await store.maintenance.settle()
            #expect(try await store.texts(known, [schema]) == ["n", "ts"])
            let analyzed = "SELECT analyzed_rows::text FROM \(store.schema.name).dataset"
            #expect(try await store.texts(analyzed) == ["10000"])
            try await store.add(Array(repeating: [1, times[0]], count: 9_999), to: dataset)
            await store.maintenance.settle()
            #expect(try await store.texts(analyzed) == ["10000"])
        }
    }

    @Test("A failed upload's partitions are truncated while the dataset is read, and a sweep waits for readers once")
    func truncatedWhileRead() async throws {
        try await withPostgres { store in
            let dataset = try await PostgresPartitionTests.make(store)
            let table = store.schema.table(dataset.id)
            let reader = try await store.pool.lease()
            try await reader.run { session throws(StorageError) in
                try session.run("BEGIN")
                try session.run("LOCK TABLE ONLY \(table) IN ACCESS SHARE MODE")
            }
            let batches = try (10..<30).map { day in
                try PostgresPartitionTests.batch(Array(repeating: "2026-03-\(day)T00:00:00Z", count: 2000))
            }
            let source = HookedRowSource(batches) { index throws(StorageError) in
                if index == batches.count { throw .cancelled }
            }
            await expectFailure("cancelled") { try await store.ingest(source, into: dataset, idempotencyKey: nil) }
            await store.maintenance.settle()
            let sizes = """
                SELECT pg_relation_size(oid)::text FROM pg_class WHERE relnamespace = to_regnamespace($1)
                AND relname LIKE 'data\\_%\\_p2%' AND relkind = 'r'
                """
            let found = try await store.texts(sizes, [.string(store.schema.name)])
            #expect(found.count == 20)
            // A sweep tries one partition and leaves the others; there may have been several sweeps.
            let emptied = found.count { $0 == "0" }
            #expect((1...3).contains(emptied), "\(emptied)")
            await store.pool.giveBack(reader, reusable: await reader.reset())
            #expect(try await store.maintenance.sweep() == [])
            #expect(try await store.partitions(of: dataset) == [])
        }
    }

    @Test("Large loads summarize a range index", arguments: [nil, TimePartitioning.month])
    func summaries(partitioning: TimePartitioning?) async throws {
        try await withPostgres { store in
            let dataset = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("things"),
                    columns: [
                        Column(name: Identifier("n"), type: .integer, use: .range),
                        Column(name: Identifier("ts"), type: .timestamp, nullable: false),
                    ], timeColumn: Identifier("ts"), partitioning: partitioning))
            let time = try Value.at("2026-03-01T00:00:00Z")
            try await store.add((0..<20_000).map { [.integer($0), time] }, to: dataset, batchSize: 5000)
            await store.maintenance.settle()
            let left = try await store.texts(
                """
                SELECT brin_summarize_new_values(pg_class.oid)::text FROM pg_class JOIN pg_am ON pg_am.oid = relam
                WHERE relnamespace = to_regnamespace($1) AND amname = 'brin' AND relkind = 'i'
                """, [.string(store.schema.name)])
            #expect(left == (partitioning == nil ? ["0", "0"] : ["0"]))
        }
    }

    @Test("A running store can be stopped while statistics are refreshed")
    func closeDuringStatistics() async throws {
        try await withPostgres { store in
            let dataset = try await store.make(["n": .integer, "s": .string])
            let other = try PostgresAnalyticsStore(
                uri: try #require(TestEnvironment.postgres), options: .init(schema: try store.schemaName()))
            let running = Task { try await other.run() }
            try await other.add(Self.rows, to: dataset, batchSize: 5000)
            running.cancel()
            try await running.value
            await expectFailure("unavailable closed") { try await other.checkHealth() }
            #expect(try await store.dataset(named: dataset.name).rowCount == 20_000)
        }
    }
}

extension PostgresAnalyticsStore {
    /// The schema's name without quotes.
    func schemaName() throws -> Identifier { try Identifier(String(schema.name.dropFirst().dropLast())) }
}
