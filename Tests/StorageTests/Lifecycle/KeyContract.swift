import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Contract: keys", .timeLimit(.minutes(3)))
struct KeyContract {
    /// The columns `s`, `n` (the key), `m` and `x`.
    private static func definition(_ name: String = "keyed", key: [String] = ["s", "n"]) throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier(name),
            columns: [
                Column(name: Identifier("s"), type: .string, nullable: false),
                Column(name: Identifier("n"), type: .decimal, nullable: false),
                Column(name: Identifier("m"), type: .integer), Column(name: Identifier("x"), type: .string),
            ], key: key.map { try Identifier($0) })
    }

    private static func write(
        _ rows: [[Value]], _ mode: IngestMode, _ dataset: Dataset, _ store: any AnalyticsStore, key: String? = nil
    ) async throws -> IngestOutcome {
        try await store.ingest(
            ScriptedRowSource(dataset.columns, rows: rows, batchSize: 2), into: dataset, mode: mode, idempotencyKey: key
        )
    }

    private static let merge = IngestMode.merge(columns: [0, 1, 2, 3], where: .always)

    @Test("A dataset keeps its key", arguments: StoreKind.testable)
    func definition(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let made = try await store.createDataset(Self.definition())
            #expect(made.definition.key.map(\.rawValue) == ["s", "n"])
            #expect(try await store.dataset(named: made.name) == made)
            let wider = try await store.addColumns([Column(name: Identifier("y"), type: .json)], to: made.name)
            #expect(wider.definition.key == made.definition.key)
        }
    }

    @Test(
        "A row with the key of another one is refused, stored or new, and nothing is written",
        arguments: StoreKind.testable)
    func refused(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.createDataset(Self.definition())
            let row: [Value] = ["a", try .exact("1.50"), 1, "x"]
            try await store.add([row, ["a", try .exact("2"), 1, "x"], ["A", try .exact("1.5"), 1, "x"]], to: dataset)
            for rows in [
                [["b", try .exact("1"), nil, nil], ["a", try .exact("1.5"), nil, nil]],
                [["c", try .exact("7"), nil, nil], ["c", try .exact("7.0"), nil, nil]],
            ] as [[[Value]]] {
                await expectFailure("rejected 1") { try await Self.write(rows, .append, dataset, store) }
            }
            // Texts are compared byte by byte.
            try await store.add(
                [["é", try .exact("1"), nil, nil], ["e\u{301}", try .exact("1"), nil, nil]], to: dataset)
            await expectFailure("rejected 1") {
                try await store.changeRow(
                    2, of: dataset, .patch([RowAssignment(column: 1, value: try .exact("1.5"))]), if: .always)
            }
            let described = try await store.dataset(named: dataset.name)
            #expect(described.rowCount == 5 && described.dataVersion == 2)
        }
    }

    @Test(
        "Merged rows take the places of those with the same key, as if written one after the other",
        arguments: StoreKind.testable)
    func merges(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.createDataset(Self.definition())
            try await store.add([["a", try .exact("1"), 1, "old"], ["b", try .exact("1"), 2, "old"]], to: dataset)
            let outcome = try await Self.write(
                [
                    ["c", try .exact("1"), 3, "new"], ["a", try .exact("1.0"), nil, "first"],
                    ["c", try .exact("1"), 4, nil], ["a", try .exact("1"), 5, "second"],
                    ["d", try .exact("1"), 6, "new"],
                ], Self.merge, dataset, store)
            #expect(outcome == IngestOutcome(inserted: 2, updated: 3, rejections: .init(), dataVersion: 2))
            let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 100))
            expectRows(
                page.rows.values,
                [
                    ["a", try .exact("1"), 5, "second"], ["b", try .exact("1"), 2, "old"],
                    ["c", try .exact("1"), 4, nil], ["d", try .exact("1"), 6, "new"],
                ])
            #expect(page.ids.prefix(2) == [1, 2] && page.versions == [3, 1, 2, 1])
            #expect(try await store.dataset(named: dataset.name).rowCount == 4)
            let empty = try await Self.write([], Self.merge, dataset, store)
            #expect(empty == IngestOutcome(inserted: 0, rejections: .init(), dataVersion: 2))
        }
    }

    @Test(
        "Rows with known keys are left out if duplicates are ignored; the first of a body stays",
        arguments: StoreKind.testable)
    func ignores(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.createDataset(Self.definition())
            try await store.add([["a", try .exact("1"), 1, "old"]], to: dataset)
            let rows: [[Value]] = [
                ["a", try .exact("1"), 2, "new"], ["b", try .exact("1"), 3, "first"],
                ["b", try .exact("1"), 4, "second"],
            ]
            let outcome = try await Self.write(rows, .ignoreDuplicates, dataset, store, key: "k")
            #expect(outcome == IngestOutcome(inserted: 1, ignored: 2, rejections: .init(), dataVersion: 2))
            expectRows(
                try await store.list(dataset), [["a", try .exact("1"), 1, "old"], ["b", try .exact("1"), 3, "first"]])
            // Nothing new changes nothing, and a repetition has the first counts.
            #expect(try await Self.write(rows, .ignoreDuplicates, dataset, store).dataVersion == 2)
            let again = try await Self.write(rows, .ignoreDuplicates, dataset, store, key: "k")
            #expect(again.ignored == 2 && again.inserted == 1 && again.replayed)
        }
    }

    @Test(
        "A merge sets only the given columns, and only rows that meet its condition",
        arguments: StoreKind.testable)
    func restricted(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.createDataset(Self.definition())
            try await store.add([["a", try .exact("1"), 1, "mine"], ["b", try .exact("1"), 2, "other"]], to: dataset)
            let mine = try ResolvedFilter.rows([.member("x", .equals, ["mine"])], of: dataset.definition)
            let mode = IngestMode.merge(columns: [0, 1, 2], where: mine)
            let done = try await Self.write([["a", try .exact("1"), 7, "lost"]], mode, dataset, store)
            #expect(done.updated == 1)
            let rows: [[Value]] = [["a", try .exact("1"), 8, nil], ["b", try .exact("1"), 9, nil]]
            let error = await #expect(throws: StorageError.self) { try await Self.write(rows, mode, dataset, store) }
            guard case .rejected(let rejections)? = error else { throw UnexpectedErrorError(error: error) }
            #expect(rejections.count == 1 && rejections.errors.first?.code == .outsideFilter)
            expectRows(
                try await store.list(dataset),
                [["a", try .exact("1"), 7, "mine"], ["b", try .exact("1"), 2, "other"]])
        }
    }

    @Test(
        "Concurrent merges of the same keys leave one row of each key",
        arguments: StoreKind.testable)
    func concurrency(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.createDataset(Self.definition())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for _ in 0..<3 {
                            let rows: [[Value]] = try (0..<10).map {
                                ["k", try .exact("\(($0 + writer) % 12)"), .integer(Int64(writer)), nil]
                            }
                            _ = try await Self.write(rows, Self.merge, dataset, store)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await store.list(dataset)
            #expect(rows.count == 12 && Set(rows.map { $0[1] }).count == 12)
            #expect(try await store.dataset(named: dataset.name).rowCount == 12)
        }
    }

    @Test("A failed merge changes nothing", arguments: StoreKind.testable)
    func failure(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.createDataset(Self.definition())
            try await store.add([["a", try .exact("1"), 1, "old"]], to: dataset)
            let source = ScriptedRowSource(
                dataset.columns, rows: [["a", try .exact("1"), 2, nil], ["b", try .exact("1"), 2, nil]], batchSize: 1,
                failure: .overflow)
            await expectFailure("overflow") {
                try await store.ingest(source, into: dataset, mode: Self.merge, idempotencyKey: nil)
            }
            expectRows(try await store.list(dataset), [["a", try .exact("1"), 1, "old"]])
        }
    }

    @Test("A copied dataset keeps its key", arguments: StoreKind.databases)
    func copies(kind: StoreKind) async throws {
        try await withStore(.inMemory) { source in
            let dataset = try await source.createDataset(Self.definition())
            try await source.add([["a", try .exact("1"), 1, nil]], to: dataset)
            try await withStore(kind) { target in
                let known = try await source.dataset(named: dataset.name)
                let copy = try await target.adopt(StoredDatasetSource(known, in: source))
                #expect(copy.definition == known.definition)
                await expectFailure("rejected 1") { try await target.add([["a", try .exact("1"), 1, nil]], to: copy) }
            }
        }
    }

    @Test(
        "A key of a partitioned dataset contains the time column and holds across partitions",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func partitions() async throws {
        let columns = [
            Column(name: try Identifier("t"), type: .date, nullable: false),
            Column(name: try Identifier("n"), type: .integer, nullable: false),
            Column(name: try Identifier("v"), type: .integer),
        ]
        func definition(_ key: [String]) throws -> DatasetDefinition {
            try DatasetDefinition(
                name: Identifier("events"), columns: columns, timeColumn: Identifier("t"), partitioning: .day,
                key: key.map { try Identifier($0) })
        }
        #expect(throws: DefinitionError.key(.withoutTimeColumn(try Identifier("t")))) { try definition(["n"]) }
        try await withStore(.postgres) { store in
            let dataset = try await store.createDataset(definition(["n", "t"]))
            func row(_ day: Int, _ v: Int) -> [Value] {
                [.date(CalendarDate(daysSinceEpoch: 20_000 + day)), 1, .integer(Int64(v))]
            }
            try await store.add((0..<4).map { row($0, 0) }, to: dataset)
            await expectFailure("rejected 1") { try await store.add([row(9, 0), row(2, 0)], to: dataset) }
            let outcome = try await Self.write(
                (2..<8).map { row($0, 1) }, .merge(columns: [2], where: .always), dataset, store)
            #expect(outcome.inserted == 4 && outcome.updated == 2)
            expectRows(try await store.list(dataset), (0..<2).map { row($0, 0) } + (2..<8).map { row($0, 1) })
        }
    }
}

private struct UnexpectedErrorError: Error {
    let error: StorageError?
}
