import Models
import StorageTesting
import Testing
import Workbench

@testable import Storage

/// A server process's outdated list of partitions, brought about as the record of decision 0050 describes. It needs a server
/// of its own, because it locks a catalog's table.
@Suite(
    "An outdated list of partitions", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(2)))
struct OutdatedPartitionListTests {
    @Test("A server process that leaves out a partition is replaced, whatever the operation")
    func operations() async throws {
        let server = try await PostgresServer()
        try await server.whileRunning {
            let writer = try PostgresAnalyticsStore(uri: server.uri())
            let store = try PostgresAnalyticsStore(uri: server.uri())
            try await writer.prepare()
            let dataset = try await PostgresPartitionTests.make(writer)
            try await writer.add(PostgresPartitionTests.rows(["2026-01-01T00:00:00Z"]), to: dataset)

            /// Gives `store` a single connection, whose process leaves out the partition of the day that row 1 has moved to.
            func outdate(_ day: Int) async throws {
                while !Task.isCancelled, store.poolMetrics.inUse > 0 { await Task.yield() }
                while store.poolMetrics.idle > 0 {
                    await store.pool.giveBack(try await store.pool.lease(), reusable: false)
                }
                let scene = Scene(server: server, writer: writer, dataset: dataset)
                let connection = try await store.pool.lease()
                try await scene.outdate(connection, day: day)
                try await writer.move(1, of: dataset, to: Scene.time(day))
                #expect(try await scene.count(connection) == 0, "the list of partitions is not outdated")
                await store.pool.giveBack(connection, reusable: true)
            }

            try await outdate(20_600)
            #expect(try await store.ask(dataset, Query(measures: ["count"])).rows == [[1]])
            try await outdate(20_610)
            #expect(try await store.list(dataset).count == 1)
            try await outdate(20_620)
            #expect(try await store.row(1, of: dataset.name) != nil)
            try await outdate(20_630)
            #expect(try await store.changeRow(1, of: dataset, .patch([]), if: .always).isWritten)
            try await outdate(20_640)
            let change = RowChange.patch([RowAssignment(column: 0, value: .integer(5))])
            #expect(try await store.changeRow(1, of: dataset, change, if: .always).isWritten)
            try await outdate(20_650)
            #expect(try await store.changeRow(9, of: dataset, change, if: .always) == .notFound)
            try await outdate(20_660)
            try await store.add([[.integer(6), Scene.time(20_660)]], to: dataset)
            #expect(try await writer.dataset(named: dataset.name).rowCount == 2)
            await store.close()
            await writer.close()
        }
    }

    @Test("A row moves into a partition that the server process leaves out")
    func move() async throws {
        let server = try await PostgresServer()
        try await server.whileRunning {
            let writer = try PostgresAnalyticsStore(uri: server.uri())
            let store = try PostgresAnalyticsStore(uri: server.uri())
            try await writer.prepare()
            let dataset = try await PostgresPartitionTests.make(writer)
            try await writer.add(PostgresPartitionTests.rows(["2026-01-01T00:00:00Z"]), to: dataset)
            let connection = try await store.pool.lease()
            try await Scene(server: server, writer: writer, dataset: dataset).outdate(connection, day: 20_600)
            await store.pool.giveBack(connection, reusable: true)
            try await store.move(1, of: dataset, to: Scene.time(20_600))
            #expect(try await writer.row(1, of: dataset.name)?.version == 2)
            await store.close()
            await writer.close()
        }
    }

    @Test(
        "A partition that an operator has partitioned again, or that has a name with blanks, is not taken for a missing one"
    )
    func foreignPartitions() async throws {
        try await withPostgres { store in
            let dataset = try await PostgresPartitionTests.make(store)
            let (schema, table) = (store.schema, store.schema.table(dataset.id))
            try await store.leased { session throws(StorageError) in
                let odd = schema.qualified("my \"odd\" part")
                try session.run(
                    "CREATE TABLE \(odd) PARTITION OF \(table) FOR VALUES FROM ('2001-01-01') TO ('2002-01-01')")
                try session.run(
                    """
                    CREATE TABLE \(schema.name).deep PARTITION OF \(table) FOR VALUES FROM ('2002-01-01') TO ('2003-01-01')
                    PARTITION BY RANGE (ts)
                    """)
            }
            try await store.add(PostgresPartitionTests.rows(["2026-01-01T00:00:00Z"]), to: dataset)
            try await store.leased { session throws(StorageError) in
                try session.run("INSERT INTO \(table) (n, ts) VALUES (7, '2001-05-01Z')")
            }
            #expect(try await store.ask(dataset, Query(measures: ["count"])).rows == [[2]])
            #expect(store.poolMetrics.closed == 0)
        }
    }

    @Test("The tables of a plan are those after its scans")
    func plan() {
        let lines = [
            "Append", "  ->  Seq Scan on data_1_p20260101 data_1_1",
            "  ->  Seq Scan on \"my \"\"odd\"\" part\" data_1_2",
            "  ->  Index Only Scan using data_1_x_pkey on data_1_x", "Result", "  One-Time Filter: false",
        ]
        #expect(
            ListedPartitions.tables(inPlan: lines)
                == ["data_1_p20260101", "\"my \"\"odd\"\" part\"", "data_1_x"])
    }

    @Test("A dataset is compared again once its partitions have changed")
    func comparisons() {
        let partitions = ListedPartitions()
        #expect(!partitions.isComplete("", of: 1))
        partitions.record("7 8", of: 1, missing: false)
        #expect(partitions.isComplete("7 8", of: 1) && !partitions.isComplete("7 8 9", of: 1))
        #expect(!partitions.isComplete("7 8", of: 2) && !partitions.isOutdated)
        partitions.record("7 8 9", of: 1, missing: true)
        #expect(!partitions.isComplete("7 8 9", of: 1) && partitions.isOutdated)
        for dataset in 10...3000 { partitions.record("", of: Int64(dataset), missing: false) }
        #expect(partitions.isComplete("", of: 3000) && !partitions.isComplete("", of: 10))
    }
}

/// The interleaving that makes a server process keep an outdated list of partitions.
private struct Scene {
    let server: PostgresServer
    let writer: PostgresAnalyticsStore
    let dataset: Dataset

    static func time(_ day: Int) -> Value {
        .timestamp(Timestamp(microseconds: Int64(day) * Timestamp.microsecondsPerDay))
    }

    /// The number of rows that a connection finds.
    func count(_ connection: PostgresConnection) async throws -> Int64 {
        let sql = "SELECT count(*) FROM \(writer.schema.table(dataset.id))"
        return try await connection.run { session throws(StorageError) in try session.execute(sql).integer(0, 0) }
    }

    /// Makes the process of a connection leave out the partition of a day.
    ///
    /// The process builds its list because the partition of the day before was attached. The build stops at a catalog's table
    /// that is locked, after it has read the list. Meanwhile the day's partition is attached.
    func outdate(_ connection: PostgresConnection, day: Int) async throws {
        let (schema, dataset, table) = (writer.schema, dataset, writer.schema.table(dataset.id))
        let attach = { @Sendable (session: PostgresSession, day: Int) throws(StorageError) in
            try session.run(PostgresEndpoint.begin)
            guard let rule = PartitionRule(dataset.definition), let partition = rule.partition(of: Self.time(day))
            else { return }
            // Not with PostgresPartitions, whose queries of pg_class lock it until the transaction ends.
            for statement in schema.createPartition(dataset.id, partition, rule.column.type) {
                try session.run(statement)
            }
        }
        _ = try await count(connection)
        let maker = try await writer.pool.lease()
        try await maker.run { session throws(StorageError) in
            try attach(session, day - 1)
            try session.run("COMMIT")
        }
        try await connection.run { session throws(StorageError) in
            // Reads the table's entry and not its partitions.
            try session.run("SELECT count(*) FROM ONLY \(table)")
        }
        try await maker.run { session throws(StorageError) in try attach(session, day) }
        let blocker = try await writer.pool.lease()
        try await blocker.run { session throws(StorageError) in
            try session.run("BEGIN")
            try session.run("LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE")
        }
        async let building = count(connection)
        // In another database, as the lock is on this one's catalog.
        let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'pg_class'::regclass"
        while !Task.isCancelled, try await !server.psql(waits, in: "template1").hasPrefix("1") {}
        try await maker.run { session throws(StorageError) in try session.run("COMMIT") }
        try await blocker.run { session throws(StorageError) in try session.run("ROLLBACK") }
        _ = try await building
        await writer.pool.giveBack(maker, reusable: true)
        await writer.pool.giveBack(blocker, reusable: true)
    }
}

extension PostgresAnalyticsStore {
    /// Changes the time of a row.
    fileprivate func move(_ id: Int64, of dataset: Dataset, to time: Value) async throws {
        let change = RowChange.patch([RowAssignment(column: 1, value: time)])
        #expect(try await changeRow(id, of: dataset, change, if: .always).isWritten)
    }
}

extension RowChangeOutcome {
    fileprivate var isWritten: Bool { if case .written = self { true } else { false } }
}
