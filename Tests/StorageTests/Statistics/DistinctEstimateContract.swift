import Models
import Storage
import StorageTesting
import TestSupport
import Testing

@Suite("Contract: estimates of distinct values")
struct DistinctEstimateContract {
    @Test("Every store estimates the same number for every type of column", arguments: StoreKind.testable)
    func types(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let columns: KeyValuePairs<String, ColumnType> = [
                "s": .string, "i": .integer, "d": .double, "m": .decimal, "b": .boolean, "t": .timestamp, "y": .date,
            ]
            let start = Timestamp(microseconds: -1_000_000_000_000)
            let rows: [[Value]] = (0..<9000).map { row in
                let number = Int64(row) * 7 % 6000
                let text = String(repeating: "ü", count: Int(number) % 14) + "\(number)"
                return [
                    row % 10 == 3 ? .null : .string(text), .integer(number - 3000),
                    .double(number == 0 ? -0.0 : Double(number - 3000) / 8),
                    .decimal(DecimalNumber(coefficient: Int128(number - 3000) * 10, scale: 3) ?? .zero),
                    .boolean(number % 2 == 0),
                    .timestamp(Timestamp(microseconds: start.microseconds + number * 1_234_567_890)),
                    .date(CalendarDate(inUTC: Timestamp(microseconds: number * 86_400_000_000))),
                ]
            }
            let dataset = try await store.make(columns, rows: rows)
            var expected: [Value] = []
            for index in columns.indices {
                var sketch = DistinctSketch()
                for row in rows { sketch.insert(row[index]) }
                expected.append(.integer(sketch.estimate))
            }
            let answer = try await store.ask(
                dataset, Query(measures: columns.map { MeasureItem("countDistinctApprox(\($0.key))") }))
            expectRows(answer.rows, [expected])
            #expect(answer.columns.allSatisfy { $0.type == .integer })
        }
    }

    @Test("Estimates are grouped, conditional, ordered and filtered like other measures", arguments: StoreKind.testable)
    func groups(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["s": .string, "n": .integer, "ok": .boolean],
                rows: [
                    ["a", 1, true], ["a", 1, false], ["a", 2, true], ["b", 1, true], ["b", nil, false],
                    ["c", nil, true],
                ])
            let good = MeasureItem("countDistinctApprox(n)", as: "good", filters: [.member("ok", .equals, [true])])
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: [
                        "countDistinctApprox(n)", good, "ratio(countDistinctApprox(n), count)",
                        "shareOfTotal(countDistinctApprox(n))",
                    ], dimensions: ["s"], order: [OrderItem("countDistinctApprox(n)", .desc), OrderItem("s")]))
            expectRows(
                answer.rows,
                [
                    ["a", 2, 2, .double(2.0 / 3), .double(2.0 / 3)], ["b", 1, 1, 0.5, .double(1.0 / 3)],
                    ["c", 0, 0, 0.0, 0.0],
                ])
            let having = try await store.ask(
                dataset,
                Query(
                    dimensions: ["s"], filters: [.member("countDistinctApprox(n)", .gt, [.number("0")])],
                    order: [OrderItem("s")], total: true))
            expectRows(having.rows, [["a"], ["b"]])
            #expect(having.total == 2)
        }
    }

    @Test("An estimate over no rows is 0, also in a filled bucket", arguments: StoreKind.testable)
    func noRows(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["y": .date, "s": .string])
            let query = Query(measures: ["countDistinctApprox(s)"])
            expectRows(try await store.ask(dataset, query).rows, [[0]])
            try await store.add([[.day("2026-01-01"), "x"], [.day("2026-01-03"), "x"]], to: dataset)
            let filled = try await store.ask(
                dataset,
                Query(
                    measures: ["countDistinctApprox(s)"],
                    timeDimensions: [TimeDimension("y", granularity: "day", fill: true)]))
            expectRows(
                filled.rows, [[try .day("2026-01-01"), 1], [try .day("2026-01-02"), 0], [try .day("2026-01-03"), 1]])
        }
    }
}
