import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: filters")
struct FilterContract {
    /// A filter on the column `v` and the indices of the rows that it keeps.
    typealias Case = (FilterOperator, [FilterValue], [Int])

    @Test("Every filter operator selects the right rows of every type", arguments: StoreKind.testable)
    func operators(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for (type, values, cases) in try Self.table() {
                let name = "t_\(type.rawValue)"
                let rows = values.enumerated().map { [Value.integer(Int64($0)), $1] }
                let dataset = try await store.make(name, ["n": .integer, "v": type], rows: rows)
                for (comparison, written, places) in cases {
                    let filter = Filter.member("v", comparison, written)
                    let what = "\(type.rawValue) \(comparison.rawValue) \(written)"
                    let expected = places.map { [Value.integer(Int64($0))] }
                    expectRows(try await store.list(dataset, [filter]).map { [$0[0]] }, expected, what)
                    // The same filter in a query.
                    let answer = try await store.ask(
                        dataset, Query(dimensions: ["n"], filters: [filter], order: [OrderItem("n")]))
                    expectRows(answer.rows, expected, what + ", queried")
                }
            }
        }
    }

    static func table() throws -> [(ColumnType, [Value], [Case])] {
        [
            (
                .string,
                // 0        1    2    3     4    5      6      7      8    9           10         11      12
                [nil, "", "a", "A", "b", "ab", "a%b", "a_b", "é", "e\u{301}", "'; DROP", "a\\b", "日本"],
                [
                    (.equals, ["a"], [2]), (.equals, [""], [1]), (.equals, [nil], [0]), (.equals, ["a", nil], [0, 2]),
                    (.equals, ["é"], [8]), (.equals, ["e\u{301}"], [9]), (.equals, ["'; DROP"], [10]),
                    (.equals, ["zz"], []), (.in, ["a", "b", "zz"], [2, 4]), (.in, ["A", nil], [0, 3]),
                    (.notEquals, ["a"], [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
                    (.notEquals, [nil], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
                    (.notEquals, ["a", nil], [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
                    (.notIn, ["", "a", "A", "b", "é"], [0, 5, 6, 7, 9, 10, 11, 12]),
                    (.contains, ["a"], [2, 5, 6, 7, 11]), (.contains, ["A"], [3]), (.contains, ["%"], [6]),
                    (.contains, ["_"], [7]), (.contains, ["\\"], [11]), (.contains, ["'"], [10]),
                    (.contains, ["本"], [12]), (.contains, ["e"], [9]), (.contains, ["\u{301}"], [9]),
                    (.contains, [""], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), (.contains, ["%", "_"], [6, 7]),
                    (.contains, ["a%b"], [6]), (.contains, ["*"], []), (.contains, ["."], []), (.contains, ["?"], []),
                    (.notContains, ["a"], [0, 1, 3, 4, 8, 9, 10, 12]),
                    (.notContains, ["a", "日"], [0, 1, 3, 4, 8, 9, 10]), (.notContains, [""], [0]),
                    (.startsWith, ["a"], [2, 5, 6, 7, 11]), (.startsWith, ["a_"], [7]), (.startsWith, ["%"], []),
                    (.startsWith, [""], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), (.startsWith, ["日", "'"], [10, 12]),
                    (.startsWith, ["a\\"], [11]), (.startsWith, ["e"], [9]), (.startsWith, ["ab "], []),
                    (.endsWith, ["b"], [4, 5, 6, 7, 11]), (.endsWith, ["%b"], [6]), (.endsWith, ["\\b"], [11]),
                    (.endsWith, [""], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), (.endsWith, ["\u{301}"], [9]),
                    (.endsWith, ["本", "A"], [3, 12]), (.endsWith, ["xab"], []),
                    // Byte order: "" < "'" < "A" < "a" < "a%b" < "a\b" < "a_b" < "ab" < "b" < "e\u{301}" < "é" < "日".
                    (.gt, ["a"], [4, 5, 6, 7, 8, 9, 11, 12]), (.gte, ["a"], [2, 4, 5, 6, 7, 8, 9, 11, 12]),
                    (.lt, ["a"], [1, 3, 10]), (.lte, ["a"], [1, 2, 3, 10]), (.lt, [""], []), (.gt, ["é"], [12]),
                    (.lt, ["é"], [1, 2, 3, 4, 5, 6, 7, 9, 10, 11]),
                    (.set, [], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), (.notSet, [], [0]),
                ]
            ),
            (
                .integer,
                // 0    1   2  3   4            5            6
                [nil, 0, 1, -1, .integer(.max), .integer(.min), 9_007_199_254_740_993],
                [
                    (.equals, [1], [2]), (.equals, [nil, 0], [0, 1]), (.equals, [9_007_199_254_740_992], []),
                    (.equals, [9_007_199_254_740_993], [6]), (.in, [0, 1, -1], [1, 2, 3]),
                    (.notEquals, [1], [0, 1, 3, 4, 5, 6]), (.notIn, [0, 1, nil], [3, 4, 5, 6]),
                    (.gt, [0], [2, 4, 6]), (.gte, [0], [1, 2, 4, 6]), (.lt, [0], [3, 5]), (.lte, [0], [1, 3, 5]),
                    (.gte, [.number("9223372036854775807")], [4]), (.lte, [.number("-9223372036854775808")], [5]),
                    (.gt, [9_007_199_254_740_992], [4, 6]), (.set, [], [1, 2, 3, 4, 5, 6]), (.notSet, [], [0]),
                ]
            ),
            (
                .double,
                // 0    1   2    3     4    5                         6                       7
                [nil, 0.0, 0.1, -0.1, 1.0, .double(.greatestFiniteMagnitude), .double(.leastNonzeroMagnitude), 1e300],
                [
                    (.equals, [0.1], [2]), (.equals, [1], [4]), (.equals, [0], [1]), (.equals, [.number("-0.0")], [1]),
                    (.equals, [0.2, nil], [0]), (.in, [0.1, -0.1], [2, 3]),
                    (.notEquals, [0.1], [0, 1, 3, 4, 5, 6, 7]), (.notIn, [0.1, nil], [1, 3, 4, 5, 6, 7]),
                    (.gt, [0], [2, 4, 5, 6, 7]), (.gte, [0], [1, 2, 4, 5, 6, 7]), (.lt, [0.1], [1, 3, 6]),
                    (.lte, [0.1], [1, 2, 3, 6]), (.gte, [.number("1.7976931348623157e308")], [5]),
                    (.lte, [.number("5e-324")], [1, 3, 6]), (.set, [], [1, 2, 3, 4, 5, 6, 7]), (.notSet, [], [0]),
                ]
            ),
            (
                .decimal,
                try [nil]
                    + [
                        "0", "0.1", "-0.1", "99999999999999999999999999999999999999",
                        "0.00000000000000000000000000000000000001", "2", "10",
                        "-99999999999999999999999999999999999999",
                    ].map { try Value.exact($0) },
                [
                    (.equals, [.number("0.1")], [2]), (.equals, [.number("0.10")], [2]),
                    (.equals, [.string("2.000")], [6]),
                    (.equals, [.number("99999999999999999999999999999999999999"), nil], [0, 4]),
                    (.equals, [.number("99999999999999999999999999999999999998")], []),
                    (.in, [.number("1e1"), 2], [6, 7]), (.notEquals, [.number("0.1")], [0, 1, 3, 4, 5, 6, 7, 8]),
                    (.notIn, [0, 2, nil], [2, 3, 4, 5, 7, 8]), (.gt, [2], [4, 7]), (.gte, [2], [4, 6, 7]),
                    (.lt, [0], [3, 8]), (.lte, [0], [1, 3, 8]),
                    (.gt, [0], [2, 4, 5, 6, 7]),
                    (.lt, [.number("0.00000000000000000000000000000000000002")], [1, 3, 5, 8]),
                    (.gte, [.number("99999999999999999999999999999999999999")], [4]),
                    (.set, [], [1, 2, 3, 4, 5, 6, 7, 8]), (.notSet, [], [0]),
                ]
            ),
            (
                .boolean, [nil, true, false],
                [
                    (.equals, [true], [1]), (.equals, [false], [2]), (.equals, [nil], [0]),
                    (.in, [true, false], [1, 2]), (.notEquals, [true], [0, 2]), (.notIn, [true, nil], [2]),
                    (.set, [], [1, 2]), (.notSet, [], [0]),
                ]
            ),
            (
                .timestamp,
                try [nil]
                    + [
                        "2026-03-29T00:00:00Z", "2026-03-29T00:00:00.000001Z", "2026-03-28T23:59:59.999999Z",
                        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-03-30T00:00:00Z",
                        "1969-12-31T23:59:59Z",
                    ].map { try Value.at($0) },
                [
                    (.equals, ["2026-03-29T00:00:00Z"], [1]), (.equals, ["2026-03-29T01:00:00+01:00"], [1]),
                    (.equals, [nil, "1969-12-31T23:59:59Z"], [0, 7]),
                    (.in, ["2026-03-29T00:00:00.000001Z", "2026-03-30T00:00:00Z"], [2, 6]),
                    (.notEquals, ["2026-03-29T00:00:00Z"], [0, 2, 3, 4, 5, 6, 7]),
                    (.notIn, ["2026-03-29T00:00:00Z", nil], [2, 3, 4, 5, 6, 7]),
                    (.gt, ["2026-03-29T00:00:00Z"], [2, 5, 6]), (.gte, ["2026-03-29T00:00:00Z"], [1, 2, 5, 6]),
                    (.lt, ["2026-03-29T00:00:00Z"], [3, 4, 7]), (.lte, ["2026-03-29T00:00:00Z"], [1, 3, 4, 7]),
                    (.inDateRange, ["2026-03-29", "2026-03-29"], [1, 2]),
                    (.inDateRange, ["2026-03-29", "2026-03-30"], [1, 2, 6]),
                    (.inDateRange, ["2026-03-29", "2026-03-30T00:00:00Z"], [1, 2]),
                    (.inDateRange, ["2026-03-29", "2026-03-30T00:00:00"], [1, 2]),
                    (.inDateRange, ["2026-03-29T00:00:00.000001Z", "2026-03-29"], [2]),
                    (.inDateRange, ["0001-01-01", "9999-12-31"], [1, 2, 3, 4, 5, 6, 7]),
                    (.inDateRange, ["9999-12-31", "9999-12-31"], [5]),
                    (.inDateRange, ["2026-03-29T00:00:00Z", "2026-03-29T00:00:00Z"], []),
                    (.notInDateRange, ["2026-03-29", "2026-03-29"], [0, 3, 4, 5, 6, 7]),
                    (.notInDateRange, ["2026-03-29", "2026-03-30"], [0, 3, 4, 5, 7]),
                    (.notInDateRange, ["2026-03-29", "2026-03-30T00:00:00Z"], [0, 3, 4, 5, 6, 7]),
                    (.notInDateRange, ["1970-01-01", "9999-12-31"], [0, 4, 7]), (.afterDate, ["9999-12-31"], []),
                    (.beforeDate, ["2026-03-29"], [3, 4, 7]), (.afterDate, ["2026-03-29"], [5, 6]),
                    (.afterDate, ["2026-03-29T00:00:00Z"], [2, 5, 6]), (.set, [], [1, 2, 3, 4, 5, 6, 7]),
                    (.notSet, [], [0]),
                ]
            ),
            (
                .date,
                try [nil]
                    + ["2026-03-29", "2026-03-28", "2026-03-30", "0001-01-01", "9999-12-31", "1969-12-31"]
                    .map { try Value.day($0) },
                [
                    (.equals, ["2026-03-29"], [1]), (.equals, [nil, "1969-12-31"], [0, 6]),
                    (.in, ["2026-03-28", "9999-12-31"], [2, 5]), (.notEquals, ["2026-03-29"], [0, 2, 3, 4, 5, 6]),
                    (.notIn, ["2026-03-29", nil], [2, 3, 4, 5, 6]), (.gt, ["2026-03-29"], [3, 5]),
                    (.gte, ["2026-03-29"], [1, 3, 5]), (.lt, ["2026-03-29"], [2, 4, 6]),
                    (.lte, ["2026-03-29"], [1, 2, 4, 6]),
                    (.inDateRange, ["2026-03-28", "2026-03-29"], [1, 2]),
                    (.inDateRange, ["2026-03-29", "2026-03-29"], [1]),
                    (.inDateRange, ["2026-03-28", "2026-03-30"], [1, 2, 3]),
                    (.inDateRange, ["0001-01-01", "9999-12-31"], [1, 2, 3, 4, 5, 6]),
                    (.notInDateRange, ["2026-03-28", "2026-03-29"], [0, 3, 4, 5, 6]),
                    (.notInDateRange, ["2026-03-30", "9999-12-31"], [0, 1, 2, 4, 6]),
                    (.beforeDate, ["2026-03-29"], [2, 4, 6]), (.afterDate, ["2026-03-29"], [3, 5]),
                    (.set, [], [1, 2, 3, 4, 5, 6]), (.notSet, [], [0]),
                ]
            ),
            (.json, [nil, .json("null"), .json("{}")], [(.set, [], [1, 2]), (.notSet, [], [0])]),
        ]
    }

    @Test("The filter table covers every operator for every type that it applies to")
    func tableIsComplete() throws {
        for (type, values, cases) in try Self.table() {
            let definition = try DatasetDefinition.of("a", ["v": type])
            let tested = Set(cases.map(\.0))
            for comparison in FilterOperator.allCases where !tested.contains(comparison) {
                // An operator that query resolution rejects needs no case; one filter for each number of values shows
                // whether it does.
                for count in 0...2 {
                    let filter = Filter.member("v", comparison, Array(repeating: "2026-01-01", count: count))
                    let number = Filter.member("v", comparison, Array(repeating: 1, count: count))
                    let truth = Filter.member("v", comparison, Array(repeating: true, count: count))
                    for filter in [filter, number, truth] {
                        #expect(throws: QueryError.self, "\(type) \(comparison) is valid but not tested") {
                            try ResolvedFilter.rows([filter], of: definition)
                        }
                    }
                }
            }
            #expect(values.contains(nil) && cases.allSatisfy { $0.2.allSatisfy(values.indices.contains) })
        }
    }

    @Test("Filters nest to 60 levels", arguments: StoreKind.testable)
    func nesting(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<12).map {
                [.integer($0), .integer($0 % 3), $0 % 4 == 0 ? nil : .integer($0 % 4)]
            }
            let dataset = try await store.make(["n": .integer, "a": .integer, "b": .integer], rows: rows)
            func n(_ comparison: FilterOperator, _ value: FilterValue) -> Filter { .member("n", comparison, [value]) }
            let a0 = Filter.member("a", .equals, [0])
            let b1 = Filter.member("b", .equals, [1])
            let noB = Filter.member("b", .notSet, [])
            let cases: [(String, [Filter], [Int64])] = [
                ("none", [], Array(0..<12)),
                ("list", [a0, b1], [9]),
                ("or", [.or([a0, b1])], [0, 1, 3, 5, 6, 9]),
                ("and", [.and([a0, b1])], [9]),
                ("empty and", [.and([])], Array(0..<12)),
                ("or of ands", [.or([.and([a0, n(.lt, 4)]), .and([b1, n(.gt, 4)])])], [0, 3, 5, 9]),
                ("and of ors", [.and([.or([a0, noB]), .or([n(.lt, 3), n(.gt, 8)])])], [0, 9]),
                ("or inside or", [.or([.or([n(.equals, 1)]), .or([n(.equals, 2), noB])])], [0, 1, 2, 4, 8]),
                ("single", [.or([.and([.or([a0])])])], [0, 3, 6, 9]),
            ]
            for (what, filters, expected) in cases {
                let expected = expected.map { [Value.integer($0)] }
                expectRows(try await store.list(dataset, filters).map { [$0[0]] }, expected, what)
            }
            var deep = a0
            for level in 0..<60 { deep = level % 2 == 0 ? .or([deep, n(.equals, 1)]) : .and([deep, n(.lt, 8)]) }
            expectRows(
                try await store.list(dataset, [deep]).map { [$0[0]] }, [[0], [1], [3], [6]], "60 levels")
        }
    }

    @Test("Empty lists of conditions and values have defined results", arguments: StoreKind.testable)
    func emptyConditions(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["s": .string], rows: [["a"], [nil]])
            let all: [[Value]] = [["a"], [nil]]
            let cases: [(ResolvedFilter, [[Value]])] = [
                (.and([]), all), (.or([]), []), (.or([.and([])]), all), (.and([.or([])]), []),
                (.or([.or([]), .test(operand: 0, .isNull)]), [[nil]]),
                (.test(operand: 0, .oneOf([], orNull: false)), []),
                (.test(operand: 0, .oneOf([], orNull: true)), [[nil]]),
                (.test(operand: 0, .noneOf([], orNull: false)), all),
                (.test(operand: 0, .noneOf([], orNull: true)), [["a"]]),
                (.test(operand: 0, .containsAny([])), []), (.test(operand: 0, .containsNone([])), all),
                (.test(operand: 0, .startsWithAny([])), []), (.test(operand: 0, .endsWithAny([])), []),
            ]
            for (filter, expected) in cases {
                let page = try await store.rows(of: dataset, page: RowPageRequest(filter: filter, limit: 10))
                expectRows(page.rows.values, expected, "\(filter)")
            }
        }
    }

    @Test("A list filter matches texts that contain the list's own syntax", arguments: StoreKind.testable)
    func listSyntax(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let odd = [
                "", " ", ",", "{", "}", "{}", "\"", "\\", "\\\"", "NULL", "null", "a,b", "\n", "日本", "e\u{301}", "'",
            ]
            let columns = [
                try Column(name: Identifier("s"), type: .string), try Column(name: Identifier("text"), type: .string),
                try Column(name: Identifier("k"), type: .string, use: .lookup),
            ]
            let dataset = try await store.createDataset(DatasetDefinition(name: Identifier("odd"), columns: columns))
            let rows: [[Value]] = odd.map { [.string($0), .string("<" + $0 + ">"), .string($0)] }
            try await store.add(rows + [["other", "<other>", "other"], [nil, nil, nil]], to: dataset)
            // Values that no row has make the list long.
            for more in [0, 100] {
                let values = odd.map { FilterValue.string($0) } + (0..<more).map { .string("no \($0)") }
                for column in ["s", "k"] {
                    let inside = try await store.list(dataset, [.member(column, .in, values)])
                    expectRows(inside, rows, "in \(column), \(more)")
                    let outside = try await store.list(dataset, [.member(column, .notIn, values)])
                    expectRows(outside.map { [$0[0]] }, [["other"], [nil]], "notIn \(column), \(more)")
                }
                let filled = Array(values.dropFirst())
                let wrapped = odd.dropFirst().map { FilterValue.string("<" + $0) } + filled.suffix(more)
                let endings = odd.dropFirst().map { FilterValue.string($0 + ">") } + filled.suffix(more)
                for (comparison, wanted) in [
                    (FilterOperator.contains, wrapped), (.startsWith, wrapped), (.endsWith, endings),
                ] {
                    let found = try await store.list(dataset, [.member("text", comparison, wanted)])
                    expectRows(found, Array(rows.dropFirst()), "\(comparison), \(more)")
                }
                let without = try await store.list(dataset, [.member("text", .notContains, wrapped)])
                expectRows(without.map { [$0[0]] }, [[""], ["other"], [nil]], "notContains, \(more)")
            }
        }
    }

    @Test("A filter can list thousands of values", arguments: StoreKind.testable)
    func manyValues(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["n": .integer, "s": .string], rows: [[5, "v5"], [20_000, "v20000"], [nil, nil]])
            let numbers = (0..<5000).map { FilterValue.number(String($0)) }
            let texts = (0..<5000).map { FilterValue.string("v\($0)") }
            expectRows(try await store.list(dataset, [.member("n", .in, numbers)]), [[5, "v5"]])
            expectRows(
                try await store.list(dataset, [.member("n", .notIn, numbers), .member("s", .notIn, texts)]),
                [[20_000, "v20000"], [nil, nil]])
        }
    }
    @Test(
        "A filter can list more prefixes, suffixes or parts than SQLite nests, and a query can have as many filters",
        arguments: StoreKind.testable)
    func manyAlternatives(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            // Too long for an index entry, so the query takes another form.
            let long = String(repeating: "x", count: 300)
            let columns = [
                try Column(name: Identifier("s"), type: .string),
                try Column(name: Identifier("k"), type: .string, use: .lookup),
            ]
            let dataset = try await store.createDataset(
                DatasetDefinition(name: Identifier("many"), columns: columns))
            try await store.add(
                [["v1499", "v1499"], ["w", "w"], [.string(long + "1499"), .string(long + "1499")], [nil, nil]],
                to: dataset)
            let texts = (0..<1500).map { FilterValue.string("v\($0)") }
            for column in ["s", "k"] {
                for comparison in [FilterOperator.contains, .startsWith, .endsWith]
                where column == "s" || comparison == .startsWith {
                    expectRows(
                        try await store.list(dataset, [.member(column, comparison, texts)]), [["v1499", "v1499"]],
                        "\(comparison) \(column)")
                }
                expectRows(
                    try await store.list(dataset, [.member(column, .notContains, texts)]).map { [$0[0]] },
                    [["w"], [.string(long + "1499")], [nil]], column)
                let longer = (1000..<1500).map { FilterValue.string("\(long)\($0)") }
                for comparison in [FilterOperator.startsWith, .in] {
                    expectRows(
                        try await store.list(dataset, [.member(column, comparison, longer)]).map { [$0[0]] },
                        [[.string(long + "1499")]], "long \(comparison) \(column)")
                }
            }
            let tests = (0..<1200).map { Filter.member("s", .notEquals, [.string("\($0)")]) }
            let others = (0..<1199).map { Filter.member("s", .equals, [.string("\($0)")]) }
            for filters in [tests, [.or(others + [.member("s", .equals, ["w"])])]] {
                let found = try await store.list(dataset, filters + [.member("s", .in, ["w"])])
                expectRows(found.map { [$0[0]] }, [["w"]])
            }
            let groups = (0..<1200).map { Filter.member("count", .notEquals, [.number("\($0 + 2)")]) }
            let counted = Query(measures: ["count"], dimensions: ["s"], filters: groups, total: true)
            let answer = try await store.ask(dataset, counted)
            #expect(answer.rows.count == 4 && answer.total == 4)
            // The maximum depth of the API, wide at every level.
            let deep = (0..<16).reduce(Filter.member("s", .equals, ["w"])) { inner, level in
                let more = (0..<70).map {
                    Filter.member("s", level % 2 == 0 ? .equals : .notEquals, [.string("\($0)")])
                }
                return level % 2 == 0 ? .or(more + [inner]) : .and(more + [inner])
            }
            expectRows(try await store.list(dataset, [deep]).map { [$0[0]] }, [["w"]])
        }
    }
}
