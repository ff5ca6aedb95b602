import Models
import Testing

@testable import Charts

@Suite("Ticks on the calendar")
struct TimeTicksTests {
    private static func ticks(
        _ from: String, _ to: String, _ zoneName: String, _ count: Double, finest: String? = nil
    ) -> TimeTicks {
        TimeTicks(
            instant(from).microseconds...instant(to).microseconds, zone: zone(zoneName), count: count,
            finest: finest.flatMap { Granularity($0) })
    }

    private static func texts(_ ticks: TimeTicks) -> String {
        ticks.ticks.map { Timestamp(microseconds: $0.instant).description }.joined(separator: " ")
    }

    @Test("The step is the one whose length is nearest to the wanted one by ratio")
    func ladder() {
        for (step, next) in zip(TimeStep.ladder, TimeStep.ladder.dropFirst()) {
            #expect(step.length < next.length)
            #expect(TimeStep.nearest(to: step.length, finest: nil) == step)
            let mean = (step.length * next.length).squareRoot()
            #expect(TimeStep.nearest(to: mean * 0.999, finest: nil) == step)
            #expect(TimeStep.nearest(to: mean * 1.001, finest: nil) == next)
        }
        #expect(TimeStep.nearest(to: 0.001, finest: nil) == .seconds(1))
        #expect(TimeStep.nearest(to: 1e15, finest: nil) == .years(5000))
    }

    @Test("Ticks do not divide buckets")
    func finest() {
        #expect(TimeStep.nearest(to: 3600, finest: Granularity("day")) == .days(1))
        #expect(TimeStep.nearest(to: 86_400, finest: Granularity("week")) == .weeks(1))
        #expect(TimeStep.nearest(to: 86_400, finest: Granularity("month")) == .months(1))
        #expect(TimeStep.nearest(to: 86_400, finest: Granularity("quarter")) == .months(3))
        #expect(TimeStep.nearest(to: 60, finest: Granularity("15 minutes")) == .minutes(15))
    }

    @Test(
        "Ticks lie on the local calendar",
        arguments: [
            // A day of 23 hours: the ticks are six hours of the clock apart, and five hours of time in the night.
            (
                "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", "Europe/Berlin", 8.0,
                "2026-03-28T17:00:00Z 2026-03-28T23:00:00Z 2026-03-29T04:00:00Z 2026-03-29T10:00:00Z "
                    + "2026-03-29T16:00:00Z 2026-03-29T22:00:00Z 2026-03-30T04:00:00Z 2026-03-30T10:00:00Z"
            ),
            // 02:00 is skipped and has no tick.
            (
                "2026-03-28T23:00:00Z", "2026-03-29T04:00:00Z", "Europe/Berlin", 5,
                "2026-03-28T23:00:00Z 2026-03-29T00:00:00Z 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z "
                    + "2026-03-29T03:00:00Z 2026-03-29T04:00:00Z"
            ),
            // 02:00 occurs twice and has one tick, the first time.
            (
                "2026-10-24T22:00:00Z", "2026-10-25T04:00:00Z", "Europe/Berlin", 6,
                "2026-10-24T22:00:00Z 2026-10-24T23:00:00Z 2026-10-25T00:00:00Z 2026-10-25T02:00:00Z "
                    + "2026-10-25T03:00:00Z 2026-10-25T04:00:00Z"
            ),
            // A range that begins between the two: the second time has the tick.
            (
                "2026-10-25T00:30:00Z", "2026-10-25T04:00:00Z", "Europe/Berlin", 4,
                "2026-10-25T01:00:00Z 2026-10-25T02:00:00Z 2026-10-25T03:00:00Z 2026-10-25T04:00:00Z"
            ),
            // Days that begin at 01:00, because clocks skip midnight (Chile, 6 September).
            (
                "2026-09-04T04:00:00Z", "2026-09-08T03:00:00Z", "America/Santiago", 4,
                "2026-09-04T04:00:00Z 2026-09-05T04:00:00Z 2026-09-06T04:00:00Z 2026-09-07T03:00:00Z 2026-09-08T03:00:00Z"
            ),
            // 30 December 2011 does not exist in Samoa.
            (
                "2011-12-28T10:00:00Z", "2011-12-31T10:00:00Z", "Pacific/Apia", 3,
                "2011-12-28T10:00:00Z 2011-12-29T10:00:00Z 2011-12-30T10:00:00Z 2011-12-31T10:00:00Z"
            ),
            // Weeks begin on Monday.
            (
                "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "UTC", 4,
                "2026-01-05T00:00:00Z 2026-01-12T00:00:00Z 2026-01-19T00:00:00Z 2026-01-26T00:00:00Z"
            ),
            // Every second day, from the first of each month.
            (
                "2026-02-24T00:00:00Z", "2026-03-06T00:00:00Z", "UTC", 5,
                "2026-02-25T00:00:00Z 2026-02-27T00:00:00Z 2026-03-01T00:00:00Z 2026-03-03T00:00:00Z 2026-03-05T00:00:00Z"
            ),
            (
                "2026-01-25T00:00:00Z", "2026-02-04T00:00:00Z", "UTC", 5,
                "2026-01-25T00:00:00Z 2026-01-27T00:00:00Z 2026-01-29T00:00:00Z 2026-02-01T00:00:00Z 2026-02-03T00:00:00Z"
            ),
            (
                "2025-12-10T00:00:00Z", "2026-12-10T00:00:00Z", "UTC", 4,
                "2026-01-01T00:00:00Z 2026-04-01T00:00:00Z 2026-07-01T00:00:00Z 2026-10-01T00:00:00Z"
            ),
            (
                "2013-06-01T00:00:00Z", "2031-01-01T00:00:00Z", "UTC", 4,
                "2015-01-01T00:00:00Z 2020-01-01T00:00:00Z 2025-01-01T00:00:00Z 2030-01-01T00:00:00Z"
            ),
        ])
    func calendar(from: String, to: String, zone: String, count: Double, expected: String) {
        #expect(Self.texts(Self.ticks(from, to, zone, count)) == expected)
    }

    @Test("Labels have the date where it changes, and a repeated time its offset")
    func labels() {
        func text(_ ticks: TimeTicks, quarters: Bool = false) -> String {
            TimeText.labels(ticks, quarters: quarters).map { $0.context.isEmpty ? $0.text : "\($0.text)/\($0.context)" }
                .joined(separator: " ")
        }
        #expect(
            text(Self.ticks("2026-10-24T21:00:00Z", "2026-10-25T04:00:00Z", "Europe/Berlin", 6))
                == "23:00/24 Oct 2026 00:00/25 Oct 01:00 02:00/UTC+02:00 03:00 04:00 05:00")
        #expect(
            text(Self.ticks("2026-02-24T00:00:00Z", "2026-03-06T00:00:00Z", "UTC", 5)) == "25/Feb 2026 27 1/Mar 3 5")
        #expect(
            text(Self.ticks("2025-11-15T00:00:00Z", "2026-03-15T00:00:00Z", "UTC", 4)) == "Dec/2025 Jan/2026 Feb Mar")
        #expect(
            text(Self.ticks("2025-09-15T00:00:00Z", "2026-07-15T00:00:00Z", "UTC", 4), quarters: true)
                == "Q4/2025 Q1/2026 Q2 Q3")
        #expect(
            text(Self.ticks("2026-01-01T00:00:00Z", "2026-01-01T00:00:04Z", "UTC", 4)).hasPrefix(
                "00:00:00/1 Jan 2026 00:00:01"))
    }

    @Test("Ticks of any zone and range are ordered, in the range, and on the clock's full steps")
    func anyRange() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let zones = [
            "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "UTC",
        ]
        for _ in 0..<600 {
            let name = zones.randomElement(using: &generator) ?? "UTC"
            let rules = zone(name)
            let start = Int64.random(in: 0...2_000_000_000, using: &generator) * 1_000_000
            let length =
                Int64.random(in: 1...(1 << Int64.random(in: 1...33, using: &generator)), using: &generator) * 1_000_000
            let ticks = TimeTicks(start...(start + length), zone: rules, count: 8)
            let instants = ticks.ticks.map(\.instant)
            #expect(
                zip(instants, instants.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed): \(name) \(start) \(length)")
            #expect(instants.allSatisfy { (start...(start + length)).contains($0) }, "seed \(seed)")
            #expect(ticks.ticks.allSatisfy { ticks.step.floor(local: $0.local) == $0.local }, "seed \(seed)")
            #expect(ticks.ticks.count <= 20, "seed \(seed): \(ticks.ticks.count) of \(ticks.step)")
        }
    }
}
