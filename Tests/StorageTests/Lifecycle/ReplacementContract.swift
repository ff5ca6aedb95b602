import Models
import StorageTesting
import Synchronization
import Testing

@testable import Storage

@Suite("Contract: replacing rows", .timeLimit(.minutes(3)))
struct ReplacementContract {
    private static func slice(_ dataset: Dataset, from: Int, to: Int) throws -> IngestMode {
        .replace(
            try ResolvedFilter.rows(
                [.member("n", .gte, [.number("\(from)")]), .member("n", .lt, [.number("\(to)")])],
                of: dataset.definition))
    }

    private static func source(_ dataset: Dataset, _ rows: [[Value]], failure: StorageError? = nil) -> ScriptedRowSource
    {
        ScriptedRowSource(dataset.columns, rows: rows, batchSize: 2, failure: failure)
    }

    @Test("The rows of a condition are replaced in one change of the dataset", arguments: StoreKind.testable)
    func replaces(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["n": .integer, "s": .string], rows: (0..<6).map { [.integer($0), "old"] })
            let outcome = try await store.ingest(
                Self.source(dataset, [[2, "new"], [3, "new"], [2, "new"]]), into: dataset,
                mode: Self.slice(dataset, from: 2, to: 5), idempotencyKey: nil)
            #expect(outcome == IngestOutcome(inserted: 3, deleted: 3, rejections: .init(), dataVersion: 2))
            expectRows(
                try await store.list(dataset),
                [[0, "old"], [1, "old"], [5, "old"], [2, "new"], [3, "new"], [2, "new"]])
            let described = try await store.dataset(named: dataset.name)
            #expect(described.rowCount == 6 && described.dataVersion == 2)
            // Without new rows, the old ones are deleted.
            let emptied = try await store.ingest(
                Self.source(dataset, []), into: dataset, mode: Self.slice(dataset, from: 2, to: 5), idempotencyKey: nil)
            #expect(emptied.deleted == 3 && emptied.inserted == 0 && emptied.dataVersion == 3)
            let nothing = try await store.ingest(
                Self.source(dataset, []), into: dataset, mode: Self.slice(dataset, from: 2, to: 5), idempotencyKey: nil)
            #expect(nothing.deleted == 0 && nothing.dataVersion == 3)
        }
    }

    @Test(
        "A replacement all of whose rows are rejected deletes nothing, and its key can be used again",
        arguments: StoreKind.testable)
    func allRejected(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2], [3]])
            let mode = try Self.slice(dataset, from: 2, to: 9)
            let error = RowError(line: 2, column: "n", code: .invalidValue, got: "x", expected: "an integer")
            let rejections = IngestRejections(count: 1, errors: [error])
            func replace(_ rows: [[Value]]) async throws -> IngestOutcome {
                try await store.ingest(
                    ScriptedRowSource(dataset.columns, rows: rows, rejections: rejections), into: dataset, mode: mode,
                    idempotencyKey: "k")
            }
            await expectFailure("rejected 1") { try await replace([]) }
            expectRows(try await store.list(dataset), [[1], [2], [3]])
            #expect(try await store.dataset(named: dataset.name).dataVersion == dataset.dataVersion)
            // A valid row beside the rejected one replaces the slice.
            let written = try await replace([[4]])
            #expect(written == IngestOutcome(inserted: 1, deleted: 2, rejections: rejections, dataVersion: 2))
            // Other modes delete nothing, so they report the rejections.
            let added = try await store.ingest(
                ScriptedRowSource(dataset.columns, rows: [], rejections: rejections), into: dataset, mode: .append,
                idempotencyKey: nil)
            #expect(added.inserted == 0 && added.rejections == rejections)
            expectRows(try await store.list(dataset), [[1], [4]])
        }
    }

    @Test(
        "A repeated replacement with the same key writes once and returns the first counts",
        arguments: StoreKind.testable)
    func idempotency(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2], [3]])
            let mode = try Self.slice(dataset, from: 2, to: 9)
            func replace() async throws -> IngestOutcome {
                try await store.ingest(
                    Self.source(dataset, [[4]]), into: dataset, mode: mode, idempotencyKey: "k")
            }
            var expected = try await replace()
            #expect(expected == IngestOutcome(inserted: 1, deleted: 2, rejections: .init(), dataVersion: 2))
            try await store.add([[5]], to: dataset)
            expected.replayed = true
            #expect(try await replace() == expected)
            expectRows(try await store.list(dataset), [[1], [4], [5]])
        }
    }

    @Test("A replacement that fails or is cancelled at any batch leaves the old rows", arguments: StoreKind.testable)
    func failures(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old: [[Value]] = (0..<5).map { [.integer($0)] }
            let dataset = try await store.make(["n": .integer], rows: old)
            let mode = try Self.slice(dataset, from: 0, to: 100)
            for count in 0..<6 {
                let rows: [[Value]] = (0..<count).map { [.integer(Int64($0))] }
                await expectFailure("overflow", "\(count) rows") {
                    try await store.ingest(
                        Self.source(dataset, rows, failure: .overflow), into: dataset, mode: mode, idempotencyKey: "k")
                }
                expectRows(try await store.list(dataset), old)
            }
            let held = HeldRowSource([RowBatch(dataset.columns.map(\.type), rows: [[1], [2], [3]])])
            let task = Task { try await store.ingest(held, into: dataset, mode: mode, idempotencyKey: "k") }
            await held.waitUntilReached()
            task.cancel()
            await #expect(throws: StorageError.self) { try await task.value }
            expectRows(try await store.list(dataset), old)
            let done = try await store.ingest(
                Self.source(dataset, [[9]]), into: dataset, mode: mode, idempotencyKey: "other")
            #expect(done.inserted == 1)
            expectRows(try await store.list(dataset), [[9]])
        }
    }

    @Test(
        "A reader sees the old rows or the new ones, and of concurrent replacements one stays",
        arguments: StoreKind.testable)
    func concurrency(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["n": .integer, "w": .integer], rows: (0..<10).map { [.integer($0), 0] })
            let mode = try Self.slice(dataset, from: 0, to: 100)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 1...4 {
                    group.addTask {
                        for _ in 0..<3 {
                            _ = try await store.ingest(
                                Self.source(dataset, (0..<10).map { [.integer($0), .integer(Int64(writer))] }),
                                into: dataset, mode: mode, idempotencyKey: nil)
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<20 {
                        let rows = try await store.list(dataset)
                        #expect(rows.count == 10 && Set(rows.map { $0[1] }).count == 1)
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await store.list(dataset)
            #expect(rows.count == 10 && Set(rows.map { $0[1] }).count == 1)
            #expect(try await store.dataset(named: dataset.name).rowCount == 10)
        }
    }

    @Test(
        "A slice of a partitioned dataset is replaced across partitions, new ones included",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func partitions() async throws {
        try await withStore(.postgres) { store in
            let dataset = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("events"),
                    columns: [
                        Column(name: Identifier("t"), type: .date, nullable: false),
                        Column(name: Identifier("n"), type: .integer),
                    ], timeColumn: Identifier("t"), partitioning: .day))
            let first = CalendarDate(year: 2026, month: 1, day: 1).daysSinceEpoch
            func row(_ day: Int, _ n: Int) -> [Value] {
                [.date(CalendarDate(daysSinceEpoch: first + day)), .integer(Int64(n))]
            }
            try await store.add((0..<10).map { row($0, 0) }, to: dataset)
            let range = try ResolvedFilter.rows(
                [.member("t", .inDateRange, ["2026-01-04", "2026-01-20"])], of: dataset.definition)
            let outcome = try await store.ingest(
                ScriptedRowSource(dataset.columns, rows: (3..<20).map { row($0, 1) }, batchSize: 4), into: dataset,
                mode: .replace(range), idempotencyKey: nil)
            #expect(outcome.deleted == 7 && outcome.inserted == 17)
            expectRows(try await store.list(dataset), (0..<3).map { row($0, 0) } + (3..<20).map { row($0, 1) })
        }
    }
}
