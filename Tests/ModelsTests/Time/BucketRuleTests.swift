import Models
import Testing

@Suite("Granularity")
struct GranularityTests {
    @Test(
        "A granularity is read and written",
        arguments: [
            ("day", "day"), ("1 day", "day"), ("15 minutes", "15 minutes"), ("15 minute", "15 minutes"),
            ("2 weeks", "2 weeks"), ("36525 days", "36525 days"), ("100 years", "100 years"),
        ])
    func reads(text: String, written: String) { #expect(Granularity(text)?.description == written) }

    @Test(
        "A text that is no granularity is rejected",
        arguments: [
            "", "days", "0 days", "-1 day", "36526 days", "101 years", "1.5 hours", "fortnight", "15minutes", "15  ",
            "1 2 days", "99999999999999999999 days", "Day", "9223372036854775807 seconds",
        ])
    func refuses(text: String) { #expect(Granularity(text) == nil) }

    @Test(
        "Buckets follow the calendar in local time",
        arguments: [
            ("week", "2026-03-29T12:00:00Z", "2026-03-23T00:00:00Z"),
            ("week", "2026-03-30T00:00:00Z", "2026-03-30T00:00:00Z"),
            ("week", "1969-12-31T00:00:00Z", "1969-12-29T00:00:00Z"),
            ("2 weeks", "1970-01-04T00:00:00Z", "1969-12-22T00:00:00Z"),
            ("quarter", "2026-06-30T23:59:59Z", "2026-04-01T00:00:00Z"),
            ("year", "0001-05-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("5 months", "2026-03-29T00:00:00Z", "2025-11-01T00:00:00Z"),
            ("month", "1969-02-01T00:00:00Z", "1969-02-01T00:00:00Z"),
            ("15 minutes", "1969-12-31T23:59:59Z", "1969-12-31T23:45:00Z"),
            ("7 days", "1970-01-07T00:00:00Z", "1970-01-01T00:00:00Z"),
            ("second", "2026-01-01T00:00:00.999999Z", "2026-01-01T00:00:00Z"),
            ("10 years", "2026-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        ])
    func floors(width: String, time: String, start: String) throws {
        let granularity = try #require(Granularity(width))
        let local = try #require(Timestamp(time)).microseconds
        #expect(Timestamp(microseconds: granularity.floor(local: local)).description == start)
    }
}

@Suite("BucketRule")
struct BucketRuleTests {
    static let zones = [
        "UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Africa/Cairo",
        "America/Havana",
    ]
    static let widths = [
        "15 minutes", "hour", "30 minutes", "2 hours", "6 hours", "day", "7 days", "week", "month",
    ]

    @Test("A day of 23 or 25 hours is one bucket")
    func changes() throws {
        let rule = BucketRule(
            granularity: try #require(Granularity("day")), zone: try #require(ZoneRules.named("Europe/Berlin")))
        for (from, hours) in [("2026-03-28T23:00:00Z", 23), ("2026-10-24T22:00:00Z", 25), ("2026-06-30T22:00:00Z", 24)]
        {
            let start = try #require(Timestamp(from))
            let key = rule.key(of: start)
            #expect(rule.start(ofKey: key) == start)
            let length = Int64(hours) * 3_600_000_000
            #expect(rule.key(of: Timestamp(microseconds: start.microseconds + length - 1)) == key)
            #expect(rule.key(of: Timestamp(microseconds: start.microseconds + length)) != key)
            #expect(rule.key(of: Timestamp(microseconds: start.microseconds - 1)) != key)
            #expect(rule.start(ofKey: rule.key(after: key)).microseconds == start.microseconds + length)
        }
    }

    @Test("An hour that clocks show twice is two buckets")
    func repeatedHour() throws {
        let rule = BucketRule(
            granularity: try #require(Granularity("hour")), zone: try #require(ZoneRules.named("Europe/Berlin")))
        let starts = try ["2026-10-25T00:10:00Z", "2026-10-25T01:10:00Z", "2026-10-25T02:10:00Z"].map {
            rule.start(ofKey: rule.key(of: try #require(Timestamp($0)))).description
        }
        #expect(starts == ["2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"])
    }

    @Test("Hours stay apart if clocks move by half an hour, although two of them overlap")
    func halfHourChange() throws {
        let rule = BucketRule(
            granularity: try #require(Granularity("hour")), zone: try #require(ZoneRules.named("Australia/Lord_Howe")))
        let starts = try ["2026-04-04T14:59:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"].map {
            rule.start(ofKey: rule.key(of: try #require(Timestamp($0)))).description
        }
        // 01:00 before the transition, 01:00 by the clocks after it, 02:00.
        #expect(starts == ["2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"])
        let first = rule.key(of: try #require(Timestamp("2026-04-04T14:59:00Z")))
        let following = sequence(first: first) { rule.key(after: $0) }.prefix(3).map {
            rule.start(ofKey: $0).description
        }
        #expect(following == starts)
    }

    @Test("A bucket from before the calendar begins with the earliest instant", arguments: zones)
    func calendarBeginning(zone: String) throws {
        for width in ["minute", "hour", "day", "3 weeks", "year", "100 years"] {
            let granularity = try #require(Granularity(width))
            let rule = BucketRule(granularity: granularity, zone: try #require(ZoneRules.named(zone)))
            let key = rule.key(of: .earliest)
            #expect(rule.start(ofKey: key) == .earliest, "\(width)")
            #expect(rule.start(ofKey: rule.key(after: key)) > .earliest, "\(width)")
            #expect(granularity.isWholeDays ? granularity.floor(day: .earliest) == .earliest : true)
        }
    }

    @Test("A bucket starts with its first instant, and the next one follows without a gap", arguments: zones, widths)
    func consecutive(zone: String, width: String) throws {
        // A shift of half an hour does not fit hourly buckets; see the test above.
        if zone == "Australia/Lord_Howe", width == "hour" { return }
        let rule = BucketRule(granularity: try #require(Granularity(width)), zone: try #require(ZoneRules.named(zone)))
        // Around every transition of 2026 in these zones, and over the ends of months.
        for (from, days) in [
            ("2026-03-05T00:00:00Z", 5), ("2026-03-26T00:00:00Z", 12), ("2026-04-20T00:00:00Z", 8),
            ("2026-10-01T00:00:00Z", 6), ("2026-10-22T00:00:00Z", 12),
        ] {
            var instant = try #require(Timestamp(from))
            let end = instant.microseconds + Int64(days) * Timestamp.microsecondsPerDay
            var key = rule.key(of: instant)
            while instant.microseconds < end {
                let next = Timestamp(microseconds: instant.microseconds + 300_000_000)
                let nextKey = rule.key(of: next)
                if nextKey != key {
                    #expect(rule.start(ofKey: nextKey) == next, "the bucket of \(next)")
                    #expect(rule.key(after: key) == nextKey, "after the bucket before \(next)")
                    guard nextKey > key else {
                        Issue.record("the key falls at \(next)")
                        return
                    }
                    key = nextKey
                }
                instant = next
            }
        }
    }
}
