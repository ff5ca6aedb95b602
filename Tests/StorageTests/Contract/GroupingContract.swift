import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: grouping, order, pages")
struct GroupingContract {
    @Test("Equal values of every comparable type form one group", arguments: StoreKind.testable)
    func everyType(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            // Distinct values in ascending order; a null is added, which forms a group and comes last.
            let types: [(ColumnType, [Value])] = [
                (.string, ["", " ", "'", "A", "a", "a\u{1}", "a ", "aa", "b", "e\u{301}", "é", "日", "\u{10000}"]),
                (.integer, [.integer(.min), -1, 0, 1, 9_007_199_254_740_992, 9_007_199_254_740_993, .integer(.max)]),
                (.double, [.double(-.greatestFiniteMagnitude), -0.1, 0.0, .double(.leastNonzeroMagnitude), 0.1, 1.0]),
                (
                    .decimal,
                    try [
                        "-99999999999999999999999999999999999999", "-1.5", "0",
                        "0.00000000000000000000000000000000000001",
                        "0.1", "2", "10", "10.5", "99999999999999999999999999999999999998",
                        "99999999999999999999999999999999999999",
                    ].map { try Value.exact($0) }
                ),
                (.boolean, [false, true]),
                (
                    .timestamp,
                    try [
                        "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z",
                        "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z",
                    ].map { try Value.at($0) }
                ),
                (.date, try ["0001-01-01", "1969-12-31", "1970-01-01", "9999-12-31"].map { try Value.day($0) }),
            ]
            for (type, values) in types {
                let dataset = try await store.make("t_\(type.rawValue)", ["v": type])
                // Three copies, every other one reversed, so that the rows of a group are not adjacent.
                let rows = (values + [.null]).map { [$0] }
                try await store.add(rows + rows.reversed() + rows.reversed(), to: dataset)
                let ascending = rows.map { [$0[0], 3] }
                let query = Query(measures: ["count"], dimensions: ["v"], order: [OrderItem("v", .asc)], total: true)
                let up = try await store.ask(dataset, query)
                expectRows(up.rows, ascending, "\(type.rawValue) ascending")
                #expect(up.total == Int64(rows.count))
                var downQuery = query
                downQuery.order = [OrderItem("v", .desc)]
                let down = try await store.ask(dataset, downQuery)
                expectRows(down.rows, ascending.dropLast().reversed() + [[nil, 3]], "\(type.rawValue) descending")
                let distinct = try await store.ask(
                    dataset, Query(measures: ["countDistinct(v)", "count(v)", "count"]))
                expectRows(
                    distinct.rows,
                    [
                        [
                            .integer(Int64(values.count)), .integer(Int64(values.count * 3)),
                            .integer(Int64(rows.count * 3)),
                        ]
                    ], type.rawValue)
                if type != .boolean {
                    let extremes = try await store.ask(dataset, Query(measures: ["min(v)", "max(v)"]))
                    expectRows(extremes.rows, [[values[0], values[values.count - 1]]], type.rawValue)
                }
            }
        }
    }

    @Test("Several groupings form one group for each combination", arguments: StoreKind.testable)
    func combinations(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["a": .string, "b": .string, "n": .integer],
                rows: [
                    ["x", "y", 1], ["x", nil, 2], [nil, "y", 4], [nil, nil, 8], ["x", "y", 16], ["xy", "", 32],
                    ["", "xy", 64], [nil, nil, 128],
                ])
            let answer = try await store.ask(
                dataset, Query(measures: ["sum(n)"], dimensions: ["a", "b"], order: [OrderItem("a")]))
            expectRows(
                answer.rows,
                [["", "xy", 64], ["x", "y", 17], ["x", nil, 2], ["xy", "", 32], [nil, "y", 4], [nil, nil, 136]])
            let swapped = try await store.ask(
                dataset, Query(dimensions: ["b", "a"], order: [OrderItem("b", .desc), OrderItem("a", .desc)]))
            expectRows(
                swapped.rows, [["y", "x"], ["y", nil], ["xy", ""], ["", "xy"], [nil, "x"], [nil, nil]])
        }
    }

    @Test("A result's columns are the groupings and then the measures, with their types", arguments: StoreKind.testable)
    func columns(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(EveryType.columns)
            let query = Query(
                measures: [
                    "count", "sum(i)", "sum(d)", MeasureItem("sum(m)", as: "total"), "avg(i)", "min(s)", "max(y)",
                ],
                dimensions: ["b", "m"], timeDimensions: [TimeDimension("t", granularity: "day")],
                timezone: "Europe/Berlin")
            let answer = try await store.ask(dataset, query)
            #expect(
                answer.columns.map(\.name) == [
                    "b", "m", "t.day", "count", "sum(i)", "sum(d)", "total", "avg(i)", "min(s)", "max(y)",
                ])
            #expect(
                answer.columns.map(\.type) == [
                    .boolean, .decimal, .timestamp, .integer, .integer, .double, .decimal, .double, .string, .date,
                ])
            #expect(answer.columns[2].zone?.identifier == "Europe/Berlin")
            #expect(answer.rows.isEmpty)
            #expect(answer.total == nil)
            #expect(answer.dataVersion == 0)
        }
    }

    @Test(
        "Groups have the requested order, ties are ordered by the groupings, and nulls come last",
        arguments: StoreKind.testable
    )
    func order(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["k": .string, "n": .integer],
                rows: [["a", 2], ["b", 1], ["c", 2], ["d", nil], ["e", 1], ["e", 0], [nil, 2], [nil, nil]])
            let cases: [(String, [OrderItem], [Value])] = [
                ("default: first measure descending", [], ["a", "c", nil, "b", "e", "d"]),
                ("measure ascending", [OrderItem("sum(n)", .asc)], ["b", "e", "a", "c", nil, "d"]),
                ("measure descending", [OrderItem("sum(n)", .desc)], ["a", "c", nil, "b", "e", "d"]),
                (
                    "measure, then key descending", [OrderItem("sum(n)", .asc), OrderItem("k", .desc)],
                    ["e", "b", "c", "a", nil, "d"]
                ),
                (
                    "a hidden measure, then another", [OrderItem("count", .desc), OrderItem("min(n)", .asc)],
                    ["e", nil, "b", "a", "c", "d"]
                ),
                ("key", [OrderItem("k", .asc)], ["a", "b", "c", "d", "e", nil]),
                (
                    "key first, measure in vain", [OrderItem("k", .desc), OrderItem("sum(n)")],
                    ["e", "d", "c", "b", "a", nil]
                ),
                (
                    "one measure twice", [OrderItem("sum(n)"), OrderItem("sum(n)", .desc)],
                    ["b", "e", "a", "c", nil, "d"]
                ),
            ]
            for (what, order, expected) in cases {
                let answer = try await store.ask(dataset, Query(measures: ["sum(n)"], dimensions: ["k"], order: order))
                expectRows(answer.rows.map { [$0[0]] }, expected.map { [$0] }, what)
                #expect(answer.columns.count == 2)
            }
        }
    }

    @Test("Groups without a requested order are sorted by ascending time first", arguments: StoreKind.testable)
    func defaultOrder(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["k": .string, "t": .timestamp],
                rows: [
                    ["b", .at("2026-01-02T00:00:00Z")], ["a", .at("2026-01-02T05:00:00Z")],
                    ["b", .at("2026-01-02T00:00:00Z")], ["z", .at("2026-01-01T00:00:00Z")], ["a", nil],
                ])
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: ["count"], dimensions: ["k"], timeDimensions: [TimeDimension("t", granularity: "day")]))
            expectRows(
                answer.rows,
                [
                    ["z", try .at("2026-01-01T00:00:00Z"), 1], ["a", try .at("2026-01-02T00:00:00Z"), 1],
                    ["b", try .at("2026-01-02T00:00:00Z"), 2], ["a", nil, 1],
                ])
        }
    }

    @Test("Limit and offset select a page, and the total counts all groups", arguments: StoreKind.testable)
    func pages(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<50).flatMap { n in Array(repeating: [Value.integer(n % 10)], count: 1) }
            let dataset = try await store.make(["n": .integer], rows: rows)
            let cases: [(Int?, Int, [Int64])] = [
                (nil, 0, Array(0..<10)), (3, 0, [0, 1, 2]), (3, 9, [9]), (3, 10, []), (3, 1000, []), (0, 0, []),
                (0, 5, []), (10, 0, Array(0..<10)), (11, 0, Array(0..<10)), (nil, 4, [4, 5, 6, 7, 8, 9]), (1, 5, [5]),
            ]
            for (limit, offset, expected) in cases {
                for total in [true, false] {
                    let answer = try await store.ask(
                        dataset,
                        Query(
                            measures: ["count"], dimensions: ["n"], order: [OrderItem("n")], limit: limit,
                            offset: offset, total: total))
                    let what = "limit \(limit.map(String.init) ?? "none") offset \(offset)"
                    expectRows(answer.rows, expected.map { [.integer($0), 5] }, what)
                    #expect(answer.total == (total ? 10 : nil), "\(what)")
                }
            }
        }
    }

    @Test("Pages of groups with equal order values never overlap", arguments: StoreKind.testable)
    func tiedPages(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<60).map { [.string("k\($0 % 30)"), .integer($0 % 3)] }
            let dataset = try await store.make(["k": .string, "n": .integer], rows: rows.shuffled())
            var seen: [[Value]] = []
            for offset in stride(from: 0, to: 30, by: 7) {
                seen += try await store.ask(
                    dataset, Query(measures: ["count"], dimensions: ["k"], limit: 7, offset: offset)
                ).rows
            }
            let whole = try await store.ask(dataset, Query(measures: ["count"], dimensions: ["k"]))
            #expect(whole.rows.count == 30)
            expectRows(seen, whole.rows)
        }
    }

    @Test("A result of more groups than one batch is complete", arguments: StoreKind.testable)
    func manyGroups(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<20_000).map { [.integer($0), .string("text \($0)")] }
            let dataset = try await store.make(["n": .integer, "s": .string], rows: rows)
            let answer = try await store.ask(
                dataset,
                Query(measures: ["count"], dimensions: ["n", "s"], order: [OrderItem("n", .desc)], total: true))
            #expect(answer.total == 20_000)
            expectRows(answer.rows, rows.reversed().map { $0 + [1] })
        }
    }

    @Test("A filter on measures drops groups after aggregation", arguments: StoreKind.testable)
    func having(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["k": .string, "n": .integer, "d": .double],
                rows: [
                    ["a", 1, 0.5], ["a", 2, 1.5], ["b", 5, nil], ["c", nil, 2.0], ["c", nil, nil], [nil, -1, 0.25],
                ])
            func on(_ member: String, _ comparison: FilterOperator, _ values: FilterValue...) -> Filter {
                .member(member, comparison, values)
            }
            let cases: [(String, [Filter], [Value])] = [
                ("visible", [on("sum(n)", .gt, 2)], ["a", "b"]),
                ("hidden", [on("count", .gte, 2)], ["a", "c"]),
                ("hidden average", [on("avg(d)", .gte, 1)], ["a", "c"]),
                ("null sum", [on("sum(n)", .notSet)], ["c"]),
                ("set sum", [on("sum(n)", .set)], ["a", "b", nil]),
                ("equals with null", [on("sum(n)", .equals, 5, nil)], ["b", "c"]),
                ("not equals keeps null", [on("sum(n)", .notEquals, 5)], ["a", "c", nil]),
                ("comparison drops null", [on("sum(n)", .lt, 100)], ["a", "b", nil]),
                ("text", [on("min(k)", .startsWith, "b")], ["b"]),
                ("not contains keeps null", [on("max(k)", .notContains, "a")], ["b", "c", nil]),
                ("distinct", [on("countDistinct(n)", .equals, 0)], ["c"]),
                ("or", [.or([on("count", .equals, 1), on("sum(n)", .equals, 3)])], ["a", "b", nil]),
                ("and of both kinds", [.and([on("count", .equals, 1), on("k", .set)])], ["b"]),
                ("with a row filter", [on("n", .set), on("count", .equals, 1)], ["b", nil]),
                ("none", [on("count", .gt, 100)], []),
            ]
            for (what, filters, expected) in cases {
                let answer = try await store.ask(
                    dataset,
                    Query(
                        measures: ["sum(n)"], dimensions: ["k"], filters: filters, order: [OrderItem("k")], total: true)
                )
                expectRows(answer.rows.map { [$0[0]] }, expected.map { [$0] }, what)
                #expect(answer.total == Int64(expected.count), "\(what)")
                #expect(answer.columns.count == 2, "\(what)")
                #expect(answer.rows.allSatisfy { $0.count == 2 }, "\(what)")
            }
            let paged = try await store.ask(
                dataset,
                Query(
                    measures: ["sum(n)"], dimensions: ["k"], filters: [on("sum(n)", .set)], order: [OrderItem("k")],
                    limit: 1, offset: 1, total: true))
            expectRows(paged.rows, [["b", 5]])
            #expect(paged.total == 3)
        }
    }

    @Test("A query without groupings has one row unless a filter on measures drops it", arguments: StoreKind.testable)
    func noGroupings(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2]])
            let none = Filter.member("n", .gt, [100])
            let cases: [(String, Query, [[Value]])] = [
                ("rows", Query(measures: ["count", "sum(n)"], total: true), [[2, 3]]),
                ("no rows", Query(measures: ["count", "sum(n)"], filters: [none], total: true), [[0, nil]]),
                ("limit 1", Query(measures: ["count"], limit: 1, total: true), [[2]]),
                (
                    "dropped", Query(measures: ["count"], filters: [.member("count", .gt, [2])], total: true), []
                ),
                (
                    "no rows, kept",
                    Query(measures: ["sum(n)"], filters: [none, .member("count", .equals, [0])], total: true), [[nil]]
                ),
                (
                    "no rows, dropped",
                    Query(measures: ["sum(n)"], filters: [none, .member("count", .gt, [0])], total: true), []
                ),
            ]
            for (what, query, expected) in cases {
                let answer = try await store.ask(dataset, query)
                expectRows(answer.rows, expected, what)
                #expect(answer.total == Int64(expected.count), "\(what)")
            }
            let cut = try await store.ask(dataset, Query(measures: ["count"], limit: 0, total: true))
            expectRows(cut.rows, [], "limit 0")
            #expect(cut.total == 1)
            let past = try await store.ask(dataset, Query(measures: ["count"], offset: 1, total: true))
            expectRows(past.rows, [], "offset 1")
            #expect(past.total == 1)
        }
    }

    @Test("A result says whether its limit truncated it", arguments: StoreKind.testable)
    func truncated(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: (0..<9_000).map { [.integer(Int64($0))] })
            let cases: [(limit: Int?, offset: Int, rows: Int, isTruncated: Bool)] = [
                (nil, 0, 9_000, false), (0, 0, 0, true), (1, 0, 1, true), (8_999, 0, 8_999, true),
                (9_000, 0, 9_000, false), (9_001, 0, 9_000, false), (.max, 0, 9_000, false), (1, 8_999, 1, false),
                (4_096, 0, 4_096, true), (4_096, 4_904, 4_096, false), (0, 9_000, 0, false), (nil, 8_000, 1_000, false),
            ]
            for (limit, offset, rows, isTruncated) in cases {
                let answer = try await store.ask(
                    dataset, Query(dimensions: ["n"], limit: limit, offset: offset, total: true))
                let what: Comment = "limit \(limit ?? -1), offset \(offset)"
                #expect(answer.rows.count == rows, what)
                #expect(answer.rows.first == (rows == 0 ? nil : [.integer(Int64(offset))]), what)
                #expect(answer.isTruncated == isTruncated, what)
                #expect(answer.total == 9_000, what)
            }
        }
    }

    @Test("A result of wide rows comes in batches of few rows", arguments: StoreKind.databases)
    func wideRows(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["a": .string, "b": .string, "n": .integer])
            for number in 0..<16 {
                let text = String(repeating: "x", count: 499_990)
                try await store.add(
                    [[.string("\(number)\(text)"), .string("\(number)\(text)"), .integer(Int64(number))]], to: dataset)
            }
            let query = try Query(measures: ["count", "max(a)"], dimensions: ["n", "b"])
                .resolved(against: dataset.definition, limits: .stream)
            let answer = try await store.query(query, on: dataset)
            var rows = 0
            while let batch = try await answer.nextBatch() {
                rows += batch.rowCount
                #expect(batch.byteCount < 2 << 20)
            }
            await answer.close()
            #expect(rows == 16)
        }
    }

    @Test("Grouping an empty dataset gives no rows", arguments: StoreKind.testable)
    func emptyDataset(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(EveryType.columns)
            for dimension in ["s", "i", "d", "m", "b", "t", "y"] {
                let answer = try await store.ask(
                    dataset, Query(measures: ["count"], dimensions: [dimension], total: true))
                expectRows(answer.rows, [], dimension)
                #expect(answer.total == 0)
            }
        }
    }
}
