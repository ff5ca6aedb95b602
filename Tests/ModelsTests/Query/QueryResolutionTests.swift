import Models
import Testing

@Suite("A query that is right")
struct QueryResolutionTests {
    private func resolved(_ json: String) throws -> ResolvedQuery {
        try Query(json: JSONValue(parsing: json)).resolved(against: QueryProblemTests.dataset())
    }

    @Test("answers dimensions, then buckets, then measures under the names asked for")
    func output() throws {
        let query = try resolved(
            #"""
            {"measures": ["count", {"measure": "sum(amount)", "as": "revenue"}, "avg(n)"], "dimensions": ["country"],
             "timeDimensions": [{"dimension": "ts", "granularity": "15 minutes"}], "timezone": "Asia/Tokyo"}
            """#)
        #expect(query.output.map(\.name) == ["country", "ts.15 minutes", "count", "revenue", "avg(n)"])
        #expect(query.output.map(\.type) == [.string, .timestamp, .integer, .decimal, .double])
        #expect(query.output.map { $0.zone?.identifier } == [nil, "Asia/Tokyo", nil, nil, nil])
        #expect(query.limit == 10_000)
    }

    @Test("takes as many measures of strings as a row of an answer can hold")
    func textMeasures() throws {
        let measures = (0..<8).map { #"{"measure": "max(country)", "as": "m\#($0)"}"# }.joined(separator: ",")
        #expect(try resolved(#"{"measures": [\#(measures), "min(n)", "max(ts)"]}"#).measures.count == 10)
    }

    @Test(
        "orders by time, else by the first measure, and always down to the last grouping",
        arguments: [
            (#"{"measures": ["count"], "dimensions": ["country", "ok"]}"#, ["m0 desc", "g0 asc", "g1 asc"]),
            (
                #"{"measures": ["count"], "dimensions": ["ok"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}]}"#,
                ["g1 asc", "g0 asc"]
            ),
            (#"{"dimensions": ["country"]}"#, ["g0 asc"]), (#"{"measures": ["count"]}"#, ["m0 desc"]),
            (#"{"measures": ["count"], "dimensions": ["country"], "order": [["country", "desc"]]}"#, ["g0 desc"]),
            (#"{"dimensions": ["country"], "order": [["sum(n)", "desc"]]}"#, ["m0 desc", "g0 asc"]),
            (
                #"{"measures": [{"measure": "count", "as": "c"}], "dimensions": ["ok"], "order": [["c", "asc"]]}"#,
                ["m0 asc", "g0 asc"]
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}], "order": [["ts", "desc"]]}"#,
                ["g0 desc"]
            ),
        ])
    func order(json: String, expected: [String]) throws {
        let order = try resolved(json).order.map { item in
            let target =
                switch item.target {
                case .group(let index): "g\(index)"
                case .measure(let index): "m\(index)"
                }
            return target + (item.descending ? " desc" : " asc")
        }
        #expect(order == expected)
    }

    @Test("puts conditions on columns on rows, on measures on groups, and adds the measures these need")
    func conditions() throws {
        let query = try resolved(
            #"""
            {"measures": ["count"], "dimensions": ["country"], "filters": [
              {"member": "n", "operator": "gt", "values": ["5"]},
              {"and": [{"member": "sum(amount)", "operator": "lte", "values": [1.50]}, {"member": "ok", "operator": "notSet"}]}]}
            """#)
        #expect(
            query.rowFilter
                == .and([
                    .test(operand: 4, .compare(.greater, .integer(5))), .test(operand: 5, .isNull),
                ]))
        let limit = try #require(DecimalNumber("1.5"))
        #expect(query.groupFilter == .test(operand: 1, .compare(.lessOrEqual, .decimal(limit))))
        #expect(query.visibleMeasures == 1)
        #expect(query.measures.count == 2)
    }

    @Test("reads dates in the query's zone, and a day that ends a range as part of it")
    func dates() throws {
        let query = try resolved(
            #"""
            {"measures": ["count"], "timezone": "Europe/Berlin",
             "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-03-29", "2026-03-29"]}],
             "filters": [{"member": "ts", "operator": "afterDate", "values": ["2026-03-29"]},
                         {"member": "ts", "operator": "beforeDate", "values": ["2026-03-29T12:00:00"]},
                         {"member": "day", "operator": "afterDate", "values": ["2026-03-29"]}]}
            """#)
        func instant(_ text: String) throws -> Value { .timestamp(try #require(Timestamp(text))) }
        #expect(
            query.rowFilter
                == .and([
                    .test(
                        operand: 0,
                        .inRange(from: try instant("2026-03-28T23:00:00Z"), to: try instant("2026-03-29T22:00:00Z"))),
                    .and([
                        .test(operand: 0, .compare(.greaterOrEqual, try instant("2026-03-29T22:00:00Z"))),
                        .test(operand: 0, .compare(.less, try instant("2026-03-29T10:00:00Z"))),
                        .test(operand: 1, .compare(.greater, .date(CalendarDate(year: 2026, month: 3, day: 29)))),
                    ]),
                ]))
    }

    @Test(
        "shows what the bounds of a range mean: a last day is part of it, an instant is not",
        arguments: [
            // January is January.
            ("ts", "2026-01-01", "2026-01-31", "2025-12-31T23:00:00Z", "2026-01-31T23:00:00Z"),
            // Days of 23 and of 25 hours.
            ("ts", "2026-03-29", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("ts", "2026-10-25", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            ("ts", "2026-01-01", "2026-01-31T00:00:00", "2025-12-31T23:00:00Z", "2026-01-30T23:00:00Z"),
            ("ts", "2026-01-01T12:00:00Z", "2026-01-01", "2026-01-01T12:00:00Z", "2026-01-01T23:00:00Z"),
            ("ts", "2026-01-01T12:00:00Z", "2026-01-01T12:00:00Z", "2026-01-01T12:00:00Z", "2026-01-01T12:00:00Z"),
            ("ts", "9999-12-31", "9999-12-31", "9999-12-30T23:00:00Z", "9999-12-31T23:00:00Z"),
            ("day", "2026-01-01", "2026-01-31", "2026-01-01", "2026-02-01"),
            ("day", "9999-12-31", "9999-12-31", "9999-12-31", nil),
        ] as [(String, String, String, String, String?)])
    func ranges(column: String, from: String, to: String, first: String, before: String?) throws {
        let bounds = #"["\#(from)", "\#(to)"]"#
        let query = try resolved(
            #"""
            {"measures": ["count"], "timezone": "Europe/Berlin",
             "timeDimensions": [{"dimension": "\#(column)", "dateRange": \#(bounds)}],
             "filters": [{"member": "\#(column)", "operator": "inDateRange", "values": \#(bounds)},
                         {"or": [{"member": "\#(column)", "operator": "notInDateRange", "values": \#(bounds)}]}]}
            """#)
        #expect(query.ranges.map(\.pointer) == ["/timeDimensions/0/dateRange", "/filters/0", "/filters/1/or/0"])
        for range in query.ranges {
            #expect(range.member == column)
            switch (range.from, range.before) {
            case (.timestamp(let start), .timestamp(let end)):
                #expect(start.description == first)
                #expect(end.description == before)
            case (.date(let start), .date(let end)):
                #expect(start.description == first)
                #expect(range.isOpenEnded ? before == nil : end.description == before)
            default: Issue.record("\(range)")
            }
        }
    }

    @Test("the last day of the calendar is whole, wherever it ends")
    func lastDay() throws {
        for zone in ["UTC", "America/New_York"] {
            let query = try resolved(
                #"{"measures": ["count"], "timezone": "\#(zone)", "timeDimensions": [{"dimension": "ts", "dateRange": ["9999-12-31", "9999-12-31"]}]}"#
            )
            #expect(query.ranges.map(\.isOpenEnded) == [true])
        }
    }

    @Test("a day that the zone skipped is empty, and what is after it begins with the next")
    func skippedDay() throws {
        let query = try resolved(
            #"""
            {"measures": ["count"], "timezone": "Pacific/Apia",
             "timeDimensions": [{"dimension": "ts", "dateRange": ["2011-12-30", "2011-12-30"]}],
             "filters": [{"member": "ts", "operator": "afterDate", "values": ["2011-12-30"]}]}
            """#)
        let next = Value.timestamp(try #require(Timestamp("2011-12-31T00:00:00+14:00")))
        #expect(
            query.rowFilter
                == .and([
                    .test(operand: 0, .inRange(from: next, to: next)),
                    .test(operand: 0, .compare(.greaterOrEqual, next)),
                ]))
    }

    @Test("a null among the values is a value like others")
    func nulls() throws {
        let query = try resolved(
            #"{"measures": ["count"], "filters": [{"member": "country", "operator": "notIn", "values": ["DE", null]}]}"#
        )
        #expect(query.rowFilter == .test(operand: 2, .noneOf([.string("DE")], orNull: true)))
    }
}
