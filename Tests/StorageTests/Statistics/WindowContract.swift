import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: functions of all groups")
struct WindowContract {
    private static let columns: KeyValuePairs<String, ColumnType> = [
        "t": .timestamp, "s": .string, "n": .integer, "m": .decimal,
    ]

    /// Sales in Berlin around the short day 2026-03-29, with none on 2026-03-30.
    private func sales(_ store: any AnalyticsStore) async throws -> Dataset {
        func row(_ time: String, _ shop: String, _ number: Int64?) throws -> [Value] {
            [
                try .at(time), .string(shop), number.map { .integer($0) } ?? .null,
                number.flatMap { DecimalNumber(coefficient: Int128($0), scale: 1) }.map { .decimal($0) } ?? .null,
            ]
        }
        return try await store.make(
            Self.columns,
            rows: [
                row("2026-03-27T23:30:00Z", "a", 10), row("2026-03-28T12:00:00Z", "b", 30),
                row("2026-03-28T23:00:00Z", "a", 20), row("2026-03-29T21:59:59Z", "a", 5),
                row("2026-03-29T12:00:00Z", "b", nil), row("2026-03-30T22:00:00Z", "a", 40),
                row("2026-03-31T10:00:00Z", "b", 60),
            ])
    }

    private static func byDay(_ measures: [MeasureItem], dimensions: [String] = [], fill: Bool = false) -> Query {
        Query(
            measures: measures, dimensions: dimensions,
            timeDimensions: [TimeDimension("t", granularity: "day", fill: fill)], timezone: "Europe/Berlin")
    }

    @Test("Functions of all groups follow the buckets of local time", arguments: StoreKind.testable)
    func series(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await sales(store)
            let measures: [MeasureItem] = [
                "sum(n)", "runningTotal(sum(n))", "movingAverage(sum(n), 2)", "change(sum(n))", "changeRatio(sum(n))",
                "shareOfTotal(sum(n))", "rank(sum(n))", "runningTotal(sum(m))",
            ]
            let days = try [
                "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z",
            ]
            .map { try Value.at($0) }
            let sparse = try await store.ask(dataset, Self.byDay(measures))
            // 2026-03-31 has no day before it in the answer, so its change is null.
            try expectRows(
                sparse.rows,
                [
                    [days[0], 40, 40, 40.0, nil, nil, .double(40.0 / 165), 2, .exact("4")],
                    [days[1], 25, 65, 32.5, -15, -0.375, .double(25.0 / 165), 3, .exact("6.5")],
                    [days[3], 100, 165, 100.0, nil, nil, .double(100.0 / 165), 1, .exact("16.5")],
                ])
            let filled = try await store.ask(dataset, Self.byDay(measures, fill: true))
            try expectRows(
                filled.rows,
                [
                    [days[0], 40, 40, 40.0, nil, nil, .double(40.0 / 165), 2, .exact("4")],
                    [days[1], 25, 65, 32.5, -15, -0.375, .double(25.0 / 165), 3, .exact("6.5")],
                    [days[2], nil, 65, 25.0, nil, nil, nil, nil, .exact("6.5")],
                    [days[3], 100, 165, 100.0, nil, nil, .double(100.0 / 165), 1, .exact("16.5")],
                ])
            let counts = try await store.ask(
                dataset, Self.byDay(["count", "change(count)", "changeRatio(count)"], fill: true))
            expectRows(
                counts.rows,
                [
                    [days[0], 2, nil, nil], [days[1], 3, 1, 0.5], [days[2], 0, -3, -1.0], [days[3], 2, 2, nil],
                ])
        }
    }

    @Test(
        "Each combination of the other groupings is a series, and shares and ranks are those of a bucket",
        arguments: StoreKind.testable)
    func combinations(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await sales(store)
            let answer = try await store.ask(
                dataset,
                Self.byDay(
                    ["runningTotal(sum(n))", "change(sum(n))", "shareOfTotal(sum(n))", "rank(sum(n))"],
                    dimensions: ["s"]))
            let days = try ["2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-30T22:00:00Z"].map {
                try Value.at($0)
            }
            expectRows(
                answer.rows,
                [
                    ["a", days[0], 10, nil, 0.25, 2], ["b", days[0], 30, nil, 0.75, 1], ["a", days[1], 35, 15, 1.0, 1],
                    ["b", days[1], 30, nil, nil, nil], ["a", days[2], 75, nil, 0.4, 2],
                    ["b", days[2], 90, nil, 0.6, 1],
                ])
        }
    }

    @Test(
        "Functions of all groups see the whole answer, are ordered by, and count groups after conditions",
        arguments: StoreKind.testable)
    func pages(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["s": .string, "n": .integer],
                rows: [["a", 1], ["b", 5], ["c", 3], ["d", 5], ["e", nil], ["f", 6]])
            var query = Query(
                measures: [
                    MeasureItem("sum(n)", as: "total"), "rank(total)", MeasureItem("shareOfTotal(total)", as: "share"),
                ],
                dimensions: ["s"], filters: [.member("total", .notEquals, [.number("6")])],
                order: [OrderItem("rank(total)"), OrderItem("s", .desc)], total: true)
            let whole: [[Value]] = [
                ["d", 5, 1, .double(5.0 / 14)], ["b", 5, 1, .double(5.0 / 14)], ["c", 3, 3, .double(3.0 / 14)],
                ["a", 1, 4, .double(1.0 / 14)], ["e", nil, nil, nil],
            ]
            let all = try await store.ask(dataset, query)
            expectRows(all.rows, whole)
            #expect(all.total == 5)
            query.limit = 2
            query.offset = 1
            let page = try await store.ask(dataset, query)
            expectRows(page.rows, Array(whole[1...2]))
            #expect(page.total == 5)
            #expect(page.isTruncated)
            let single = try await store.ask(dataset, Query(measures: ["sum(n)", "shareOfTotal(sum(n))"]))
            expectRows(single.rows, [[20, 1.0]])
        }
    }

    @Test("A running total that does not fit its type fails", arguments: StoreKind.testable)
    func overflow(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["t": .date, "n": .integer],
                rows: [
                    [.day("2026-01-01"), .integer(.max)], [.day("2026-01-02"), 1],
                    [.day("2026-01-03"), .integer(.min)],
                ])
            func query(_ measure: String) -> Query {
                Query(measures: [MeasureItem(measure)], timeDimensions: [TimeDimension("t", granularity: "day")])
            }
            await expectFailure("overflow") { try await store.ask(dataset, query("runningTotal(sum(n))")) }
            await expectFailure("overflow") { try await store.ask(dataset, query("change(sum(n))")) }
            let answer = try await store.ask(dataset, query("movingAverage(sum(n), 3)"))
            try expectRows(
                answer.rows,
                [
                    [.day("2026-01-01"), .double(0x1p63)], [.day("2026-01-02"), .double(0x1p62)],
                    [.day("2026-01-03"), 0.0],
                ])
        }
    }
}
