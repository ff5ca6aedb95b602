import Models
import Testing

@Suite("Relative ranges")
struct RelativeRangeTests {
    /// Returns the resolved range of a query at a time.
    private func range(_ text: String, of column: String, in zone: String, at now: String) throws -> [String] {
        let query = Query(
            measures: ["count"], timeDimensions: [TimeDimension(column, relativeRange: text)], timezone: zone)
        let resolved = try query.resolved(
            against: QueryErrorTests.dataset(), now: try #require(Timestamp(now)))
        let range = try #require(resolved.ranges.first)
        return [range.from, range.before].map { value in
            switch value {
            case .timestamp(let instant): instant.description
            case .date(let day): day.description
            default: "\(value)"
            }
        }
    }

    @Test(
        "A relative range covers whole units of the query's zone",
        arguments: [
            ("today", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("yesterday", "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z"),
            ("this week", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("this month", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"),
            ("this quarter", "2025-12-31T23:00:00Z", "2026-03-31T22:00:00Z"),
            ("last month", "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"),
            ("last year", "2024-12-31T23:00:00Z", "2025-12-31T23:00:00Z"),
            ("last 7 days", "2026-03-21T23:00:00Z", "2026-03-28T23:00:00Z"),
            ("last 1 day", "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z"),
            ("last 14 months", "2024-12-31T23:00:00Z", "2026-02-28T23:00:00Z"),
            ("last 2 hours", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z"),
            ("last 90 minutes", "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z"),
            ("this hour", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"),
            ("from 2 days ago to now", "2026-03-26T23:00:00Z", "2026-03-29T01:30:30Z"),
            ("from 1 hour ago to now", "2026-03-29T00:00:00Z", "2026-03-29T01:30:30Z"),
            ("last 10000 years", "0001-01-01T00:00:00Z", "2025-12-31T23:00:00Z"),
        ])
    func instants(text: String, from: String, before: String) throws {
        // Half an hour after clocks in Berlin were put forward, a Sunday.
        #expect(try range(text, of: "ts", in: "Europe/Berlin", at: "2026-03-29T01:30:30Z") == [from, before])
    }

    @Test(
        "A relative range of a date column follows the date in the query's zone",
        arguments: [
            ("today", "2026-03-01", "2026-03-02"), ("last month", "2026-02-01", "2026-03-01"),
            ("last 2 weeks", "2026-02-09", "2026-02-23"), ("from 3 days ago to now", "2026-02-26", "2026-03-02"),
            ("this year", "2026-01-01", "2027-01-01"),
        ])
    func days(text: String, from: String, before: String) throws {
        #expect(try range(text, of: "day", in: "Asia/Tokyo", at: "2026-02-28T15:00:00Z") == [from, before])
    }

    @Test(
        "A day, a month or a year is a range",
        arguments: [
            ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("2026-03", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"),
            ("2026", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"),
            ("9999-12", "9999-11-30T23:00:00Z", "9999-12-31T23:00:00Z"),
        ])
    func periods(text: String, from: String, before: String) throws {
        #expect(try range(text, of: "ts", in: "Europe/Berlin", at: "2026-01-01T00:00:00Z") == [from, before])
    }

    @Test(
        "Months and years are bounds of ranges",
        arguments: [
            (["2026-02", "2026-03"], "2026-02-01", "2026-04-01"), (["2024-02", "2024-02"], "2024-02-01", "2024-03-01"),
            (["2025", "2026-01-15"], "2025-01-01", "2026-01-16"),
        ])
    func bounds(bounds: [String], from: String, before: String) throws {
        let query = Query(measures: ["count"], timeDimensions: [TimeDimension("day", dateRange: bounds)])
        let range = try #require(try query.resolved(against: QueryErrorTests.dataset()).ranges.first)
        #expect(range.from == .date(try #require(CalendarDate(from))))
        #expect(range.before == .date(try #require(CalendarDate(before))))
        let filter = try Filter.list(
            json: JSONValue(
                parsing: #"[{"member": "day", "operator": "inDateRange", "values": ["2024-02", "2024-02"]}]"#))
        let february = try RowFilter(filter, of: QueryErrorTests.dataset())
        #expect(february.ranges.first?.before == .date(try #require(CalendarDate("2024-03-01"))))
    }

    @Test(
        "Other texts are rejected",
        arguments: [
            "", "last", "last days", "last 0 days", "last 7 dayz", "Last 7 days", "last 10001 days", "this days",
            "next week", "2026-13", "2026-00", "20260", "2026-1", "May 2026",
            "from 7 days ago", "last -1 days", "last 99999999999999999999 days",
        ])
    func rejected(text: String) throws {
        let query = Query(measures: ["count"], timeDimensions: [TimeDimension("ts", relativeRange: text)])
        let error = #expect(throws: QueryError.self) { try query.resolved(against: QueryErrorTests.dataset()) }
        #expect(error?.issues.map(\.pointer) == ["/timeDimensions/0/dateRange"])
        #expect(error?.issues.map(\.code) == [.invalidValue])
    }

    @Test("Hours of a date column are rejected")
    func hoursOfDays() throws {
        let query = Query(measures: ["count"], timeDimensions: [TimeDimension("day", relativeRange: "last 2 hours")])
        let error = #expect(throws: QueryError.self) { try query.resolved(against: QueryErrorTests.dataset()) }
        #expect(error?.issues.map(\.code) == [.typeMismatch])
    }
}
