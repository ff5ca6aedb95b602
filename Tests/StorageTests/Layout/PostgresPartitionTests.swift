import Models
import StorageTesting
import Synchronization
import Testing

@testable import Storage

@Suite(
    "Partitions in PostgreSQL", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(1)))
struct PostgresPartitionTests {
    static func make(
        _ store: PostgresAnalyticsStore, _ partitioning: TimePartitioning = .day, _ type: ColumnType = .timestamp
    ) async throws -> Dataset {
        try await store.createDataset(TimePartitionTests.definition(type, partitioning))
    }

    /// Rows numbered from 0, one per instant.
    static func rows(_ instants: [String]) throws -> [[Value]] {
        try instants.enumerated().map { [.integer(Int64($0)), try .at($1)] }
    }

    static func batch(_ instants: [String]) throws -> RowBatch {
        RowBatch([.integer, .timestamp], rows: try rows(instants))
    }

    @Test("Partitions are created on demand with boundaries at midnight UTC")
    func boundaries() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            #expect(try await store.partitions(of: dataset) == [])
            let rows = try Self.rows([
                "2026-03-28T23:59:59.999999Z", "2026-03-29T00:00:00Z", "2026-03-30T00:30:00+02:00",
                "2026-03-30T00:00:00Z",
            ])
            try await store.add(rows, to: dataset, batchSize: 2)
            #expect(try await store.partitions(of: dataset) == ["p20260328", "p20260329", "p20260330"])
            let places = try await store.texts(
                "SELECT right(tableoid::regclass::text, 9) FROM \(store.schema.table(dataset.id)) ORDER BY _id")
            #expect(places == ["p20260328", "p20260329", "p20260329", "p20260330"])
            expectRows(try await store.list(dataset), rows)
        }
    }

    @Test("Partitions hold the earliest and latest supported times", arguments: TimePartitioning.allCases)
    func extremes(partitioning: TimePartitioning) async throws {
        try await withPostgres { store in
            for type in [ColumnType.timestamp, .date] {
                let dataset = try await Self.make(store, partitioning, type)
                let times: [Value] =
                    type == .date
                    ? [.date(.latest), .date(.earliest), try .day("1969-12-31")]
                    : [.timestamp(.latest), .timestamp(.earliest), try .at("1969-12-31T23:59:59.999999Z")]
                let rows = times.map { [1, $0] }
                try await store.add(rows, to: dataset)
                expectRows(try await store.list(dataset), rows)
                #expect(try await store.partitions(of: dataset).count == 3)
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    @Test("A query's plan leaves out the partitions outside its range")
    func pruning() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store, .month)
            try await store.add(
                Self.rows((1...9).map { "2026-0\($0)-15T00:00:00Z" }), to: dataset)
            let query = Query(
                measures: ["count", "sum(n)"],
                timeDimensions: [
                    TimeDimension("ts", granularity: "day", dateRange: ["2026-03-10", "2026-04-30"])
                ])
            let plan = try await store.plan(query, of: dataset)
            let seen = (1...9).filter { plan.contains("p20260\($0)01") }
            #expect(seen == [3, 4], "\(plan)")
            expectRows(
                try await store.ask(dataset, query).rows.map { Array($0.dropFirst()) }, [[1, 2], [1, 3]])
        }
    }

    @Test("Concurrent ingests create each partition once")
    func race() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            let days = (10...29).map { "2026-03-\($0)T12:00:00Z" }
            let batch = try Self.rows(days)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<12 {
                    group.addTask {
                        // Some writers send one batch, others find partitions missing midway; half of them go
                        // backwards.
                        let rows = writer % 2 == 0 ? batch : batch.reversed()
                        try await store.add(rows, to: dataset, batchSize: writer % 3 == 0 ? 100 : 3)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.dataset(named: dataset.name).rowCount == 240)
            let answer = try await store.ask(dataset, Query(measures: ["count"], dimensions: ["ts"]))
            #expect(answer.rows.count == 20 && answer.rows.allSatisfy { $0.last?.isSame(as: 12) == true })
            #expect(try await store.partitions(of: dataset).count == 20)
        }
    }

    @Test("Partitions created by a long upload are usable by others before it ends")
    func longUpload() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            let source = HeldRowSource([
                try Self.batch(["2026-03-01T00:00:00Z"]), try Self.batch(["2026-03-02T00:00:00Z"]),
                try Self.batch(["2026-03-03T00:00:00Z"]),
            ])
            async let long = store.ingest(source, into: dataset, idempotencyKey: "long")
            await source.waitUntilReached()
            let days = ["2026-03-02T01:00:00Z", "2026-03-04T00:00:00Z"]
            try await store.add(Self.rows(days), to: dataset)
            #expect(try await store.dataset(named: dataset.name).rowCount == 2)
            source.release()
            #expect(try await long.inserted == 3)
            #expect(try await store.dataset(named: dataset.name).rowCount == 5)
        }
    }

    @Test("A running upload sees partitions created by another one")
    func createdElsewhere() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            let batches = try ["2026-03-01", "2026-03-02", "2026-03-03"].map { try Self.batch([$0 + "T00:00:00Z"]) }
            let other = try Self.rows(["2026-03-02T05:00:00Z"])
            let source = HookedRowSource(batches) { index throws(StorageError) in
                if index == 1 { try await store.add(other, to: dataset) }
            }
            #expect(try await store.ingest(source, into: dataset, idempotencyKey: nil).inserted == 3)
            #expect(try await store.dataset(named: dataset.name).rowCount == 4)
        }
    }

    @Test("An upload creates partitions on its own connection if no second one is available")
    func withoutSecondConnection() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            await store.partitionMakers.close()
            let rows = try Self.rows((1...9).map { "2026-03-0\($0)T00:00:00Z" })
            try await store.add(rows, to: dataset, batchSize: 1)
            expectRows(try await store.list(dataset), rows)
        }
    }

    @Test("An upload that creates partitions does not deadlock with a session that waits for an exclusive lock")
    func exclusiveLockBetween() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            let table = store.schema.table(dataset.id)
            let batches = try ["2026-03-01", "2026-03-02"].map { try Self.batch([$0 + "T00:00:00Z"]) }
            let intruder = Mutex<Task<Void, any Error>?>(nil)
            let source = HookedRowSource(batches) { index throws(StorageError) in
                guard index == 1 else { return }
                intruder.withLock {
                    $0 = Task {
                        try await store.transaction { session throws(StorageError) in
                            try session.run("LOCK TABLE ONLY \(table) IN ACCESS EXCLUSIVE MODE")
                        }
                    }
                }
                let waiting = "SELECT count(*)::text FROM pg_locks WHERE NOT granted AND relation = to_regclass($1)"
                while !Task.isCancelled, (try? await store.texts(waiting, [.string(table)])) != ["1"] {
                    await Task.yield()
                }
            }
            #expect(try await store.ingest(source, into: dataset, idempotencyKey: nil).inserted == 2)
            try await intruder.withLock { $0 }?.value
            #expect(try await store.partitions(of: dataset) == ["p20260301", "p20260302"])
        }
    }

    @Test("The number of partitions is limited, and a rejected upload's partitions are removed", arguments: [1, 100])
    func limit(batchSize: Int) async throws {
        try await withPostgres({ $0.partitionsPerDataset = 3 }) { store in
            let dataset = try await Self.make(store)
            try await store.add(Self.rows(["2026-03-01T00:00:00Z"]), to: dataset)
            let garbage = try Self.rows((1...5).map { "000\($0)-01-01T00:00:00Z" })
            await expectFailure("tooManyPartitions 3") {
                try await store.add(garbage, to: dataset, batchSize: batchSize)
            }
            await store.maintenance.settle()
            #expect(try await store.partitions(of: dataset) == ["p20260301"])
            let fine = try Self.rows(["2026-03-01T01:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"])
            try await store.add(fine, to: dataset, batchSize: 1)
            await expectFailure("tooManyPartitions 3") {
                try await store.changeRow(
                    1, of: dataset, .patch([RowAssignment(column: 1, value: .at("2026-03-04T00:00:00Z"))]), if: .always)
            }
            #expect(try await store.dataset(named: dataset.name).rowCount == 4)
        }
    }

    @Test(
        "More indexes lower the partition limit",
        arguments: [(0, 500), (1, 500), (2, 375), (4, 250), (255, 5), (9999, 1)])
    func limitByIndexes(indexes: Int, expected: Int) {
        #expect(PartitionLimit(most: 500).partitions(indexes: indexes) == expected)
        #expect(PartitionLimit(most: .max).partitions(indexes: indexes) > expected)
    }

    @Test("Creating a partition fails as busy if another session keeps the table locked")
    func lockedTable() async throws {
        try await withPostgres({ $0.waitLimit = .milliseconds(200) }) { store in
            let dataset = try await Self.make(store)
            let table = store.schema.table(dataset.id)
            let keeper = try await store.pool.lease()
            try await keeper.run { session throws(StorageError) in
                try session.run("BEGIN")
                try session.run("LOCK TABLE ONLY \(table) IN SHARE UPDATE EXCLUSIVE MODE")
            }
            await expectFailure("unavailable busy") {
                try await store.add(Self.rows(["2026-03-01T00:00:00Z"]), to: dataset)
            }
            await store.pool.giveBack(keeper, reusable: await keeper.reset())
            try await store.add(Self.rows(["2026-03-01T00:00:00Z"]), to: dataset)
        }
    }

    @Test("Empty partitions of a vanished upload are removed")
    func vanishedUpload() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            let rule = try #require(PartitionRule(dataset.definition))
            let wanted = rule.partitions(of: try Self.batch(["2026-03-01T05:00:00Z", "2026-03-02T05:00:00Z"]))
            let connection = try await store.pool.lease()
            _ = try await store.makePartitions(wanted, of: dataset, on: connection)
            await store.pool.giveBack(connection, reusable: true)
            try await store.add(Self.rows(["2026-03-02T00:00:00Z"]), to: dataset)
            #expect(try await store.maintenance.sweep() == [])
            #expect(try await store.partitions(of: dataset) == ["p20260302"])
        }
    }

    @Test("A sweep keeps the empty partitions of a running upload")
    func concurrentSweep() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            let batches = try ["2026-03-01", "2026-03-02"].map { try Self.batch([$0 + "T00:00:00Z"]) }
            let left = Mutex<[String]>([])
            let source = HookedRowSource(batches) { index throws(StorageError) in
                guard index == 2 else { return }
                let entries = try await store.maintenance.sweep()
                left.withLock { $0 = entries.map { String($0.partition.suffix(9)) }.sorted() }
            }
            #expect(try await store.ingest(source, into: dataset, idempotencyKey: nil).inserted == 2)
            #expect(left.withLock { $0 } == ["p20260301", "p20260302"])
            #expect(try await store.maintenance.sweep() == [])
            #expect(try await store.partitions(of: dataset).count == 2)
        }
    }

    @Test("Missing shared memory for locks is reported as busy")
    func outOfLocks() {
        guard case .unavailable(.busy) = PostgresErrorCode.storageError("53200", "out of shared memory") else {
            Issue.record("not busy")
            return
        }
    }

    @Test("The partition limit depends on the indexes and limits the columns that can be added")
    func limitedByIndexes() async throws {
        try await withPostgres({ $0.partitionsPerDataset = 4 }) { store in
            let dataset = try await Self.make(store)
            try await store.add(Self.rows((1...4).map { "2026-03-0\($0)T00:00:00Z" }), to: dataset)
            func column(_ name: String, _ use: ColumnUse?) throws -> Column {
                Column(name: try Identifier(name), type: .integer, use: use)
            }
            _ = try await store.addColumns([column("a", .lookup)], to: dataset.name)
            await expectFailure("index of 4/3 partitions: c at 4") {
                try await store.addColumns([column("b", nil), column("c", .range)], to: dataset.name)
            }
            #expect(try await store.addColumns([column("d", nil)], to: dataset.name).columns.count == 4)
            let other = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("others"),
                    columns: [
                        column("n", .lookup),
                        Column(name: Identifier("ts"), type: .timestamp, nullable: false, use: .range),
                    ], timeColumn: Identifier("ts"), partitioning: .day))
            await expectFailure("tooManyPartitions 3") {
                try await store.add(Self.rows((1...4).map { "2026-03-0\($0)T00:00:00Z" }), to: other)
            }
        }
    }

    @Test("Existing partitions above a lowered limit remain usable")
    func smallerLimit() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            try await store.add(Self.rows(["2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"]), to: dataset)
            let rule = try #require(PartitionRule(dataset.definition))
            let partitions = rule.partitions(of: try Self.batch(["2026-03-01T05:00:00Z"]))
            let schema = store.schema
            let made = try await store.transaction { session throws(StorageError) in
                try PostgresPartitions(
                    session: session, schema: schema, dataset: dataset.id, rule: rule, limit: PartitionLimit(most: 1)
                )
                .make(partitions)
            }
            #expect(made == [])
        }
    }

    @Test("A change that does not happen creates no partition")
    func failedChanges() async throws {
        try await withPostgres({ $0.partitionsPerDataset = 1 }) { store in
            let dataset = try await Self.make(store)
            try await store.add(Self.rows(["2026-03-01T00:00:00Z"]), to: dataset)
            let change = RowChange.patch([RowAssignment(column: 1, value: try .at("2026-03-04T00:00:00Z"))])
            #expect(try await store.changeRow(9, of: dataset, change, if: .always) == .notFound)
            #expect(
                try await store.changeRow(1, of: dataset, change, if: .version(in: [7])) == .conflict(version: 1))
        }
    }

    @Test("An idempotency key that looks like a row's lock key does not block the row")
    func keyResemblingRowLock() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            try await store.add(Self.rows(["2026-03-01T00:00:00Z"]), to: dataset)
            let source = HookedRowSource([try Self.batch(["2026-03-01T01:00:00Z"])]) { index throws(StorageError) in
                guard index == 1 else { return }
                let change = RowChange.patch([RowAssignment(column: 0, value: 5)])
                _ = try await store.changeRow(1, of: dataset, change, if: .always)
            }
            #expect(try await store.ingest(source, into: dataset, idempotencyKey: "row:1").inserted == 1)
        }
    }

    @Test("A failed upload's partitions are removed unless others have filled them")
    func discarded() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store)
            let batches = try ["2026-03-01", "2026-03-02"].map { try Self.batch([$0 + "T00:00:00Z"]) }
            let other = try Self.rows(["2026-03-01T05:00:00Z"])
            let source = HookedRowSource(batches) { index throws(StorageError) in
                guard index == 2 else { return }
                try await store.add(other, to: dataset)
                throw .malformed(RowError(line: 3, column: nil, code: .csvQuote, got: "\"", expected: "none"))
            }
            await expectFailure("malformed line 3") {
                try await store.ingest(source, into: dataset, idempotencyKey: nil)
            }
            await store.maintenance.settle()
            #expect(try await store.partitions(of: dataset) == ["p20260301"])
            #expect(try await store.maintenance.sweep() == [])
            expectRows(try await store.list(dataset), other)
        }
    }

    @Test("A row moves to another partition when its time changes")
    func moved() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store, .month)
            try await store.add(Self.rows(["2026-01-31T23:59:59Z"]), to: dataset)
            // A sweep that finds the row here records the partition as filled, and keeps it after the row has moved.
            await store.maintenance.settle()
            while try await !store.maintenance.sweep().isEmpty { await Task.yield() }
            let time = try Value.at("2026-02-01T00:00:00Z")
            let outcome = try await store.changeRow(
                1, of: dataset, .patch([RowAssignment(column: 1, value: time)]), if: .version(in: [1]))
            guard case .written(let row, 2) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(row.version == 2 && row.id == 1)
            expectRows(try await store.list(dataset), [[0, time]])
            #expect(try await store.partitions(of: dataset) == ["p20260101", "p20260201"])
            let missing = try await store.changeRow(
                9, of: dataset, .patch([RowAssignment(column: 1, value: .at("2027-01-01T00:00:00Z"))]), if: .always)
            #expect(missing == .notFound)
            await store.maintenance.settle()
            #expect(try await store.partitions(of: dataset) == ["p20260101", "p20260201"])
        }
    }

    @Test("Concurrent moves of a row are applied one after the other")
    func concurrentMoves() async throws {
        try await withPostgres { store in
            let dataset = try await Self.make(store, .month)
            try await store.add(Self.rows(["2026-01-01T00:00:00Z"]), to: dataset)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let time = try Value.at("2026-0\(number % 9 + 1)-01T00:00:00Z")
                        let change = RowChange.patch([
                            RowAssignment(column: number % 4 == 0 ? 0 : 1, value: number % 4 == 0 ? 7 : time)
                        ])
                        let outcome = try await store.changeRow(1, of: dataset, change, if: .always)
                        guard case .written = outcome else {
                            Issue.record("\(outcome)")
                            return
                        }
                    }
                }
                try await group.waitForAll()
            }
            let row = try #require(try await store.row(1, of: dataset.name))
            #expect(row.version == 41)
            #expect(try await store.list(dataset).count == 1)
        }
    }

    @Test("Copying a dataset from another store creates its partitions")
    func copiedDataset() async throws {
        try await withPostgres { store in
            let source = InMemoryAnalyticsStore()
            let original = try await source.createDataset(TimePartitionTests.definition(.timestamp, .year))
            try await source.add(Self.rows((1...9).map { "200\($0)-01-01T00:00:00Z" }), to: original)
            try await StoreCopy(from: source, to: store).run { _ in }
            let copy = try await store.dataset(named: original.name)
            #expect(try await store.partitions(of: copy).count == 9)
            expectRows(try await store.list(copy), try await source.list(original))
        }
    }
}

/// A source with a hook before each batch and before the end.
final class HookedRowSource: RowSource {
    private let source: ScriptedRowSource
    private let count = Mutex(0)
    private let hook: @Sendable (Int) async throws(StorageError) -> Void

    init(_ batches: [RowBatch], _ hook: @escaping @Sendable (Int) async throws(StorageError) -> Void) {
        source = ScriptedRowSource(batches)
        self.hook = hook
    }

    func next() async throws(StorageError) -> RowBatch? {
        let index = count.withLock { count in
            defer { count += 1 }
            return count
        }
        try await hook(index)
        return try await source.next()
    }

    var fingerprint: [UInt8] { get async { await source.fingerprint } }
    var rejections: IngestRejections { get async { await source.rejections } }
}
