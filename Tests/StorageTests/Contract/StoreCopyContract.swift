import Models
import Storage
import StorageTesting
import Testing

/// Serialized: each test needs two stores, and concurrent tests that hold one each would deadlock.
@Suite("Contract: copying between stores", .serialized)
struct StoreCopyContract {
    static let pairs = StoreKind.testable.flatMap { from in StoreKind.testable.map { Pair(from: from, to: $0) } }

    struct Pair: CustomTestStringConvertible, Sendable {
        let from: StoreKind
        let to: StoreKind
        var testDescription: String { "\(from.rawValue) to \(to.rawValue)" }
    }

    @Test("A copy has every type, nulls, ids, row versions and data versions", arguments: pairs)
    func allTypes(pair: Pair) async throws {
        try await withStore(pair.from) { source in
            try await withStore(pair.to) { target in
                let extreme: [[Value]] = [
                    [
                        "é\u{1}\n日本\u{10000}", .integer(.max), 0.1,
                        try .exact("99999999999999999999999999999999999999"), true,
                        try .at("2026-03-29T01:00:00.000001Z"), try .day("2026-03-29"), .json(#"{"a":[1,2.50]}"#),
                    ],
                    [
                        "", .integer(.min), -1e300, try .exact("-0.00000000000000000000000000000000000001"), false,
                        try .at("1969-12-31T23:59:59.999999Z"), try .day("1969-12-31"), .json("null"),
                    ],
                    EveryType.columns.map { _ in .null },
                ]
                let dataset = try await source.make(EveryType.columns, rows: extreme + extreme)
                _ = try await source.make("empty", ["n": .integer])
                _ = try await source.changeRow(2, of: dataset, .delete, if: .always)
                _ = try await source.written(3, dataset, .patch([RowAssignment(column: 0, value: "x")]))
                var items: [StoreCopy.Item] = []
                try await StoreCopy(from: source, to: target).run { items.append($0) }
                #expect(items.map(\.name.rawValue) == ["empty", "things"])
                #expect(items.allSatisfy { $0.outcome == .copied } && items.map(\.rows) == [0, 5])
                let copy = try await target.dataset(named: dataset.name)
                let before = try await source.rows(of: dataset, page: RowPageRequest(limit: 100))
                let after = try await target.rows(of: copy, page: RowPageRequest(limit: 100))
                #expect(before == after && after.ids == [1, 3, 4, 5, 6] && after.versions == [1, 2, 1, 1, 1])
                #expect(copy.definition == dataset.definition && copy.rowCount == 5 && copy.dataVersion == 3)
                #expect(copy.createdAt == dataset.createdAt)
                try await target.add([extreme[0]], to: copy)
                let grown = try await target.rows(of: copy, page: RowPageRequest(after: 6, limit: 100))
                #expect(grown.ids.count == 1, "new ids come after those that were copied")
            }
        }
    }

    @Test("A copy of a random dataset equals its source", arguments: pairs)
    func random(pair: Pair) async throws {
        try await withStore(pair.from) { source in
            try await withStore(pair.to) { target in
                for seed in Seeds.some(4) {
                    let random = try RandomCase(seed: seed)
                    let dataset = try await source.createDataset(random.definition)
                    try await source.add(random.rows, to: dataset, batchSize: random.batchSize)
                    try await StoreCopy(from: source, to: target).run { _ in }
                    let copy = try await target.dataset(named: dataset.name)
                    expectRows(try await target.list(copy), random.rows, "WEIR_SEED=\(seed)")
                    try await source.dropDataset(named: dataset.name, expecting: nil)
                    try await target.dropDataset(named: dataset.name, expecting: nil)
                }
            }
        }
    }

    @Test(
        "A copy stops if the target has a dataset of the same name, unless existing ones are skipped",
        arguments: StoreKind.testable
    )
    func existingNames(kind: StoreKind) async throws {
        try await withStore(kind) { target in
            let source = InMemoryAnalyticsStore()
            for name in ["a", "b", "c"] { _ = try await source.make(name, ["n": .integer], rows: [[1]]) }
            let mine = try await target.make("b", ["s": .string], rows: [["mine"]])
            let copy = StoreCopy(from: source, to: target)
            await #expect(throws: StoreCopyError.self) { try await copy.run { _ in } }
            #expect(try await target.datasets().map(\.name.rawValue) == ["b"])
            #expect(try await copy.plan(skippingExisting: true).map(\.outcome) == [.planned, .skipped, .planned])
            #expect(try await target.datasets().count == 1, "a plan changes nothing")
            try await copy.run(skippingExisting: true) { _ in }
            #expect(try await target.datasets().map(\.name.rawValue) == ["a", "b", "c"])
            expectRows(try await target.list(mine), [["mine"]])
            await expectFailure("exists a") {
                try await target.adopt(StoredDatasetSource(source.dataset(named: Identifier("a")), in: source))
            }
        }
    }

    @Test(
        "A dataset that cannot be copied does not stop the others, but an unavailable store does",
        arguments: StoreKind.testable)
    func failingDatasets(kind: StoreKind) async throws {
        try await withStore(kind) { target in
            let store = InMemoryAnalyticsStore()
            for name in ["a", "b", "c", "d"] { _ = try await store.make(name, ["n": .integer], rows: [[1]]) }
            let some = FailingReads(store: store, failures: ["a": .overflow, "c": .unavailable(.busy)])
            var items: [StoreCopy.Item] = []
            try await StoreCopy(from: some, to: target).run { items.append($0) }
            #expect(items.map(\.outcome) == [.failed, .copied, .failed, .copied])
            #expect(items[0].error?.description.contains("\"a\": a number or a time does not fit") == true)
            #expect(try await target.datasets().map(\.name.rawValue) == ["b", "d"])
            for stop in [StorageError.unavailable(.unreachable), .cancelled] {
                let away = FailingReads(store: store, failures: ["a": stop])
                await #expect(throws: StoreCopyError.self) {
                    try await StoreCopy(from: away, to: target).run(skippingExisting: true) { _ in }
                }
                #expect(try await target.datasets().count == 2)
            }
            try await StoreCopy(from: store, to: target).run(skippingExisting: true) { _ in }
            #expect(try await target.datasets().map(\.name.rawValue) == ["a", "b", "c", "d"])
        }
    }

    @Test("A source that changes or fails midway leaves nothing in the target", arguments: StoreKind.testable)
    func changingSource(kind: StoreKind) async throws {
        try await withStore(kind) { target in
            let source = InMemoryAnalyticsStore()
            let dataset = try await source.make(["n": .integer], rows: (0..<500).map { [.integer($0)] })
            let changing = ChangingSource(StoredDatasetSource(dataset, in: source)) {
                _ = try? await source.changeRow(400, of: dataset, .delete, if: .always)
            }
            await expectFailure("version 1≠2") { try await target.adopt(changing) }
            #expect(try await target.datasets().isEmpty)
        }
    }
}

/// A source whose dataset is changed after the first page has been read.
private final class ChangingSource: DatasetSource {
    private let source: StoredDatasetSource
    private let change: @Sendable () async -> Void

    init(_ source: StoredDatasetSource, _ change: @escaping @Sendable () async -> Void) {
        self.source = source
        self.change = change
    }

    var dataset: Dataset { source.dataset }

    func next() async throws(StorageError) -> RowPage? {
        let page = try await source.next()
        await change()
        return page
    }
}
