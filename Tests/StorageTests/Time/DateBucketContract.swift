import Models
import StorageTesting
import Testing

@Suite("Contract: buckets of date columns")
struct DateBucketContract {
    /// A zone, a granularity, days, and the expected buckets: first day and row count.
    struct Case {
        let zone: String
        let granularity: String
        let days: [String]
        let buckets: [(String, Int64)]
    }

    private static let days = ["2026-02-28", "2026-03-01", "2026-03-29", "2026-03-30", "2026-03-30", "1969-12-31"]

    static let cases: [Case] = [
        Case(
            zone: "Europe/Berlin", granularity: "day", days: days,
            buckets: [
                ("1969-12-31", 1), ("2026-02-28", 1), ("2026-03-01", 1), ("2026-03-29", 1), ("2026-03-30", 2),
            ]),
        Case(
            zone: "America/New_York", granularity: "month", days: days,
            buckets: [("1969-12-01", 1), ("2026-02-01", 1), ("2026-03-01", 4)]),
        Case(
            zone: "UTC", granularity: "week", days: days,
            buckets: [("1969-12-29", 1), ("2026-02-23", 2), ("2026-03-23", 1), ("2026-03-30", 2)]),
        Case(
            zone: "Pacific/Auckland", granularity: "year", days: days, buckets: [("1969-01-01", 1), ("2026-01-01", 5)]),
        Case(
            zone: "Asia/Tokyo", granularity: "2 weeks", days: ["2026-03-15", "2026-03-16", "2026-03-29"],
            buckets: [("2026-03-02", 1), ("2026-03-16", 2)]),
        // Local mean time with an offset that has seconds.
        Case(zone: "Europe/Berlin", granularity: "year", days: ["1880-06-15"], buckets: [("1880-01-01", 1)]),
        // Samoa had no December 30th in 2011; a date column can have that day.
        Case(
            zone: "Pacific/Apia", granularity: "day", days: ["2011-12-29", "2011-12-30", "2011-12-31"],
            buckets: [("2011-12-29", 1), ("2011-12-30", 1), ("2011-12-31", 1)]),
        // Buckets that begin before the calendar start with its first day.
        Case(
            zone: "Europe/Berlin", granularity: "3 weeks", days: ["0001-01-01", "9999-12-31"],
            buckets: [("0001-01-01", 1), ("9999-12-20", 1)]),
        Case(
            zone: "UTC", granularity: "100 years", days: ["0001-01-01", "0100-01-01", "9999-12-31"],
            buckets: [("0001-01-01", 1), ("0100-01-01", 1), ("9900-01-01", 1)]),
        Case(
            zone: "UTC", granularity: "5 months", days: ["0001-01-01", "0001-03-31", "0001-04-01"],
            buckets: [("0001-01-01", 2), ("0001-04-01", 1)]),
    ]

    @Test("A bucket of a date column is a date in every zone", arguments: StoreKind.testable)
    func buckets(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for (index, test) in Self.cases.enumerated() {
                let dataset = try await store.make(
                    "t\(index)", ["y": .date], rows: try test.days.map { [try .day($0)] } + [[nil]])
                let query = Query(
                    measures: ["count"], timeDimensions: [TimeDimension("y", granularity: test.granularity)],
                    timezone: test.zone, total: true)
                let answer = try await store.ask(dataset, query)
                expectRows(
                    answer.rows, try test.buckets.map { [try .day($0.0), .integer($0.1)] } + [[nil, 1]],
                    "\(test.zone) \(test.granularity)")
                #expect(answer.columns[0].type == .date && answer.columns[0].zone == nil)
                #expect(answer.total == Int64(test.buckets.count + 1))
            }
        }
    }

    @Test("Gaps in a date column are filled with dates in every zone", arguments: StoreKind.testable)
    func fill(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["y": .date], rows: [[.day("2011-12-29")], [.day("2012-01-01")]])
            for zone in ["UTC", "Pacific/Apia", "America/New_York"] {
                func rows(_ granularity: String, _ range: [String]?) async throws -> [[Value]] {
                    let time = TimeDimension("y", granularity: granularity, dateRange: range, fill: true)
                    return try await store.ask(
                        dataset, Query(measures: ["count"], timeDimensions: [time], timezone: zone)
                    ).rows
                }
                let days: [[Value]] = [
                    [try .day("2011-12-29"), 1], [try .day("2011-12-30"), 0], [try .day("2011-12-31"), 0],
                    [try .day("2012-01-01"), 1],
                ]
                expectRows(try await rows("day", nil), days, zone)
                expectRows(try await rows("day", ["2011-12-30", "2012-01-01"]), Array(days[1...]), zone)
                expectRows(
                    try await rows("month", ["2011-11-30", "2011-12-31"]),
                    [[try .day("2011-11-01"), 0], [try .day("2011-12-01"), 1]], zone)
                expectRows(
                    try await rows("day", ["9999-12-30", "9999-12-31"]),
                    [[try .day("9999-12-30"), 0], [try .day("9999-12-31"), 0]], zone)
            }
        }
    }
}
