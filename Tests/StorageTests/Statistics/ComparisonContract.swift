import Models
import Storage
import StorageTesting
import TestSupport
import Testing

@Suite("Contract: comparison of time ranges")
struct ComparisonContract {
    private func sales(_ store: any AnalyticsStore) async throws -> Dataset {
        func row(_ day: String, _ shop: String, _ number: Int64) throws -> [Value] {
            [try .day(day), .string(shop), .integer(number), try .at(day + "T22:30:00Z")]
        }
        return try await store.make(
            ["y": .date, "s": .string, "n": .integer, "t": .timestamp],
            rows: [
                row("2026-01-01", "a", 1), row("2026-01-02", "a", 2), row("2026-01-02", "b", 4),
                row("2026-01-30", "a", 8),
                row("2026-02-01", "a", 16), row("2026-02-02", "b", 32), row("2026-02-28", "a", 64),
                row("2026-03-01", "a", 128),
            ])
    }

    @Test("Measures of several ranges stand side by side with their differences", arguments: StoreKind.testable)
    func totals(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await sales(store)
            let time = TimeDimension(
                "y", compareDateRange: [.bounds(["2026-02-01", "2026-02-28"]), .bounds(["2026-01-01", "2026-01-31"])])
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: ["sum(n)", MeasureItem("ratio(sum(n), count)", as: "mean"), "min(s)"], dimensions: ["s"],
                    timeDimensions: [time], order: [OrderItem("sum(n)@1.change", .desc)]))
            #expect(
                answer.columns.map(\.name) == [
                    "s", "sum(n)", "sum(n)@1", "sum(n)@1.change", "mean", "mean@1", "mean@1.change", "min(s)",
                    "min(s)@1",
                ])
            expectRows(
                answer.rows,
                [
                    ["a", 80, 11, 69, 40.0, .double(11.0 / 3), .double(40 - 11.0 / 3), "a", "a"],
                    ["b", 32, 4, 28, 32.0, 4.0, 28.0, "b", "b"],
                ])
            let filtered = try await store.ask(
                dataset,
                Query(
                    measures: ["count"], dimensions: ["s"], timeDimensions: [time],
                    filters: [.member("sum(n)", .gt, [.number("40")])], total: true))
            expectRows(filtered.rows, [["a", 2, 3, -1]])
            #expect(filtered.total == 1)
        }
    }

    @Test("Buckets of ranges of different lengths are aligned by their ordinal", arguments: StoreKind.testable)
    func buckets(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await sales(store)
            let february = TimeDimension(
                "y", granularity: "day",
                compareDateRange: [.bounds(["2026-02-01", "2026-02-28"]), .bounds(["2026-01-01", "2026-01-31"])])
            let answer = try await store.ask(dataset, Query(measures: ["sum(n)", "count"], timeDimensions: [february]))
            try expectRows(
                answer.rows,
                [
                    [.day("2026-02-01"), 16, 1, 15, 1, 1, 0], [.day("2026-02-02"), 32, 6, 26, 1, 2, -1],
                    [.day("2026-02-28"), 64, nil, nil, 1, 0, 1], [nil, nil, 8, nil, nil, 1, nil],
                ])
        }
    }

    @Test("Local days of two ranges are aligned, and gaps filled", arguments: StoreKind.testable)
    func localDays(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await sales(store)
            // 22:30 in UTC is 23:30 of the same day in Berlin in winter.
            let time = TimeDimension(
                "t", granularity: "day",
                compareDateRange: [.bounds(["2026-02-28", "2026-03-02"]), .bounds(["2026-01-01", "2026-01-03"])],
                fill: true)
            let answer = try await store.ask(
                dataset, Query(measures: ["sum(n)"], timeDimensions: [time], timezone: "Europe/Berlin"))
            try expectRows(
                answer.rows,
                [
                    [.at("2026-02-27T23:00:00Z"), 64, 1, 63], [.at("2026-02-28T23:00:00Z"), 128, 6, 122],
                    [.at("2026-03-01T23:00:00Z"), nil, nil, nil],
                ])
        }
    }

    @Test("A comparison agrees with one query for each range", arguments: StoreKind.testable)
    func oracle(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(6) {
                var generator = SeededGenerator(seed: seed)
                let first = CalendarDate(year: 2026, month: 1, day: 1).daysSinceEpoch
                let rows: [[Value]] = (0..<60).map { _ in
                    [
                        .date(CalendarDate(daysSinceEpoch: first + .random(in: 0...59, using: &generator))),
                        .string(generator.pick("a", "b")), .integer(.random(in: -5...5, using: &generator)),
                    ]
                }
                let dataset = try await store.make(["y": .date, "s": .string, "n": .integer], rows: rows)
                let bounds = (0..<2).map { _ in
                    [Int.random(in: 0...30, using: &generator), .random(in: 30...59, using: &generator)].map {
                        CalendarDate(daysSinceEpoch: first + $0)
                    }
                }
                let time = TimeDimension(
                    "y", granularity: "day", compareDateRange: bounds.map { .bounds($0.map(\.description)) })
                let answer = try await store.ask(
                    dataset, Query(measures: ["sum(n)"], dimensions: ["s"], timeDimensions: [time]))
                var expected: [[Value]] = []
                let longest = bounds.map { $0[1].daysSinceEpoch - $0[0].daysSinceEpoch }.max() ?? 0
                for ordinal in 0...longest {
                    for shop in ["a", "b"] {
                        let sums = bounds.map { range -> Int64? in
                            let day = CalendarDate(daysSinceEpoch: range[0].daysSinceEpoch + ordinal)
                            guard day <= range[1] else { return nil }
                            let numbers = rows.filter { $0[0] == .date(day) && $0[1] == .string(shop) }.map { row in
                                if case .integer(let number) = row[2] { number } else { Int64(0) }
                            }
                            return numbers.isEmpty ? nil : numbers.reduce(0, +)
                        }
                        guard sums.contains(where: { $0 != nil }) else { continue }
                        let day = CalendarDate(daysSinceEpoch: bounds[0][0].daysSinceEpoch + ordinal)
                        let change = sums[0].flatMap { a in sums[1].map { a - $0 } }
                        expected.append(
                            [.string(shop), day <= bounds[0][1] ? .date(day) : .null]
                                + [sums[0], sums[1], change].map { $0.map { .integer($0) } ?? .null })
                    }
                }
                // Rows past the first range have no bucket and are ordered by their groupings.
                let key = { (row: [Value]) in row.map(\.shown).joined(separator: "|") }
                expectRows(
                    answer.rows.sorted { key($0) < key($1) }, expected.sorted { key($0) < key($1) }, "WEIR_SEED=\(seed)"
                )
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }
}
