import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: random cases")
struct PropertyContract {
    @Test("A database answers random queries like the in-memory store", arguments: StoreKind.databases)
    func inMemoryComparison(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(40) {
                var random = try RandomCase(seed: seed)
                let twin = InMemoryAnalyticsStore()
                let dataset = try await fill(store, with: random)
                let mirror = try await fill(twin, with: random)
                for number in 0..<25 {
                    let query = random.query()
                    let got = await outcome { try await store.answer(query, on: dataset) }
                    let expected = await outcome { try await twin.answer(query, on: mirror) }
                    guard let problem = Self.difference(got, expected) else { continue }
                    Issue.record(
                        "WEIR_SEED=\(seed), query \(number): \(problem)\n\(Self.describe(query))\nrows:\n\(Self.describe(random.rows))"
                    )
                    return
                }
                for number in 0..<8 {
                    let filter = random.rowFilter()
                    let limit = Int.random(in: 1...30, using: &random.generator)
                    let got = try await pages(of: dataset, in: store, filter, limit)
                    let expected = try await pages(of: mirror, in: twin, filter, limit)
                    guard let problem = StorageTests.difference(got, expected) else { continue }
                    Issue.record(
                        "WEIR_SEED=\(seed), listing \(number): \(problem)\n\(filter)\nrows:\n\(Self.describe(random.rows))"
                    )
                    return
                }
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    @Test("A condition and its opposite partition the rows", arguments: StoreKind.testable)
    func complements(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(10) {
                var random = try RandomCase(seed: seed)
                let dataset = try await fill(store, with: random)
                for _ in 0..<20 {
                    let (column, test) = random.singleTest()
                    guard let opposite = test.opposite else { continue }
                    var ids: [Int64] = []
                    for test in [test, opposite] {
                        ids += try await store.rows(
                            of: dataset, page: RowPageRequest(filter: .test(operand: column, test), limit: 1000)
                        ).ids
                    }
                    #expect(
                        ids.sorted() == Array(Set(ids)).sorted() && ids.count == random.rows.count,
                        "WEIR_SEED=\(seed): \(test) of \(random.columns[column])")
                }
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    @Test("The counts of all groups add up to the number of matching rows", arguments: StoreKind.testable)
    func countsAddUp(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(10) {
                var random = try RandomCase(seed: seed)
                let dataset = try await fill(store, with: random)
                for _ in 0..<20 {
                    let shape = random.query()
                    let count = Measure(function: .count, column: nil, type: .integer)
                    let query = ResolvedQuery(
                        columns: shape.columns, groups: shape.groups, measures: [count], visibleMeasures: 1,
                        output: Array(shape.output.prefix(shape.groups.count)) + [
                            ResultColumn(name: "n", type: .integer)
                        ],
                        rowFilter: shape.rowFilter, groupFilter: .always,
                        order: shape.groups.indices.map { .init(.group($0), descending: false) }, limit: nil, offset: 0,
                        wantsTotal: true, fill: nil)
                    let answer = try await store.answer(query, on: dataset)
                    let sum = answer.rows.reduce(Int64(0)) { sum, row in
                        if case .integer(let number)? = row.last { sum + number } else { sum }
                    }
                    let passing = random.rows.filter { row in shape.rowFilter.holds { row[$0] } }.count
                    #expect(sum == Int64(passing), "WEIR_SEED=\(seed)\n\(Self.describe(query))")
                    #expect(answer.total == Int64(answer.rows.count), "WEIR_SEED=\(seed)\n\(Self.describe(query))")
                }
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    @Test("Consecutive pages add up to the whole result", arguments: StoreKind.testable)
    func consecutivePages(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(10) {
                var random = try RandomCase(seed: seed)
                let dataset = try await fill(store, with: random)
                for _ in 0..<8 {
                    let shape = random.query()
                    let size = Int.random(in: 1...9, using: &random.generator)
                    guard
                        case .success(let whole) = await outcome({
                            try await store.answer(shape.paged(limit: nil, offset: 0), on: dataset)
                        }), whole.rows.count < 200
                    else { continue }
                    var together: [[Value]] = []
                    for offset in stride(from: 0, through: whole.rows.count, by: size) {
                        let page = try await store.answer(shape.paged(limit: size, offset: offset), on: dataset)
                        #expect(page.total == Int64(whole.rows.count), "WEIR_SEED=\(seed)\n\(Self.describe(shape))")
                        #expect(
                            page.isTruncated == (offset + size < whole.rows.count),
                            "WEIR_SEED=\(seed)\n\(Self.describe(shape))")
                        together += page.rows
                    }
                    expectRows(together, whole.rows, "WEIR_SEED=\(seed)\n\(Self.describe(shape))\n")
                }
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    // MARK: Steps

    private func fill(_ store: any AnalyticsStore, with random: RandomCase) async throws -> Dataset {
        let dataset = try await store.createDataset(random.definition)
        try await store.add(random.rows, to: dataset, batchSize: random.batchSize)
        return dataset
    }

    private func pages(
        of dataset: Dataset, in store: any AnalyticsStore, _ filter: ResolvedFilter, _ limit: Int
    ) async throws -> [[Value]] {
        var rows: [[Value]] = []
        var after: Int64?
        while true {
            let page = try await store.rows(
                of: dataset, page: RowPageRequest(filter: filter, after: after, limit: limit))
            // A marker row after each page makes different page boundaries visible.
            rows += page.rows.values + [[.boolean(page.hasMore)]]
            after = page.ids.last
            // Stops if pages do not advance, so that the tests do not hang.
            if !page.hasMore || rows.count > 1000 { return rows }
        }
    }

    private func outcome(_ body: () async throws -> CollectedResult) async -> Result<CollectedResult, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private static func difference(
        _ got: Result<CollectedResult, any Error>, _ expected: Result<CollectedResult, any Error>
    ) -> Comment? {
        switch (got, expected) {
        case (.success(let got), .success(let expected)):
            if got.total != expected.total {
                return
                    "total \(got.total.map(String.init) ?? "none"), expected \(expected.total.map(String.init) ?? "none")"
            }
            if got.isTruncated != expected.isTruncated { return "truncated \(got.isTruncated)" }
            return StorageTests.difference(got.rows, expected.rows)
        case (.failure(let got), .failure(let expected)):
            let shapes = [got, expected].map { ($0 as? StorageError)?.shape ?? "\($0)" }
            return shapes[0] == shapes[1] ? nil : "failed with \(shapes[0]), expected \(shapes[1])"
        case (.success, .failure(let error)): return "got a result, expected \(error)"
        case (.failure(let error), .success): return "failed with \(error), expected a result"
        }
    }

    private static func describe(_ query: ResolvedQuery) -> String {
        let groups = query.groups.map { grouping in
            switch grouping {
            case .column(let column): "c\(column)"
            case .part(let column, let part, let zone): "\(part) of c\(column) in \(zone.identifier)"
            case .bucket(let column, let rule): "c\(column) by \(rule.granularity) in \(rule.zone.identifier)"
            }
        }
        let measures = query.measures.map {
            "\($0.function)(\($0.column.map { "c\($0)" } ?? "\($0.operands)")) at \($0.fraction) where \($0.condition)"
        }
        let types = query.columns.map(\.type.rawValue).joined(separator: ", ")
        return """
            columns: \(types)
            groups: \(groups)
            measures: \(measures), \(query.visibleMeasures) visible
            where: \(query.rowFilter)
            having: \(query.groupFilter)
            order: \(query.order.map { "\($0.target) \($0.descending ? "desc" : "asc")" })
            limit: \(query.limit.map(String.init) ?? "none") offset: \(query.offset) total: \(query.wantsTotal)
            fill: \(query.fill.map { "\($0.group) \($0.range.map { "\($0)" } ?? "found")" } ?? "none")
            """
    }

    private static func describe(_ rows: [[Value]]) -> String {
        rows.map { "    " + $0.map(\.shown).joined(separator: " | ") }.joined(separator: "\n")
    }
}

extension ResolvedFilter.Test {
    /// The test that exactly the other values pass; `nil` if there is none.
    fileprivate var opposite: ResolvedFilter.Test? {
        switch self {
        case .isNull: .isNotNull
        case .isNotNull: .isNull
        case .oneOf(let values, let orNull): .noneOf(values, orNull: orNull)
        case .noneOf(let values, let orNull): .oneOf(values, orNull: orNull)
        case .containsAny(let texts): .containsNone(texts)
        case .containsNone(let texts): .containsAny(texts)
        case .inRange(let from, let to): .notInRange(from: from, to: to)
        case .notInRange(let from, let to): .inRange(from: from, to: to)
        case .compare, .startsWithAny, .endsWithAny: nil
        }
    }
}

extension ResolvedQuery {
    fileprivate func paged(limit: Int?, offset: Int) -> ResolvedQuery {
        ResolvedQuery(
            columns: columns, groups: groups, measures: measures, visibleMeasures: visibleMeasures, output: output,
            rowFilter: rowFilter, groupFilter: groupFilter, order: order, limit: limit, offset: offset,
            wantsTotal: true,
            fill: fill)
    }
}
