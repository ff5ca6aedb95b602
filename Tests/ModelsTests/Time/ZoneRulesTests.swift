import TestSupport
import Testing

@testable import Models

/// The expected values were computed with Python's `zoneinfo` from the IANA data, minute by minute.
@Suite("ZoneRules")
struct ZoneRulesTests {
    @Test(
        "The offset at an instant matches the IANA data",
        arguments: [
            ("Europe/Berlin", "1945-06-01T00:00:00Z", 10_800), ("Europe/Berlin", "2026-03-29T00:59:59Z", 3600),
            ("Europe/Berlin", "2026-03-29T01:00:00Z", 7200), ("Europe/Berlin", "2026-10-25T00:59:59Z", 7200),
            ("Europe/Berlin", "2026-10-25T01:00:00Z", 3600), ("Europe/Berlin", "2150-07-01T00:00:00Z", 7200),
            ("Australia/Lord_Howe", "2026-04-04T14:59:59Z", 39_600),
            ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 37_800),
            ("Australia/Lord_Howe", "2026-10-03T15:30:00Z", 39_600), ("Asia/Kathmandu", "1985-12-31T18:29:59Z", 19_800),
            ("Asia/Kathmandu", "1985-12-31T18:30:00Z", 20_700), ("America/Sao_Paulo", "2018-11-04T02:59:59Z", -10_800),
            ("America/Sao_Paulo", "2018-11-04T03:00:00Z", -7200),
            ("America/Sao_Paulo", "2026-11-04T03:00:00Z", -10_800),
            ("Asia/Kolkata", "2026-01-01T00:00:00Z", 19_800), ("Pacific/Kiritimati", "2026-01-01T00:00:00Z", 50_400),
            ("UTC", "2026-01-01T00:00:00Z", 0), ("Etc/GMT+5", "2026-07-01T00:00:00Z", -18_000),
            ("Etc/GMT-14", "2026-07-01T00:00:00Z", 50_400), ("Japan", "2026-07-01T00:00:00Z", 32_400),
            ("Singapore", "2026-07-01T00:00:00Z", 28_800), ("EST5EDT", "2026-07-01T00:00:00Z", -14_400),
            ("EST", "2026-07-01T00:00:00Z", -18_000), ("MST", "2026-07-01T00:00:00Z", -25_200),
            ("HST", "2026-07-01T00:00:00Z", -36_000), ("CET", "2026-07-01T00:00:00Z", 7200),
            ("PRC", "2026-07-01T00:00:00Z", 28_800), ("ROC", "2026-07-01T00:00:00Z", 28_800),
            ("GB", "2026-07-01T00:00:00Z", 3600), ("GMT+0", "2026-07-01T00:00:00Z", 0),
            ("GMT-0", "2026-07-01T00:00:00Z", 0), ("Factory", "2026-07-01T00:00:00Z", 0),
            ("Zulu", "2026-07-01T00:00:00Z", 0), ("NZ-CHAT", "2026-01-01T00:00:00Z", 49_500),
        ])
    func offsets(zone: String, instant: String, offset: Int) throws {
        let rules = try #require(ZoneRules.named(zone))
        #expect(rules.offset(at: try #require(Timestamp(instant))) == offset)
    }

    @Test(
        "The first instant of a day is found, even if midnight is skipped or occurs twice",
        arguments: [
            ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"),
            ("Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"),
            ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z"),
            ("Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z"),
            ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"),
            ("Africa/Cairo", "2026-10-30", "2026-10-29T22:00:00Z"),
            ("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z"),
            ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
            ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
            ("Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z"),
            ("Asia/Beirut", "2024-10-27", "2024-10-26T22:00:00Z"),
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
            ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z"),
            ("Asia/Kathmandu", "1986-01-01", "1985-12-31T18:30:00Z"),
            ("Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z"),
            ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"),
            ("America/St_Johns", "2006-04-02", "2006-04-02T03:30:00Z"),
            ("America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z"),
            ("Asia/Tehran", "2022-03-22", "2022-03-21T20:30:00Z"),
            ("America/Asuncion", "2023-10-01", "2023-10-01T04:00:00Z"),
            ("Europe/London", "1968-10-27", "1968-10-26T23:00:00Z"),
            ("Europe/Dublin", "2026-03-29", "2026-03-29T00:00:00Z"),
            // The skipped hour began half an hour before midnight.
            ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"),
        ])
    func firstInstant(zone: String, day: String, instant: String) throws {
        let rules = try #require(ZoneRules.named(zone))
        let midnight = Int64(try #require(CalendarDate(day)).daysSinceEpoch) * Timestamp.microsecondsPerDay
        #expect(rules.firstInstant(ofLocal: midnight).description == instant)
    }

    @Test("A skipped local time has the offset before it, and a repeated one is its first occurrence")
    func skippedTimes() throws {
        let berlin = try #require(ZoneRules.named("Europe/Berlin"))
        for (local, instant) in [
            ("2026-03-29T02:30:00Z", "2026-03-29T01:30:00Z"), ("2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"),
            ("2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"),
        ] {
            #expect(berlin.instant(ofLocal: try #require(Timestamp(local)).microseconds).description == instant)
        }
    }

    @Test(
        "A local time gives its instant, or the earlier one with the same local time",
        arguments: ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca", "Pacific/Apia"],
        seeds)
    func inverse(zone: String, seed: UInt64) throws {
        let rules = try #require(ZoneRules.named(zone))
        var random = SeededGenerator(seed: seed)
        let from = try #require(Timestamp("1975-01-01T00:00:00Z")).microseconds
        let to = try #require(Timestamp("2060-01-01T00:00:00Z")).microseconds
        let changes = rules.transitions.filter { ($0.at * 1_000_000) > from && ($0.at * 1_000_000) < to }
        for index in 0..<3000 {
            // Half of the instants lie near a transition, where errors are likely.
            let near = changes.randomElement(using: &random)
            let microseconds =
                index % 2 == 0
                ? Int64.random(in: from...to, using: &random)
                : (near?.at ?? 0) * 1_000_000 + Int64.random(in: -7_200_000_000...7_200_000_000, using: &random)
            let instant = Timestamp(microseconds: microseconds)
            func local(_ instant: Timestamp) -> Int64 {
                instant.microseconds + Int64(rules.offset(at: instant)) * 1_000_000
            }
            let back = rules.instant(ofLocal: local(instant))
            #expect(back <= instant, "seed \(seed): \(instant)")
            #expect(local(back) == local(instant), "seed \(seed): \(instant)")
        }
    }

    @Test(
        "Only IANA names are known, exactly as written",
        arguments: [
            "", "Berlin", "europe/berlin", "GMT+3", "CET+1", "etc/gmt+3", "Etc/GMT+15", "Europe/Nowhere",
            "../etc/passwd",
            "Europe/Berlin ", "PST", "IST", "BST", "UTC+3", "+03:00", "Z", "localtime", "Etc/Unknown",
            "SystemV/PST8PDT",
            "US/Pacific-New", "GMT0300", "/", "posix/Europe/Berlin",
        ])
    func unknown(name: String) { #expect(ZoneRules.named(name) == nil) }

    @Test("A change of the rules changes their fingerprint")
    func fingerprint() {
        let rules = ZoneRules(identifier: "X", initialOffset: 0, transitions: [.init(at: 1, offset: 2)])
        let others = [
            ZoneRules(identifier: "X", initialOffset: 1, transitions: [.init(at: 1, offset: 2)]),
            ZoneRules(identifier: "X", initialOffset: 0, transitions: [.init(at: 2, offset: 2)]),
            ZoneRules(identifier: "X", initialOffset: 0, transitions: [.init(at: 1, offset: 3)]),
            ZoneRules(identifier: "X", initialOffset: 0, transitions: []),
        ]
        #expect(Set(others.map(\.fingerprint)).union([rules.fingerprint]).count == 5)
        #expect(
            ZoneRules(identifier: "Y", initialOffset: 0, transitions: rules.transitions).fingerprint
                == rules.fingerprint)
    }

    @Test("A system without a time zone database knows UTC only")
    func noDatabase() {
        #expect(ZoneDatabase(folder: nil).rules(named: "Europe/Berlin") == nil)
        #expect(ZoneDatabase(folder: "/nowhere").names.isEmpty)
        #expect(ZoneRules.named("UTC") == .utc)
    }

    @Test("Every zone and link of the IANA time zone database is known")
    func everyName() {
        #expect(ZoneNames.all.count == 598)
        #expect(ZoneNames.all.filter { ZoneRules.named($0)?.identifier != ($0 == "Etc/UTC" ? "UTC" : $0) } == [])
    }

    @Test(
        "The nearest time zone is suggested",
        arguments: [("Europe/Berln", "Europe/Berlin"), ("Japn", "Japan"), ("EST5EDST", "EST5EDT"), ("UTCC", "UTC")])
    func nearest(got: String, name: String) { #expect(ZoneRules.nearestName(to: got) == name) }
}
