import Models
import Testing

@testable import AnalyticsAPI

@Suite struct TimeCoverageTests {
    private static func at(_ second: Int64) -> Value { .timestamp(Timestamp(microseconds: second * 1_000_000)) }
    private static func day(_ day: Int) -> Value { .date(CalendarDate(daysSinceEpoch: day)) }

    private static func time(_ test: ResolvedFilter.Test) -> ResolvedFilter { .test(operand: 1, test) }
    private static func range(_ from: Int64, _ to: Int64) -> ResolvedFilter {
        time(.inRange(from: at(from), to: at(to)))
    }
    private static let other = ResolvedFilter.test(operand: 0, .compare(.less, .integer(3)))

    @Test(
        "A condition covers the sum of its ranges, and a test of another column limits no time",
        arguments: [
            (.always, nil), (other, nil), (.or([]), 0), (range(10, 40), 30), (range(40, 10), 0),
            (.and([range(0, 100), range(60, 200), other]), 40), (.and([range(0, 10), range(20, 30)]), 0),
            (.or([range(0, 10), range(5, 20), range(100, 101)]), 21), (.or([range(0, 10), other]), nil),
            (.and([.or([range(0, 10), other]), range(3, 6)]), 3),
            (.and([.or([range(0, 10), range(20, 30)]), .or([range(5, 25), range(28, 50)])]), 12),
            (time(.compare(.greater, at(5))), nil), (time(.compare(.less, at(5))), nil),
            (.and([time(.compare(.greaterOrEqual, at(5))), time(.compare(.less, at(9)))]), 4),
            (.and([time(.notInRange(from: at(5), to: at(9))), range(0, 10)]), 10), (time(.isNull), 0),
            (time(.isNotNull), nil), (.or([range(0, 1), .and([range(2, 3), range(8, 9)])]), 1),
        ] as [(ResolvedFilter, Int64?)])
    func instants(condition: ResolvedFilter, seconds: Int64?) {
        #expect(TimeCoverage.microseconds(of: condition, column: 1) == seconds.map { $0 * 1_000_000 })
    }

    @Test(
        "A day of a date column has 24 hours",
        arguments: [
            (time(.inRange(from: day(3), to: day(5))), 2),
            (.and([time(.compare(.greater, day(3))), time(.compare(.lessOrEqual, day(5)))]), 2),
            (time(.oneOf([day(7), day(1), day(2)], orNull: true)), 3), (time(.oneOf([], orNull: true)), 0),
        ] as [(ResolvedFilter, Int64)])
    func days(condition: ResolvedFilter, days: Int64) {
        #expect(TimeCoverage.microseconds(of: condition, column: 1) == days * Timestamp.microsecondsPerDay)
    }

    @Test("A range whose bound lies past every time has no end")
    func unbounded() {
        let open = Self.time(
            .inRange(from: Self.at(0), to: .timestamp(Timestamp(microseconds: Timestamp.latest.microseconds + 1))))
        #expect(TimeCoverage.microseconds(of: open, column: 1) == nil)
    }

    @Test("Many ranges count as one, from the first to the last")
    func manyRanges() {
        let condition = ResolvedFilter.or((0..<1001).map { Self.range($0 * 10, $0 * 10 + 1) })
        #expect(TimeCoverage.microseconds(of: condition, column: 1) == Int64(10_001_000_000))
    }
}
