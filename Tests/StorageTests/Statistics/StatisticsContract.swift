import Models
import Storage
import StorageTesting
import TestSupport
import Testing

@Suite("Contract: statistics")
struct StatisticsContract {
    /// Rows whose figures were computed with Python's `statistics` module.
    private static let rows: [[Value]] = {
        let numbers: [Int64] = [4, 8, 15, 16, 23, 42]
        return numbers.map { number in
            [
                .string("a"), .integer(number), .double(Double(number) / 4),
                .decimal(DecimalNumber(coefficient: Int128(number), scale: 1) ?? .zero),
            ]
        }
    }()
    private static let columns: KeyValuePairs<String, ColumnType> = [
        "s": .string, "i": .integer, "d": .double, "m": .decimal,
    ]

    @Test(
        "Deviations and percentiles of integers, doubles and decimals are those of a textbook",
        arguments: StoreKind.testable)
    func textbook(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(Self.columns, rows: Self.rows)
            // statistics.stdev, pstdev and quantiles(…, method="inclusive") of [4, 8, 15, 16, 23, 42].
            let (sample, population) = (13.490737563232042, 12.315302134607444)
            let percentiles: [(String, Double)] = [
                ("percentile(0, i)", 4), ("p10(i)", 6), ("percentile(0.25, i)", 9.75), ("median(i)", 15.5),
                ("p75(i)", 21.25), ("p90(i)", 32.5), ("p99.9(i)", 41.905), ("percentile(1, i)", 42),
            ]
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: ["stddev(i)", "stddevPop(i)", "stddev(d)", "stddevPop(d)", "stddev(m)", "stddevPop(m)"]
                        + percentiles.map { MeasureItem($0.0) } + ["median(d)", "median(m)"]))
            expectRows(
                answer.rows,
                [
                    [sample, population, sample / 4, population / 4, sample / 10, population / 10].map { .double($0) }
                        + percentiles.map { .double($0.1) } + [.double(15.5 / 4), .double(1.55)]
                ])
            #expect(answer.columns.allSatisfy { $0.type == .double })
        }
    }

    @Test(
        "Deviations and percentiles of too few values are null, those of one value defined",
        arguments: StoreKind.testable)
    func fewValues(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                Self.columns,
                rows: [["x", nil, nil, nil], ["y", 7, 7.0, 7]].map { row in
                    row.enumerated().map { $0 == 3 && $1 != .null ? .decimal(DecimalNumber(7)) : $1 }
                })
            for column in ["i", "d", "m"] {
                let answer = try await store.ask(
                    dataset,
                    Query(
                        measures: ["stddev", "stddevPop", "median", "p95"].map { MeasureItem("\($0)(\(column))") },
                        dimensions: ["s"], order: [OrderItem("s")]))
                expectRows(
                    answer.rows, [["x", nil, nil, nil, nil], ["y", nil, 0.0, 7.0, 7.0]], column)
            }
        }
    }

    @Test("Deviations of large numbers that differ little keep their digits", arguments: StoreKind.testable)
    func cancellation(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            // The classical formula with sums of squares loses all digits here.
            let dataset = try await store.make(
                ["i": .integer, "d": .double],
                rows: [4, 7, 13, 16].map { [.integer(1_000_000_000 + $0), .double(1e9 + Double($0))] })
            let answer = try await store.ask(dataset, Query(measures: ["stddev(i)", "stddev(d)", "stddevPop(i)"]))
            expectRows(
                answer.rows, [[.double(30.0.squareRoot()), .double(30.0.squareRoot()), .double(22.5.squareRoot())]])
        }
    }

    @Test(
        "Deviations and averages of integers and decimals have all digits of a double", arguments: StoreKind.databases,
        [
            Figures(["0", "1", "300000005"], 173205083.35496393, 141421358.35862985, 100000002.0),
            Figures(["0", "1", "370370369"], 213833431.95333588, 174594266.07794032, 123456790.0),
            Figures(["0", "1", "10000000000"], 5773502691.607582, 4714045207.674615, 3333333333.6666665),
            Figures(["0", "0.5", "0.25", "10000000000"], 4999999999.875, 4330127018.81394, 2500000000.1875),
            Figures(
                ["9223372036854775807", "-9223372036854775808", "0"], 9.223372036854776e18, 7.530851732716321e18,
                -1 / 3.0),
            Figures(
                [
                    "99999999999999999999999999999.5", "99999999999999999999999999999.25",
                    "99999999999999999999999999999",
                ],
                0.25, 0.2041241452319315, 1e29),
            Figures(
                [
                    "99999999999999999999999999999999999999", "10000000000", "-99999999999999999999999999999999999999",
                    "0.00000000000000000000000000000000000001",
                ], 8.16496580927726e37, 7.071067811865476e37, 2500000000.0),
        ])
    func digits(kind: StoreKind, figures: Figures) async throws {
        try await withStore(kind) { store in
            let numbers = try figures.values.map { try #require(DecimalNumber($0)) }
            let integers = figures.values.compactMap { Int64($0) }
            let isWhole = integers.count == numbers.count
            let dataset = try await store.make(
                ["i": .integer, "m": .decimal],
                rows: numbers.indices.map { [isWhole ? .integer(integers[$0]) : .null, .decimal(numbers[$0])] })
            for column in isWhole ? ["i", "m"] : ["m"] {
                let answer = try await store.ask(
                    dataset,
                    Query(measures: ["stddev", "stddevPop", "avg"].map { MeasureItem("\($0)(\(column))") }))
                let expected = [figures.sample, figures.population, figures.mean]
                for (value, expected) in zip(try #require(answer.rows.first), expected) {
                    guard case .double(let number) = value else {
                        Issue.record("\(column): \(value.shown)")
                        continue
                    }
                    #expect(abs(number - expected) <= 1e-15 * abs(expected), "\(column) of \(figures.values)")
                }
            }
        }
    }

    /// Values with their figures, computed with 400 digits and rounded once.
    struct Figures: Sendable, CustomTestStringConvertible {
        let values: [String]
        let sample: Double
        let population: Double
        let mean: Double

        init(_ values: [String], _ sample: Double, _ population: Double, _ mean: Double) {
            (self.values, self.sample, self.population, self.mean) = (values, sample, population, mean)
        }

        var testDescription: String { values.joined(separator: ", ") }
    }

    @Test(
        "Deviations of random integers and decimals are those of their exact sums of squares",
        arguments: StoreKind.databases)
    func exactDeviations(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(8) {
                var generator = SeededGenerator(seed: seed)
                let most: Int64 = generator.pick(9, 1_000_000, 1_000_000_000_000, 100_000_000_000_000_000)
                let width = generator.pick(9, most)
                let scale = generator.pick(0, 2, 9, 20)
                // The first value may be far from the others.
                let numbers: [Int64] = (0..<Int.random(in: 2...30, using: &generator)).map { index in
                    index == 0 && generator.once(in: 2) ? 0 : most - Int64.random(in: 0...width, using: &generator)
                }
                let dataset = try await store.make(
                    ["i": .integer, "m": .decimal],
                    rows: try numbers.map { number in
                        let decimal = try #require(DecimalNumber(coefficient: Int128(number), scale: scale))
                        return [.integer(number), .decimal(decimal)]
                    })
                let answer = try await store.ask(
                    dataset, Query(measures: ["stddev(i)", "stddevPop(i)", "stddev(m)", "stddevPop(m)"]))
                let (count, sum) = (Int128(numbers.count), numbers.reduce(0) { $0 + Int128($1) })
                let squares = numbers.reduce(0) { $0 + Int128($1) * Int128($1) }
                let numerator = Double(count * squares - sum * sum)
                let unit = (0..<scale).reduce(1.0) { unit, _ in unit * 10 }
                let sample = (numerator / Double(count * (count - 1))).squareRoot()
                let population = (numerator / Double(count * count)).squareRoot()
                let expected = [sample, population, sample / unit, population / unit]
                for (value, expected) in zip(try #require(answer.rows.first), expected) {
                    guard case .double(let number) = value else {
                        Issue.record("WEIR_SEED=\(seed): \(value.shown)")
                        continue
                    }
                    #expect(abs(number - expected) <= 1e-15 * expected, "WEIR_SEED=\(seed)")
                }
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    @Test("Deviations and percentiles agree with a sorted list of the rows", arguments: StoreKind.testable)
    func oracle(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(4) {
                var generator = SeededGenerator(seed: seed)
                let rows: [[Value]] = (0..<Int.random(in: 1...400, using: &generator)).map { _ in
                    let number = Int64.random(in: -10_000...10_000, using: &generator)
                    return [
                        .string(generator.pick("a", "b", "c")), generator.once(in: 9) ? .null : .integer(number),
                        .double(Double(number) / 8),
                        .decimal(DecimalNumber(coefficient: Int128(number) * 125, scale: 3) ?? .zero),
                    ]
                }
                let dataset = try await store.make(Self.columns, rows: rows)
                let fractions = [0, 0.01, 0.3, 0.5, 0.95, 1]
                for (column, scale) in [("i", 1.0), ("d", 8.0), ("m", 8.0)] {
                    let measures =
                        ["stddev(\(column))", "stddevPop(\(column))"] + fractions.map { "percentile(\($0), \(column))" }
                    let answer = try await store.ask(
                        dataset,
                        Query(measures: measures.map { MeasureItem($0) }, dimensions: ["s"], order: [OrderItem("s")]))
                    let index = ["i": 1, "d": 2, "m": 3][column] ?? 1
                    let expected = Set(rows.map { "\($0[0].shown)" }).sorted().map { group -> [Value] in
                        let numbers = rows.filter { $0[0].shown == group }.compactMap { row -> Double? in
                            switch row[index] {
                            case .integer(let number): Double(number)
                            case .double(let number): number * scale
                            case .decimal(let number): number.doubleValue * scale
                            default: nil
                            }
                        }.sorted()
                        let text = rows.first { $0[0].shown == group }?[0] ?? .null
                        return [text] + Self.figures(numbers, fractions).map { $0.map { .double($0 / scale) } ?? .null }
                    }
                    expectRows(answer.rows, expected, "WEIR_SEED=\(seed), \(column)")
                }
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    /// The deviations and percentiles of sorted numbers, by their definitions.
    private static func figures(_ numbers: [Double], _ fractions: [Double]) -> [Double?] {
        guard !numbers.isEmpty else { return [nil, nil] + fractions.map { _ in nil } }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let sample = numbers.count > 1 ? (squares / Double(numbers.count - 1)).squareRoot() : nil
        return [sample, (squares / Double(numbers.count)).squareRoot()]
            + fractions.map { fraction in
                let place = fraction * Double(numbers.count - 1)
                let index = Int(place)
                guard index + 1 < numbers.count else { return numbers[numbers.count - 1] }
                return numbers[index] + (place - Double(index)) * (numbers[index + 1] - numbers[index])
            }
    }

    @Test(
        "The first and the last value follow time and then arrival, and skip rows without a value or a time",
        arguments: StoreKind.testable)
    func edges(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.createDataset(
                .of("prices", ["t": .timestamp, "s": .string, "p": .decimal, "b": .boolean, "y": .date], time: "t"))
            func row(_ time: String?, _ symbol: String, _ price: String?, _ open: Bool?) throws -> [Value] {
                [
                    try time.map { try Value.at($0) } ?? .null, .string(symbol),
                    try price.map { try Value.exact($0) } ?? .null,
                    open.map { .boolean($0) } ?? .null, try .day("2026-01-0\(symbol.utf8.count)"),
                ]
            }
            try await store.add(
                [
                    row("2026-01-02T00:00:00Z", "a", "2", true), row("2026-01-01T00:00:00Z", "a", nil, false),
                    row("2026-01-01T00:00:00.000001Z", "a", "1.5", nil), row("2026-01-02T00:00:00Z", "a", "2.5", nil),
                    row(nil, "a", "9", true), row("1969-12-31T23:59:59.999999Z", "bb", "3", nil),
                    row("1969-12-31T23:59:59.999999Z", "bb", "4", nil), row(nil, "ccc", "5", true),
                ], to: dataset)
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: ["first(p)", "last(p)", "first(b)", "last(b)", "first(t)", "last(y)", "last(s)"],
                    dimensions: ["s"], order: [OrderItem("s")]))
            try expectRows(
                answer.rows,
                [
                    [
                        "a", .exact("1.5"), .exact("2.5"), false, true, .at("2026-01-01T00:00:00Z"), .day("2026-01-01"),
                        "a",
                    ],
                    [
                        "bb", .exact("3"), .exact("4"), nil, nil, .at("1969-12-31T23:59:59.999999Z"),
                        .day("2026-01-02"),
                        "bb",
                    ],
                    ["ccc", nil, nil, nil, nil, nil, nil, nil],
                ])
            let ordered = try await store.ask(
                dataset,
                Query(
                    measures: ["last(p)"], dimensions: ["s"],
                    filters: [.member("last(p)", .gt, [.number("2.5")])], order: [OrderItem("first(p)", .desc)],
                    total: true))
            expectRows(ordered.rows, [["bb", try .exact("4")]])
            #expect(ordered.total == 1)
        }
    }

    @Test("A measure with filters counts only the rows that pass them", arguments: StoreKind.testable)
    func conditions(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["s": .string, "n": .integer, "ok": .boolean],
                rows: [
                    ["a", 1, true], ["a", 2, false], ["a", 4, nil], ["b", 8, false], ["c", 16, true], ["c", 32, true],
                ])
            let failed = MeasureItem("count", as: "failed", filters: [.member("ok", .equals, [false])])
            let large = MeasureItem(
                "sum(n)", as: "large",
                filters: [.or([.member("n", .gt, [.number("3")]), .member("s", .equals, ["a"])])])
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: [
                        "count", failed, large, "ratio(failed, count)",
                        MeasureItem("ratio(large, sum(n))", as: "share"),
                        MeasureItem("median(n)", as: "middle", filters: [.member("ok", .set, [])]),
                    ], dimensions: ["s"], order: [OrderItem("failed", .desc), OrderItem("s")]))
            expectRows(
                answer.rows,
                [
                    ["a", 3, 1, 7, .double(1.0 / 3), 1.0, 1.5], ["b", 1, 1, 8, 1.0, 1.0, 8.0],
                    ["c", 2, 0, 48, 0.0, 1.0, 24.0],
                ])
            #expect(
                answer.columns.map(\.name) == [
                    "s", "count", "failed", "large", "ratio(failed, count)", "share", "middle",
                ])
            let having = try await store.ask(
                dataset,
                Query(
                    measures: ["count", failed], dimensions: ["s"],
                    filters: [.member("ratio(failed, count)", .lt, [.number("0.5")])], order: [OrderItem("s")],
                    total: true))
            expectRows(having.rows, [["a", 3, 1], ["c", 2, 0]])
            #expect(having.total == 2)
        }
    }

    @Test("A ratio is null where its second measure is null or 0", arguments: StoreKind.testable)
    func ratios(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["s": .string, "a": .integer, "b": .decimal],
                rows: [["x", 1, .exact("0.5")], ["y", 1, .exact("0")], ["z", 1, nil], ["w", nil, .exact("4")]])
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: ["ratio(sum(a), sum(b))"], dimensions: ["s"],
                    order: [OrderItem("ratio(sum(a), sum(b))", .desc), OrderItem("s")]))
            expectRows(answer.rows, [["x", 2.0], ["w", nil], ["y", nil], ["z", nil]])
        }
    }
}
