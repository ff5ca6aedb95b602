import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Contract: deletion by a condition", .timeLimit(.minutes(3)))
struct DeletionContract {
    @Test(
        "Rows that meet a condition are deleted, and the dataset's version and row count follow",
        arguments: StoreKind.testable)
    func deletes(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = [["a", 1], ["b", 2], [.null, 3], ["a", 4], ["c", .null]]
            let dataset = try await store.make(["s": .string, "n": .integer], rows: rows)
            let isA = try ResolvedFilter.rows([.member("s", .equals, ["a"])], of: dataset.definition)
            #expect(try await store.deleteRows(of: dataset, matching: isA, atMost: nil) == .deleted(2, dataVersion: 2))
            expectRows(try await store.list(dataset), [["b", 2], [.null, 3], ["c", .null]])
            let described = try await store.dataset(named: dataset.name)
            #expect(described.rowCount == 3 && described.dataVersion == 2)
            // Without rows to delete, nothing changes.
            #expect(try await store.deleteRows(of: dataset, matching: isA, atMost: nil) == .deleted(0, dataVersion: 2))
            #expect(
                try await store.deleteRows(of: dataset, matching: .always, atMost: nil) == .deleted(3, dataVersion: 3))
            expectRows(try await store.list(dataset), [])
            // Ids of deleted rows are not used again.
            try await store.add([["d", 9]], to: dataset)
            #expect(try await store.row(5, of: dataset.name) == nil)
            #expect(try await store.row(6, of: dataset.name) != nil)
        }
    }

    @Test("A deletion of more rows than allowed deletes none and returns their number", arguments: StoreKind.testable)
    func limit(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: (0..<5).map { [.integer($0)] })
            let filter = try ResolvedFilter.rows([.member("n", .gte, [1])], of: dataset.definition)
            for limit: Int64 in [0, 3] {
                #expect(try await store.deleteRows(of: dataset, matching: filter, atMost: limit) == .tooMany(4))
            }
            #expect(try await store.dataset(named: dataset.name).dataVersion == 1)
            #expect(try await store.list(dataset).count == 5)
            #expect(
                try await store.deleteRows(of: dataset, matching: filter, atMost: 4) == .deleted(4, dataVersion: 2))
        }
    }

    @Test("A deletion removes exactly the rows that a list with the same condition has", arguments: StoreKind.testable)
    func agreesWithLists(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(8) {
                var random = try RandomCase(seed: seed)
                let dataset = try await store.createDataset(random.definition)
                try await store.add(random.rows, to: dataset, batchSize: random.batchSize)
                let filter = random.rowFilter()
                let version: Int64 = random.rows.isEmpty ? 0 : 1
                let page = RowPageRequest(filter: filter, limit: 1000)
                let doomed = Set(try await store.rows(of: dataset, page: page).ids)
                let before = try await store.rows(of: dataset, page: RowPageRequest(limit: 1000)).ids
                let outcome = try await store.deleteRows(of: dataset, matching: filter, atMost: nil)
                #expect(
                    outcome == .deleted(Int64(doomed.count), dataVersion: version + (doomed.isEmpty ? 0 : 1)),
                    "WEIR_SEED=\(seed)")
                let after = try await store.rows(of: dataset, page: RowPageRequest(limit: 1000)).ids
                #expect(after == before.filter { !doomed.contains($0) }, "WEIR_SEED=\(seed)")
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    @Test("A deletion from a dropped dataset fails, even if another one has its name", arguments: StoreKind.testable)
    func dropped(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            try await store.dropDataset(named: dataset.name, expecting: nil)
            let other = try await store.make(["n": .integer], rows: [[1]])
            await expectFailure("notFound things") {
                try await store.deleteRows(of: dataset, matching: .always, atMost: nil)
            }
            #expect(try await store.list(other).count == 1)
        }
    }

    @Test(
        "A deletion from a partitioned dataset reaches every partition and leaves concurrent rows",
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
            try await store.add((0..<40).map { row($0, $0 % 2) }, to: dataset)
            let even = try ResolvedFilter.rows([.member("n", .equals, [0])], of: dataset.definition)
            async let added = store.add((40..<60).map { row($0, 1) }, to: dataset)
            let outcome = try await store.deleteRows(of: dataset, matching: even, atMost: nil)
            guard case .deleted(20, _) = outcome else { throw UnexpectedDeletionError(outcome: outcome) }
            _ = try await added
            #expect(try await store.list(dataset, [.member("n", .equals, [0])]).isEmpty)
            #expect(try await store.list(dataset).count == 40)
        }
    }

    @Test("Concurrent deletions of overlapping rows delete each row once", arguments: StoreKind.testable)
    func concurrent(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: (0..<200).map { [.integer($0)] })
            let filters = try (0..<4).map { part in
                try ResolvedFilter.rows([.member("n", .gte, [.number("\(part * 25)")])], of: dataset.definition)
            }
            let deleted = try await withThrowingTaskGroup(of: Int64.self) { group in
                for filter in filters {
                    group.addTask {
                        let outcome = try await store.deleteRows(of: dataset, matching: filter, atMost: nil)
                        guard case .deleted(let count, _) = outcome else {
                            throw UnexpectedDeletionError(outcome: outcome)
                        }
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(deleted == 200)
            #expect(try await store.dataset(named: dataset.name).rowCount == 0)
        }
    }

    @Test("A cancelled deletion deletes nothing", arguments: StoreKind.databases)
    func cancelled(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: (0..<100).map { [.integer($0)] })
            let task = Task { try await store.deleteRows(of: dataset, matching: .always, atMost: nil) }
            task.cancel()
            // The deletion may have been committed before it was cancelled.
            let isDeleted: Bool
            do { isDeleted = try await task.value == .deleted(100, dataVersion: 2) } catch { isDeleted = false }
            #expect(try await store.list(dataset).count == (isDeleted ? 0 : 100))
        }
    }
}

private struct UnexpectedDeletionError: Error {
    let outcome: RowDeletion
}
