import Models
import Storage
import StorageTesting
import TestSupport
import Testing

@Suite("Contract: measures")
struct MeasureContract {
    @Test("Every measure has a defined result over no rows and over nulls alone", arguments: StoreKind.testable)
    func noValues(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            var measures: [MeasureItem] = ["count"]
            var expected: [Value] = []
            for (column, type) in EveryType.columns {
                measures.append(MeasureItem("count(\(column))"))
                expected.append(0)
                if type.isComparable {
                    measures.append(MeasureItem("countDistinct(\(column))"))
                    expected.append(0)
                }
                if type.isComparable, type != .boolean {
                    measures += [MeasureItem("min(\(column))"), MeasureItem("max(\(column))")]
                    expected += [nil, nil]
                }
                if type.isNumeric {
                    measures += [MeasureItem("sum(\(column))"), MeasureItem("avg(\(column))")]
                    expected += [nil, nil]
                }
            }
            let dataset = try await store.make(EveryType.columns)
            expectRows(try await store.ask(dataset, Query(measures: measures)).rows, [[0] + expected], "no rows")
            try await store.add(Array(repeating: Array(repeating: .null, count: 8), count: 3), to: dataset)
            expectRows(try await store.ask(dataset, Query(measures: measures)).rows, [[3] + expected], "nulls")
            let grouped = try await store.ask(dataset, Query(measures: measures, dimensions: ["s"]))
            expectRows(grouped.rows, [[nil, 3] + expected], "nulls, grouped")
        }
    }

    @Test("Measures ignore nulls", arguments: StoreKind.testable)
    func nulls(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                EveryType.columns,
                rows: [
                    ["b", 1, 0.5, .exact("0.1"), true, .at("2026-01-01T00:00:00Z"), .day("2026-01-01"), .json("1")],
                    [nil, nil, nil, nil, nil, nil, nil, nil],
                    ["a", 4, 1.0, .exact("0.2"), false, .at("2026-01-02T00:00:00Z"), .day("2026-01-02"), .json("1")],
                    ["a", 4, 1.0, .exact("0.20"), false, .at("2026-01-02T00:00:00Z"), .day("2026-01-02"), nil],
                ])
            let cases: [(String, [Value])] = [
                ("s", [3, 2, "a", "b"]), ("i", [3, 2, 1, 4, 9, 3.0]), ("d", [3, 2, 0.5, 1.0, 2.5, .double(2.5 / 3)]),
                ("m", [3, 2, try .exact("0.1"), try .exact("0.2"), try .exact("0.5"), .double(0.5 / 3)]),
                ("b", [3, 2]),
                ("t", [3, 2, try .at("2026-01-01T00:00:00Z"), try .at("2026-01-02T00:00:00Z")]),
                ("y", [3, 2, try .day("2026-01-01"), try .day("2026-01-02")]), ("j", [2]),
            ]
            let functions = ["count", "countDistinct", "min", "max", "sum", "avg"]
            for (column, expected) in cases {
                let measures = functions.prefix(expected.count).map { MeasureItem("\($0)(\(column))") }
                expectRows(try await store.ask(dataset, Query(measures: measures)).rows, [expected], column)
            }
            expectRows(try await store.ask(dataset, Query(measures: ["count"])).rows, [[4]])
        }
    }

    @Test("A query can repeat a measure and have thirty of them", arguments: StoreKind.testable)
    func repeatedMeasures(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2]])
            let measures = (0..<30).map { MeasureItem("sum(n)", as: "s\($0)") } + ["sum(n)"]
            let answer = try await store.ask(dataset, Query(measures: measures))
            expectRows(answer.rows, [Array(repeating: 3, count: 31)])
        }
    }

    @Test("A measure's alias can be any text", arguments: StoreKind.testable)
    func aliases(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2]])
            let names = [
                "a\"b", "a'b", "; DROP TABLE x", "é", " ", "n", "count", "$1", String(repeating: "n", count: 128),
            ]
            let answer = try await store.ask(
                dataset, Query(measures: names.map { MeasureItem("sum(n)", as: $0) }, order: [OrderItem("a\"b", .desc)])
            )
            #expect(answer.columns.map(\.name) == names)
            expectRows(answer.rows, [Array(repeating: 3, count: names.count)])
        }
    }

    @Test("A sum of integers is exact, and an overflow is rejected", arguments: StoreKind.testable)
    func integerSum(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let cases: [(String, [Int64], Int64?)] = [
                ("largest", [.max], .max), ("smallest", [.min], .min), ("to the top", [.max - 1, 1], .max),
                ("past the top", [.max, 1], nil), ("past the bottom", [.min, -1], nil),
                ("back again", [.max, 1, -1], .max), ("back again from below", [.min, -5, 5], .min),
                ("cancelling", [.max, .max, .min, .min], -2), ("far past", [.max, .max, .max], nil),
                ("not a double", [9_007_199_254_740_993, 2], 9_007_199_254_740_995),
            ]
            for (index, (what, values, sum)) in cases.enumerated() {
                let dataset = try await store.make("a\(index)", ["n": .integer], rows: values.map { [.integer($0)] })
                if let sum {
                    expectRows(
                        try await store.ask(dataset, Query(measures: ["sum(n)"])).rows, [[.integer(sum)]], what)
                } else {
                    await expectFailure("overflow", what) { try await store.ask(dataset, Query(measures: ["sum(n)"])) }
                    // The mean of the same values does not overflow.
                    let mean = try await store.ask(dataset, Query(measures: ["avg(n)"]))
                    let expected = values.reduce(0) { $0 + Double($1) } / Double(values.count)
                    expectRows(mean.rows, [[.double(expected)]], what)
                }
            }
        }
    }

    @Test("A sum of doubles that overflows is rejected", arguments: StoreKind.testable)
    func doubleSum(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let most = Double.greatestFiniteMagnitude
            let dataset = try await store.make("a", ["d": .double], rows: [[.double(most)], [.double(most)]])
            await expectFailure("overflow") { try await store.ask(dataset, Query(measures: ["sum(d)"])) }
            let single = try await store.make("b", ["d": .double], rows: [[.double(most)]])
            expectRows(try await store.ask(single, Query(measures: ["sum(d)"])).rows, [[.double(most)]])
            let small = try await store.make("c", ["d": .double], rows: [[.double(.leastNonzeroMagnitude)]])
            expectRows(
                try await store.ask(small, Query(measures: ["sum(d)", "min(d)"])).rows,
                [[.double(.leastNonzeroMagnitude), .double(.leastNonzeroMagnitude)]])
            let whole = try await store.make("d", ["d": .double], rows: [[1.0], [2.0], [0.5]])
            expectRows(
                try await store.ask(whole, Query(measures: ["sum(d)", "avg(d)"])).rows, [[3.5, .double(3.5 / 3)]])
        }
    }

    @Test(
        "A sum of doubles is exact in any order and rounded once, and its mean is divided once",
        arguments: StoreKind.testable)
    func exactDoubleSum(kind: StoreKind) async throws {
        var random = SeededGenerator(seed: 20)
        let edges: [Double] = [
            0x1p-30, 0x1p43, 0x1p-103, 0x1p116, 0x1p-1074, 0x1p-1022, 0x1p1000, 0x1p53, 0x1p63, 0x1p-62, 0x1p-10, 1,
            0.1,
        ]
        var rows: [[Value]] = []
        var sums: [Int64: DoubleSum] = [:]
        var counts: [Int64: Int] = [:]
        for group in 0..<200 as Range<Int64> {
            var numbers: [Double] = []
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let edge = edges[Int.random(in: 0..<edges.count, using: &random)]
                let factor = [1, 1.nextUp, 1.nextDown, Double.random(in: 0.001...1000, using: &random)]
                numbers.append(
                    edge * factor[Int.random(in: 0..<4, using: &random)] * (Bool.random(using: &random) ? 1 : -1))
            }
            // A part cancels out, so that the small numbers beside large ones are what is left.
            numbers += numbers.dropFirst(2).map { -$0 }
            numbers.shuffle(using: &random)
            for number in numbers {
                sums[group, default: DoubleSum()].add(number)
                counts[group, default: 0] += 1
                rows.append([.integer(group), .double(number), .boolean(true)])
            }
            rows.append([.integer(group), .double(1e17), .boolean(false)])
            rows.append([.integer(group), .null, .boolean(true)])
        }
        rows.append([.integer(1000), .null, .boolean(true)])
        rows.shuffle(using: &random)
        try await withStore(kind) { store in
            let dataset = try await store.make(
                "a", ["g": .integer, "d": .double, "counted": .boolean], rows: rows)
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: [
                        MeasureItem("sum(d)", as: "s", filters: [.member("counted", .equals, [true])]),
                        MeasureItem("avg(d)", as: "a", filters: [.member("counted", .equals, [true])]),
                    ], dimensions: ["g"], order: [OrderItem("g", .asc)]))
            var expected = (0..<200 as Range<Int64>).map { group -> [Value] in
                let sum = sums[group, default: DoubleSum()].value
                return [.integer(group), .double(sum), .double(sum / Double(counts[group, default: 0]))]
            }
            expected.append([1000, .null, .null])
            expectRows(answer.rows, expected)
        }
    }

    @Test("A sum of decimals is exact, and one of more than 38 digits is rejected", arguments: StoreKind.testable)
    func decimalSum(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let nines = String(repeating: "9", count: 38)
            let cases: [(String, [String], String?)] = [
                ("tenths", Array(repeating: "0.1", count: 10), "1"), ("cancelling", ["0.1", "0.2", "-0.3"], "0"),
                (
                    "38 digits", ["12345678901234567890.123456789012345678", "0.000000000000000001"],
                    "12345678901234567890.123456789012345679"
                ),
                ("largest", [nines], nines), ("past the largest", [nines, "1"], nil),
                ("back again", [nines, "1", "-1"], nines), ("back by a fraction", [nines, "0.1", "-0.1"], nines),
                ("too many digits", [nines, "0.1"], nil),
                (
                    "smallest", ["0." + String(repeating: "0", count: 37) + "1"],
                    "0." + String(repeating: "0", count: 37) + "1"
                ),
                (
                    "far apart",
                    ["1" + String(repeating: "0", count: 37), "0." + String(repeating: "0", count: 37) + "1"], nil
                ),
                ("zeros at the end", ["0.5", "0.50", "99"], "100"),
                ("negative", ["-" + nines, "-1", "2"], "-" + String(repeating: "9", count: 37) + "8"),
            ]
            for (index, (what, values, sum)) in cases.enumerated() {
                let dataset = try await store.make(
                    "a\(index)", ["m": .decimal], rows: values.map { [try .exact($0)] })
                if let sum {
                    expectRows(
                        try await store.ask(dataset, Query(measures: ["sum(m)"])).rows, [[try .exact(sum)]], what)
                } else {
                    await expectFailure("overflow", what) { try await store.ask(dataset, Query(measures: ["sum(m)"])) }
                }
            }
            let nine = try await store.make("b", ["m": .decimal], rows: [[.exact(nines)], [.exact("-1")]])
            expectRows(try await store.ask(nine, Query(measures: ["avg(m)"])).rows, [[5e37]], "mean")
        }
    }

    @Test("An overflow in a single group is rejected wherever it occurs in the result", arguments: StoreKind.testable)
    func overflowInOneGroup(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = (0..<3000).map { [.integer($0), $0 >= 2999 ? .integer(.max) : 1] }
            let dataset = try await store.make(["k": .integer, "n": .integer], rows: rows + [[2999, .integer(.max)]])
            let query = Query(measures: ["sum(n)"], dimensions: ["k"], order: [OrderItem("k")])
            await expectFailure("overflow") { try await store.ask(dataset, query) }
            // The store stays usable.
            expectRows(try await store.ask(dataset, Query(measures: ["count"])).rows, [[3001]])
        }
    }

    @Test("Measures over 100,000 rows are correct", arguments: StoreKind.testable)
    func large(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let count: Int64 = 100_000
            let dataset = try await store.make(["k": .integer, "n": .integer, "d": .double, "s": .string])
            let rows: [[Value]] = (0..<count).map {
                [.integer($0 % 4), .integer($0), .double(Double($0) / 4), .string("s\($0 % 1000)")]
            }
            try await store.add(rows, to: dataset, batchSize: 8192)
            let answer = try await store.ask(
                dataset,
                Query(measures: [
                    "count", "sum(n)", "avg(n)", "min(n)", "max(n)", "sum(d)", "countDistinct(s)", "countDistinct(n)",
                    "min(s)", "max(s)",
                ]))
            let sum = count * (count - 1) / 2
            expectRows(
                answer.rows,
                [
                    [
                        .integer(count), .integer(sum), .double(Double(sum) / Double(count)), 0, .integer(count - 1),
                        .double(Double(sum) / 4), 1000, .integer(count), "s0", "s999",
                    ]
                ])
            let grouped = try await store.ask(
                dataset, Query(measures: ["count", "sum(n)"], dimensions: ["k"], order: [OrderItem("k")]))
            let perGroup = count / 4
            expectRows(
                grouped.rows,
                (0..<4).map { k in
                    [.integer(k), .integer(perGroup), .integer(4 * perGroup * (perGroup - 1) / 2 + k * perGroup)]
                })
        }
    }
}
