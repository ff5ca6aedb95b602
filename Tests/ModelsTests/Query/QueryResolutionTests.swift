import Models
import Testing

@Suite("Query+Resolution")
struct QueryResolutionTests {
    private func resolved(_ json: String) throws -> ResolvedQuery {
        try Query(json: JSONValue(parsing: json)).resolved(against: QueryErrorTests.dataset())
    }

    @Test("The result's columns are dimensions, buckets and measures, under their names or aliases")
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

    @Test("A query can have eight measures of strings")
    func textMeasures() throws {
        let measures = (0..<8).map { #"{"measure": "max(country)", "as": "m\#($0)"}"# }.joined(separator: ",")
        #expect(try resolved(#"{"measures": [\#(measures), "min(n)", "max(ts)"]}"#).measures.count == 10)
    }

    @Test(
        "The default order is by time, or by the first measure, then by all groupings",
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

    @Test("Conditions on columns apply to rows, conditions on measures to groups, with hidden measures")
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

    @Test("Dates are read in the query's time zone, and the last day of a range is part of it")
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
        "The last day of a range is part of it, and an instant is not",
        arguments: [
            // All of January.
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

    @Test("The last day of the calendar is whole in every time zone")
    func lastDay() throws {
        for zone in ["UTC", "America/New_York"] {
            let query = try resolved(
                #"{"measures": ["count"], "timezone": "\#(zone)", "timeDimensions": [{"dimension": "ts", "dateRange": ["9999-12-31", "9999-12-31"]}]}"#
            )
            #expect(query.ranges.map(\.isOpenEnded) == [true])
        }
    }

    @Test("A skipped day is empty, and the time after it begins with the next day")
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

    @Test("Null is a valid value of a filter")
    func nulls() throws {
        let query = try resolved(
            #"{"measures": ["count"], "filters": [{"member": "country", "operator": "notIn", "values": ["DE", null]}]}"#
        )
        #expect(query.rowFilter == .test(operand: 2, .noneOf([.string("DE")], orNull: true)))
    }

    @Test("The first value in time needs a time column that exists for the query")
    func hiddenTime() throws {
        let query = Query(measures: ["first(n)"])
        let dataset = try QueryErrorTests.dataset()
        #expect(try query.resolved(against: dataset, limits: .document, hiding: []).measures.map(\.time) == [0])
        let error = #expect(throws: QueryError.self) {
            try query.resolved(against: dataset, limits: .document, hiding: [Identifier("ts")])
        }
        #expect(error?.issues.map(\.code) == [.typeMismatch])
    }

    @Test(
        "A date column makes a query depend on the time zone only by a relative range",
        arguments: [
            (#""timeDimensions": [{"dimension": "day", "granularity": "week"}]"#, false),
            (#""dimensions": ["day.weekday"]"#, false),
            (
                #""measures": ["count"], "filters": [{"member": "day", "operator": "gt", "values": ["2026-01-01"]}]"#,
                false
            ),
            (
                #""measures": ["count"], "timeDimensions": [{"dimension": "day", "dateRange": ["2026-01-01", "2026-01-02"]}]"#,
                false
            ),
            (#""measures": ["count"], "timeDimensions": [{"dimension": "day", "dateRange": "today"}]"#, true),
            (
                #""measures": [{"measure": "count", "as": "n", "filters": [{"member": "ts", "operator": "lt", "values": ["2026-01-01"]}]}]"#,
                true
            ),
        ])
    func zones(text: String, dependsOnZone: Bool) throws {
        let query = try Query(json: JSONValue(parsing: "{\(text), \"timezone\": \"Europe/Berlin\"}"))
        let zone = try query.resolved(against: QueryErrorTests.dataset()).zone
        #expect(zone?.identifier == (dependsOnZone ? "Europe/Berlin" : nil))
    }
}
