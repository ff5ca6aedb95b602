import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: time buckets")
struct BucketContract {
    /// A zone, a granularity, rows at regular instants, and the expected buckets: local start and row count.
    struct Case {
        let zone: String
        let granularity: String
        let from: String
        let to: String
        let everyMinutes: Int64
        let buckets: [(String, Int64)]
    }

    static let cases: [Case] = [
        Case(
            zone: "Europe/Berlin", granularity: "day", from: "2026-03-27T23:00:00Z", to: "2026-03-30T22:00:00Z",
            everyMinutes: 60,
            buckets: [
                ("2026-03-28T00:00:00+01:00", 24), ("2026-03-29T00:00:00+01:00", 23), ("2026-03-30T00:00:00+02:00", 24),
            ]),
        Case(
            zone: "Europe/Berlin", granularity: "day", from: "2026-10-23T22:00:00Z", to: "2026-10-26T23:00:00Z",
            everyMinutes: 60,
            buckets: [
                ("2026-10-24T00:00:00+02:00", 24), ("2026-10-25T00:00:00+02:00", 25), ("2026-10-26T00:00:00+01:00", 24),
            ]),
        // The repeated hour is two buckets.
        Case(
            zone: "Europe/Berlin", granularity: "hour", from: "2026-10-24T23:00:00Z", to: "2026-10-25T03:00:00Z",
            everyMinutes: 15,
            buckets: [
                ("2026-10-25T01:00:00+02:00", 4), ("2026-10-25T02:00:00+02:00", 4), ("2026-10-25T02:00:00+01:00", 4),
                ("2026-10-25T03:00:00+01:00", 4),
            ]),
        Case(
            zone: "Europe/Berlin", granularity: "hour", from: "2026-03-29T00:00:00Z", to: "2026-03-29T02:00:00Z",
            everyMinutes: 15, buckets: [("2026-03-29T01:00:00+01:00", 4), ("2026-03-29T03:00:00+02:00", 4)]),
        Case(
            zone: "Europe/Berlin", granularity: "15 minutes", from: "2026-10-25T00:30:00Z", to: "2026-10-25T01:30:00Z",
            everyMinutes: 5,
            buckets: [
                ("2026-10-25T02:30:00+02:00", 3), ("2026-10-25T02:45:00+02:00", 3), ("2026-10-25T02:00:00+01:00", 3),
                ("2026-10-25T02:15:00+01:00", 3),
            ]),
        // Buckets wider than an hour are spans of local time, shorter or longer where the clocks change.
        Case(
            zone: "Europe/Berlin", granularity: "6 hours", from: "2026-03-28T23:00:00Z", to: "2026-03-29T22:00:00Z",
            everyMinutes: 30,
            buckets: [
                ("2026-03-29T00:00:00+01:00", 10), ("2026-03-29T06:00:00+02:00", 12), ("2026-03-29T12:00:00+02:00", 12),
                ("2026-03-29T18:00:00+02:00", 12),
            ]),
        Case(
            zone: "Europe/Berlin", granularity: "6 hours", from: "2026-10-24T22:00:00Z", to: "2026-10-25T23:00:00Z",
            everyMinutes: 30,
            buckets: [
                ("2026-10-25T00:00:00+02:00", 14), ("2026-10-25T06:00:00+01:00", 12), ("2026-10-25T12:00:00+01:00", 12),
                ("2026-10-25T18:00:00+01:00", 12),
            ]),
        // The bucket's local start lies in the gap, so the bucket begins when the clocks jump.
        Case(
            zone: "Europe/Berlin", granularity: "2 hours", from: "2026-03-28T23:00:00Z", to: "2026-03-29T04:00:00Z",
            everyMinutes: 30,
            buckets: [
                ("2026-03-29T00:00:00+01:00", 4), ("2026-03-29T03:00:00+02:00", 2), ("2026-03-29T04:00:00+02:00", 4),
            ]),
        Case(
            zone: "Europe/Berlin", granularity: "week", from: "2026-03-22T23:00:00Z", to: "2026-04-05T22:00:00Z",
            everyMinutes: 60, buckets: [("2026-03-23T00:00:00+01:00", 167), ("2026-03-30T00:00:00+02:00", 168)]),
        Case(
            zone: "Europe/Berlin", granularity: "month", from: "2026-02-28T23:00:00Z", to: "2026-04-30T22:00:00Z",
            everyMinutes: 60, buckets: [("2026-03-01T00:00:00+01:00", 743), ("2026-04-01T00:00:00+02:00", 720)]),
        Case(
            zone: "Europe/Berlin", granularity: "quarter", from: "2026-03-31T21:00:00Z", to: "2026-03-31T23:00:00Z",
            everyMinutes: 60, buckets: [("2026-01-01T00:00:00+01:00", 1), ("2026-04-01T00:00:00+02:00", 1)]),
        Case(
            zone: "Europe/Berlin", granularity: "3 months", from: "2026-03-31T21:00:00Z", to: "2026-03-31T23:00:00Z",
            everyMinutes: 60, buckets: [("2026-01-01T00:00:00+01:00", 1), ("2026-04-01T00:00:00+02:00", 1)]),
        Case(
            zone: "Europe/Berlin", granularity: "year", from: "2025-12-31T22:00:00Z", to: "2026-01-01T00:00:00Z",
            everyMinutes: 60, buckets: [("2025-01-01T00:00:00+01:00", 1), ("2026-01-01T00:00:00+01:00", 1)]),
        Case(
            zone: "Europe/Berlin", granularity: "2 weeks", from: "2026-03-15T22:00:00Z", to: "2026-03-30T23:00:00Z",
            everyMinutes: 60,
            buckets: [
                ("2026-03-02T00:00:00+01:00", 1), ("2026-03-16T00:00:00+01:00", 335), ("2026-03-30T00:00:00+02:00", 25),
            ]),
        Case(
            zone: "Europe/Berlin", granularity: "3 days", from: "2026-03-27T23:00:00Z", to: "2026-04-01T22:00:00Z",
            everyMinutes: 60,
            buckets: [
                ("2026-03-26T00:00:00+01:00", 24), ("2026-03-29T00:00:00+01:00", 71), ("2026-04-01T00:00:00+02:00", 24),
            ]),
        // In Havana clocks change at midnight: in March the day begins at 01:00, in November it has two midnights.
        Case(
            zone: "America/Havana", granularity: "day", from: "2026-03-07T05:00:00Z", to: "2026-03-10T04:00:00Z",
            everyMinutes: 60,
            buckets: [
                ("2026-03-07T00:00:00-05:00", 24), ("2026-03-08T01:00:00-04:00", 23), ("2026-03-09T00:00:00-04:00", 24),
            ]),
        Case(
            zone: "America/Havana", granularity: "day", from: "2026-10-31T04:00:00Z", to: "2026-11-03T05:00:00Z",
            everyMinutes: 60,
            buckets: [
                ("2026-10-31T00:00:00-04:00", 24), ("2026-11-01T00:00:00-04:00", 25), ("2026-11-02T00:00:00-05:00", 24),
            ]),
        Case(
            zone: "America/Havana", granularity: "month", from: "2026-11-01T03:00:00Z", to: "2026-11-01T06:00:00Z",
            everyMinutes: 30, buckets: [("2026-10-01T00:00:00-04:00", 2), ("2026-11-01T00:00:00-04:00", 4)]),
        // In Cairo clocks go forward at midnight of a Friday in April and back at the midnight that ends a Thursday in
        // October.
        Case(
            zone: "Africa/Cairo", granularity: "day", from: "2026-04-22T22:00:00Z", to: "2026-04-25T21:00:00Z",
            everyMinutes: 60,
            buckets: [
                ("2026-04-23T00:00:00+02:00", 24), ("2026-04-24T01:00:00+03:00", 23), ("2026-04-25T00:00:00+03:00", 24),
            ]),
        Case(
            zone: "Africa/Cairo", granularity: "day", from: "2026-10-28T21:00:00Z", to: "2026-10-30T22:00:00Z",
            everyMinutes: 60, buckets: [("2026-10-29T00:00:00+03:00", 25), ("2026-10-30T00:00:00+02:00", 24)]),
        Case(
            zone: "Asia/Kathmandu", granularity: "day", from: "2026-05-01T17:45:00Z", to: "2026-05-02T18:45:00Z",
            everyMinutes: 15,
            buckets: [
                ("2026-05-01T00:00:00+05:45", 2), ("2026-05-02T00:00:00+05:45", 96), ("2026-05-03T00:00:00+05:45", 2),
            ]),
        Case(
            zone: "Asia/Kathmandu", granularity: "hour", from: "2026-05-01T00:00:00Z", to: "2026-05-01T01:15:00Z",
            everyMinutes: 15, buckets: [("2026-05-01T05:00:00+05:45", 1), ("2026-05-01T06:00:00+05:45", 4)]),
        Case(
            zone: "Asia/Kathmandu", granularity: "30 minutes", from: "2026-05-01T00:00:00Z", to: "2026-05-01T00:45:00Z",
            everyMinutes: 15, buckets: [("2026-05-01T05:30:00+05:45", 1), ("2026-05-01T06:00:00+05:45", 2)]),
        // On Lord Howe Island clocks change by half an hour.
        Case(
            zone: "Australia/Lord_Howe", granularity: "day", from: "2026-04-04T13:00:00Z", to: "2026-04-05T13:30:00Z",
            everyMinutes: 30, buckets: [("2026-04-05T00:00:00+11:00", 49)]),
        Case(
            zone: "Australia/Lord_Howe", granularity: "day", from: "2026-10-03T13:30:00Z", to: "2026-10-04T13:00:00Z",
            everyMinutes: 30, buckets: [("2026-10-04T00:00:00+10:30", 47)]),
        Case(
            zone: "Australia/Lord_Howe", granularity: "15 minutes", from: "2026-04-04T14:30:00Z",
            to: "2026-04-04T15:30:00Z", everyMinutes: 5,
            buckets: [
                ("2026-04-05T01:30:00+11:00", 3), ("2026-04-05T01:45:00+11:00", 3), ("2026-04-05T01:30:00+10:30", 3),
                ("2026-04-05T01:45:00+10:30", 3),
            ]),
        Case(
            zone: "Australia/Lord_Howe", granularity: "15 minutes", from: "2026-10-03T15:15:00Z",
            to: "2026-10-03T15:45:00Z", everyMinutes: 5,
            buckets: [("2026-10-04T01:45:00+10:30", 3), ("2026-10-04T02:30:00+11:00", 3)]),
        // Samoa crossed the date line and had no December 30th in 2011.
        Case(
            zone: "Pacific/Apia", granularity: "day", from: "2011-12-29T10:00:00Z", to: "2011-12-31T10:00:00Z",
            everyMinutes: 60, buckets: [("2011-12-29T00:00:00-10:00", 24), ("2011-12-31T00:00:00+14:00", 24)]),
        Case(
            zone: "UTC", granularity: "week", from: "2026-03-01T00:00:00Z", to: "2026-03-03T00:00:00Z",
            everyMinutes: 1440, buckets: [("2026-02-23T00:00:00+00:00", 1), ("2026-03-02T00:00:00+00:00", 1)]),
        Case(
            zone: "UTC", granularity: "month", from: "2024-02-28T00:00:00Z", to: "2024-03-02T00:00:00Z",
            everyMinutes: 1440, buckets: [("2024-02-01T00:00:00+00:00", 2), ("2024-03-01T00:00:00+00:00", 1)]),
        Case(
            zone: "UTC", granularity: "minute", from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:03:00Z",
            everyMinutes: 1,
            buckets: [
                ("2026-01-01T00:00:00+00:00", 1), ("2026-01-01T00:01:00+00:00", 1), ("2026-01-01T00:02:00+00:00", 1),
            ]),
        // Buckets before 1970 and before 1900 have the same boundaries.
        Case(
            zone: "UTC", granularity: "day", from: "1969-12-30T12:00:00Z", to: "1970-01-01T12:00:00Z",
            everyMinutes: 720,
            buckets: [
                ("1969-12-30T00:00:00+00:00", 1), ("1969-12-31T00:00:00+00:00", 2), ("1970-01-01T00:00:00+00:00", 1),
            ]),
        Case(
            zone: "UTC", granularity: "15 minutes", from: "1899-12-31T23:50:00Z", to: "1900-01-01T00:10:00Z",
            everyMinutes: 10,
            buckets: [("1899-12-31T23:45:00+00:00", 1), ("1900-01-01T00:00:00+00:00", 1)]),
        Case(
            zone: "UTC", granularity: "2 weeks", from: "1969-12-21T00:00:00Z", to: "1970-01-06T00:00:00Z",
            everyMinutes: 1440,
            buckets: [
                ("1969-12-08T00:00:00+00:00", 1), ("1969-12-22T00:00:00+00:00", 14), ("1970-01-05T00:00:00+00:00", 1),
            ]),
    ]

    @Test("Rows fall into the buckets of the zone's local time", arguments: StoreKind.testable)
    func buckets(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for (index, test) in Self.cases.enumerated() {
                let dataset = try await store.make("t\(index)", ["t": .timestamp])
                try await store.add(try Self.instants(test) + [[nil]], to: dataset)
                let answer = try await store.ask(dataset, Self.query(test.granularity, test.zone))
                let expected = try test.buckets.map { [try Value.at($0.0), .integer($0.1)] } + [[nil, 1]]
                let what = "\(test.zone) \(test.granularity) \(test.from)"
                expectRows(answer.rows, expected, what)
                // The offsets in the table are those of the zone.
                let zone = try #require(answer.columns[0].zone)
                for (text, _) in test.buckets {
                    let start = try #require(Timestamp(text))
                    var bytes: [UInt8] = []
                    start.write(into: &bytes, offsetSeconds: zone.offset(at: start))
                    #expect(String(decoding: bytes, as: UTF8.self) == text, "\(what)")
                }
            }
        }
    }

    private static func instants(_ test: Case) throws -> [[Value]] {
        let from = try #require(Timestamp(test.from))
        let to = try #require(Timestamp(test.to))
        return stride(from: from.microseconds, to: to.microseconds, by: Int(test.everyMinutes) * 60_000_000).map {
            [.timestamp(Timestamp(microseconds: $0))]
        }
    }

    private static func query(_ granularity: String, _ zone: String) -> Query {
        Query(
            measures: ["count"], timeDimensions: [TimeDimension("t", granularity: granularity)], timezone: zone)
    }

    @Test("An hour shortened by a half-hour clock change is a bucket of its own", arguments: StoreKind.testable)
    func halfHourChange(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["t": .timestamp])
            let test = Case(
                zone: "Australia/Lord_Howe", granularity: "hour", from: "2026-04-04T14:00:00Z",
                to: "2026-04-04T16:30:00Z", everyMinutes: 15, buckets: [])
            try await store.add(try Self.instants(test), to: dataset)
            let answer = try await store.ask(dataset, Self.query(test.granularity, test.zone))
            expectRows(
                answer.rows,
                try [("2026-04-04T14:00:00Z", 4), ("2026-04-04T15:00:00Z", 2), ("2026-04-04T15:30:00Z", 4)].map {
                    [.timestamp(try #require(Timestamp($0.0))), .integer(Int64($0.1))]
                })
        }
    }

    @Test("A bucket includes its first microsecond and excludes that of the next", arguments: StoreKind.testable)
    func edges(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for (index, granularity) in ["second", "minute", "hour", "day", "month", "year", "30 seconds"].enumerated()
            {
                let dataset = try await store.make(
                    "t\(index)", ["t": .timestamp],
                    rows: [
                        [.at("2025-12-31T23:59:59.999999Z")], [.at("2026-01-01T00:00:00Z")],
                        [.at("2026-01-01T00:00:00.000001Z")], [.at("1969-12-31T23:59:59.999999Z")],
                        [.at("1970-01-01T00:00:00Z")],
                    ])
                let answer = try await store.ask(dataset, Self.query(granularity, "UTC"))
                expectRows(answer.rows.map { [$0[1]] }, [[1], [1], [1], [2]], granularity)
            }
        }
    }

    @Test("The first and last supported years are bucketed like others", arguments: StoreKind.testable)
    func extremes(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["t": .timestamp],
                rows: [
                    [.at("0001-01-01T00:00:00Z")], [.at("0001-12-31T00:00:00Z")], [.at("9999-12-31T23:59:59.999999Z")],
                ])
            let cases: [(String, [(String, Int64)])] = [
                ("year", [("0001-01-01", 2), ("9999-01-01", 1)]),
                ("day", [("0001-01-01", 1), ("0001-12-31", 1), ("9999-12-31", 1)]),
                ("week", [("0001-01-01", 1), ("0001-12-31", 1), ("9999-12-27", 1)]),
            ]
            for (granularity, expected) in cases {
                let answer = try await store.ask(dataset, Self.query(granularity, "UTC"))
                expectRows(
                    answer.rows, try expected.map { [try .at($0.0 + "T00:00:00Z"), .integer($0.1)] }, granularity)
            }
        }
    }

    @Test("Two granularities of one column and two time columns group together", arguments: StoreKind.testable)
    func several(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["t": .timestamp, "u": .timestamp, "k": .string],
                rows: [
                    [.at("2026-01-31T23:30:00Z"), .at("2026-06-01T00:00:00Z"), "a"],
                    [.at("2026-02-01T00:30:00Z"), .at("2026-06-01T00:00:00Z"), "a"],
                    [.at("2026-02-01T00:30:00Z"), nil, "b"],
                ])
            let query = Query(
                measures: ["count"], dimensions: ["k"],
                timeDimensions: [
                    TimeDimension("t", granularity: "month"), TimeDimension("t", granularity: "day"),
                    TimeDimension("u", granularity: "year"),
                ], timezone: "Europe/Berlin")
            let answer = try await store.ask(dataset, query)
            let month = try Value.at("2026-02-01T00:00:00+01:00")
            expectRows(
                answer.rows,
                [["a", month, month, try .at("2026-01-01T00:00:00+01:00"), 2], ["b", month, month, nil, 1]])
            #expect(answer.columns.map(\.name) == ["k", "t.month", "t.day", "u.year", "count"])
        }
    }

    @Test(
        "A range of days covers its first to its last day in the zone",
        arguments: StoreKind.testable)
    func ranges(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let rows: [[Value]] = [
                [try .at("2026-03-28T22:59:59.999999Z")], [try .at("2026-03-28T23:00:00Z")],
                [try .at("2026-03-29T21:59:59.999999Z")], [try .at("2026-03-29T22:00:00Z")], [nil],
            ]
            let dataset = try await store.make(["t": .timestamp], rows: rows)
            let query = Query(
                measures: ["count"],
                timeDimensions: [TimeDimension("t", granularity: "day", dateRange: ["2026-03-29", "2026-03-29"])],
                timezone: "Europe/Berlin")
            expectRows(try await store.ask(dataset, query).rows, [[try .at("2026-03-29T00:00:00+01:00"), 2]])
            let restrictOnly = Query(
                measures: ["count"], timeDimensions: [TimeDimension("t", dateRange: ["2026-03-29", "2026-03-29"])],
                timezone: "Europe/Berlin")
            expectRows(try await store.ask(dataset, restrictOnly).rows, [[2]])
        }
    }
}
