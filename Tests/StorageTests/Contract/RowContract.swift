import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: single rows")
struct RowContract {
    @Test("A row of every type is read by its id with version 1", arguments: StoreKind.testable)
    func reads(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let row: [Value] = [
                "é\u{1}", 9_007_199_254_740_993, 0.1, try .exact("-0.00000000000000000000000000000000000001"), true,
                try .at("2026-03-29T01:00:00.000001Z"), try .day("2026-03-29"), .json(#"{"a":[1,2.50]}"#),
            ]
            let empty: [Value] = row.map { _ in .null }
            let dataset = try await store.make(EveryType.columns, rows: [row, empty])
            let first = try #require(try await store.row(1, of: dataset.name))
            expectRows(first.rows, [row])
            #expect(first.id == 1 && first.version == 1 && first.dataset == dataset.id)
            #expect(first.columns == dataset.columns)
            expectRows(try #require(try await store.row(2, of: dataset.name)).rows, [empty])
            for id: Int64 in [3, 0, -1, .max, .min] { #expect(try await store.row(id, of: dataset.name) == nil) }
        }
    }

    @Test("Replacing and patching write values of every type and increment the version", arguments: StoreKind.testable)
    func writes(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let empty: [Value] = EveryType.columns.map { _ in .null }
            let dataset = try await store.make(EveryType.columns, rows: [empty, empty])
            let full: [Value] = [
                "", -1, 1e300, try .exact("12.50"), false, try .at("1969-12-31T23:59:59.999999Z"),
                try .day("1969-12-31"), .json("null"),
            ]
            let replaced = try await store.written(1, dataset, .replace(full))
            expectRows(replaced.rows, [full])
            #expect(replaced.version == 2)
            #expect(try await store.row(1, of: dataset.name) == replaced)
            for (column, value) in full.enumerated() {
                let patched = try await store.written(
                    2, dataset, .patch([RowAssignment(column: column, value: value)]))
                expectRows(patched.rows, [Array(full.prefix(column + 1)) + empty.dropFirst(column + 1)])
                #expect(patched.version == Int64(column + 2))
            }
            let cleared = try await store.written(2, dataset, .patch([RowAssignment(column: 0, value: .null)]))
            expectRows(cleared.rows, [[.null] + full.dropFirst()])
            // After the ingest: one change of row 1, one per column of row 2, and one more of row 2.
            #expect(try await store.dataset(named: dataset.name).dataVersion == 1 + 1 + Int64(full.count) + 1)
        }
    }

    @Test("A patch without columns writes nothing", arguments: StoreKind.testable)
    func emptyPatch(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            let outcome = try await store.changeRow(1, of: dataset, .patch([]), if: .always)
            guard case .written(let row, let version) = outcome else { throw UnexpectedOutcomeError(outcome) }
            #expect(row.version == 1 && version == 1)
            #expect(
                try await store.changeRow(1, of: dataset, .patch([]), if: .version(in: [2])) == .conflict(version: 1))
            #expect(try await store.changeRow(2, of: dataset, .patch([]), if: .always) == .notFound)
        }
    }

    @Test("A deleted row's id is never reused", arguments: StoreKind.testable)
    func deletes(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2]])
            #expect(try await store.changeRow(2, of: dataset, .delete, if: .always) == .deleted(dataVersion: 2))
            #expect(try await store.row(2, of: dataset.name) == nil)
            #expect(try await store.changeRow(2, of: dataset, .delete, if: .always) == .notFound)
            #expect(try await store.dataset(named: dataset.name).rowCount == 1)
            try await store.add([[3]], to: dataset)
            let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 10))
            #expect(page.ids.count == 2 && page.ids[0] == 1 && page.ids[1] > 2)
            expectRows(page.rows.values, [[1], [3]])
            #expect(page.versions == [1, 1])
        }
    }

    @Test("A conditional change requires an expected version", arguments: StoreKind.testable)
    func conditions(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            _ = try await store.written(1, dataset, .replace([2]))
            for change in [RowChange.replace([9]), .patch([RowAssignment(column: 0, value: 9)]), .delete] {
                for stale: Set<Int64> in [[], [1], [1, 3], [.max, .min]] {
                    #expect(
                        try await store.changeRow(1, of: dataset, change, if: .version(in: stale))
                            == .conflict(version: 2))
                }
                #expect(try await store.changeRow(7, of: dataset, change, if: .version(in: [1])) == .notFound)
            }
            #expect(try await store.dataset(named: dataset.name).dataVersion == 2)
            expectRows(try await store.list(dataset), [[2]])
            let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 1))
            #expect(page.versions == [2])
            let outcome = try await store.changeRow(1, of: dataset, .delete, if: .version(in: [1, 2]))
            #expect(outcome == .deleted(dataVersion: 3))
        }
    }

    @Test("Reading and writing a row follow added columns", arguments: StoreKind.testable)
    func addedColumns(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2]])
            // Enough reads for a database to cache a generic plan.
            for _ in 0..<8 { #expect(try await store.row(1, of: dataset.name)?.columns.count == 1) }
            let wider = try await store.addColumns([Column(name: Identifier("s"), type: .string)], to: dataset.name)
            for _ in 0..<3 { expectRows(try #require(try await store.row(1, of: dataset.name)).rows, [[1, nil]]) }
            _ = try await store.written(1, wider, .patch([RowAssignment(column: 1, value: "x")]))
            // A caller without the new column: a patch keeps its value, a replacement clears it.
            let patched = try await store.written(1, dataset, .patch([RowAssignment(column: 0, value: 5)]))
            expectRows(patched.rows, [[5, "x"]])
            let replaced = try await store.written(1, dataset, .replace([6]))
            expectRows(replaced.rows, [[6, nil]])
        }
    }

    @Test(
        "A dataset that was dropped and created anew is distinguished from the old one",
        arguments: StoreKind.testable
    )
    func recreated(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.make(["n": .integer], rows: [[1]])
            for _ in 0..<8 { #expect(try await store.row(1, of: old.name)?.dataset == old.id) }
            try await store.dropDataset(named: old.name, expecting: nil)
            await expectFailure("notFound things") { try await store.row(1, of: old.name) }
            await expectFailure("notFound things") {
                try await store.changeRow(1, of: old, .replace([2]), if: .always)
            }
            let new = try await store.make(["n": .string, "m": .integer], rows: [["a", 1]])
            for _ in 0..<3 {
                let row = try #require(try await store.row(1, of: new.name))
                #expect(row.dataset == new.id && new.id != old.id)
                expectRows(row.rows, [["a", 1]])
            }
            await expectFailure("notFound things") { try await store.changeRow(1, of: old, .delete, if: .always) }
            await expectFailure("notFound thing ~things") { try await store.row(1, of: Identifier("thing")) }
        }
    }

    @Test("Concurrent conditional writes lose no update", arguments: StoreKind.testable)
    func noLostUpdate(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[0]])
            let (writers, each) = (5, 12)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<writers {
                    group.addTask {
                        for _ in 0..<each { try await Self.increment(1, of: dataset, in: store) }
                    }
                }
                try await group.waitForAll()
            }
            let row = try #require(try await store.row(1, of: dataset.name))
            expectRows(row.rows, [[.integer(Int64(writers * each))]])
            #expect(row.version == Int64(writers * each + 1))
            #expect(try await store.dataset(named: dataset.name).dataVersion == Int64(writers * each + 1))
        }
    }

    @Test("Concurrent deletions of a row succeed once", arguments: StoreKind.testable)
    func deletedOnce(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[0]])
            let outcomes = try await withThrowingTaskGroup(of: RowChangeOutcome.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await store.changeRow(1, of: dataset, .delete, if: .version(in: [1])) }
                }
                return try await group.reduce(into: [RowChangeOutcome]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .deleted(dataVersion: 2) }.count == 1)
            #expect(outcomes.filter { $0 == .notFound }.count == 7)
            let after = try await store.dataset(named: dataset.name)
            #expect(after.rowCount == 0 && after.dataVersion == 2)
        }
    }

    /// Increments a row's value with conditional writes, and retries after a conflict.
    private static func increment(_ id: Int64, of dataset: Dataset, in store: any AnalyticsStore) async throws {
        while true {
            guard let row = try await store.row(id, of: dataset.name), case .integer(let number) = row.rows[0][0] else {
                throw UnexpectedOutcomeError(.notFound)
            }
            let outcome = try await store.changeRow(
                id, of: dataset, .replace([.integer(number + 1)]), if: .version(in: [row.version]))
            switch outcome {
            case .written: return
            case .conflict(let version): #expect(version > row.version)
            default: throw UnexpectedOutcomeError(outcome)
            }
        }
    }
}

/// An unexpected outcome of a change.
struct UnexpectedOutcomeError: Error {
    let outcome: RowChangeOutcome
    init(_ outcome: RowChangeOutcome) { self.outcome = outcome }
}

extension StoredRow {
    /// The row's values as a list of one row.
    var rows: [[Value]] { values.values }
}

extension AnalyticsStore {
    /// Changes an existing row.
    func written(_ id: Int64, _ dataset: Dataset, _ change: RowChange) async throws -> StoredRow {
        let outcome = try await changeRow(id, of: dataset, change, if: .always)
        guard case .written(let row, _) = outcome else { throw UnexpectedOutcomeError(outcome) }
        return row
    }
}
