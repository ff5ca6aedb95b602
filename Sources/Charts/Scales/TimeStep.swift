import Basics
import Models

/// A distance between ticks of the local calendar.
///
/// The ladder is that of D3 (`d3-time`, `ticks`), with weeks that begin on Monday, as the buckets of queries do.
enum TimeStep: Hashable, Sendable {
    case seconds(Int), minutes(Int), hours(Int), days(Int), weeks(Int), months(Int), years(Int)

    private static let day = 86_400.0

    /// The steps, shortest first.
    static let ladder: [TimeStep] = [
        .seconds(1), .seconds(5), .seconds(15), .seconds(30), .minutes(1), .minutes(5), .minutes(15), .minutes(30),
        .hours(1), .hours(3), .hours(6), .hours(12), .days(1), .days(2), .weeks(1), .weeks(2), .months(1), .months(3),
        .months(6), .years(1), .years(2), .years(5), .years(10), .years(20), .years(50), .years(100), .years(200),
        .years(500), .years(1000), .years(2000), .years(5000),
    ]

    /// The usual length in seconds: a month has 30 days and a year 365.
    var length: Double {
        switch self {
        case .seconds(let count): Double(count)
        case .minutes(let count): Double(count) * 60
        case .hours(let count): Double(count) * 3600
        case .days(let count): Double(count) * Self.day
        case .weeks(let count): Double(count) * 7 * Self.day
        case .months(let count): Double(count) * 30 * Self.day
        case .years(let count): Double(count) * 365 * Self.day
        }
    }

    /// Returns the step whose length is nearest to a wanted one, by ratio.
    ///
    /// - Parameters:
    ///   - wanted: The wanted length in seconds.
    ///   - finest: The width of buckets, which ticks do not divide.
    static func nearest(to wanted: Double, finest: Granularity?) -> TimeStep {
        let steps = ladder.filter { step in finest.map { step.length >= Self.length(of: $0) } ?? true }
        for (step, next) in zip(steps, steps.dropFirst()) where wanted * wanted < step.length * next.length {
            return step
        }
        return steps.last ?? .years(5000)
    }

    private static func length(of granularity: Granularity) -> Double {
        let count = Double(granularity.count)
        return switch granularity.unit {
        case .second: count
        case .minute: count * 60
        case .hour: count * 3600
        case .day: count * day
        case .week: count * 7 * day
        case .month: count * 30 * day
        case .quarter: count * 90 * day
        case .year: count * 365 * day
        }
    }

    /// `true` for steps of whole days, which begin even if their first local times are skipped.
    var isWholeDays: Bool {
        switch self {
        case .seconds, .minutes, .hours: false
        case .days, .weeks, .months, .years: true
        }
    }

    /// Returns the last tick that is not after a local time, in microseconds since 1970-01-01T00:00 on local clocks.
    func floor(local: Int64) -> Int64 {
        switch self {
        case .days(let count) where count > 1:
            let date = Self.date(local)
            return Self.local(date.year, date.month, Self.multiples(count, in: date).last { $0 <= date.day } ?? 1)
        case .years(let count):
            return Self.local(Self.date(local).year.dividedRoundingDown(by: count) * count, 1, 1)
        default: return granularity?.floor(local: local) ?? local
        }
    }

    /// Returns the tick after a tick.
    func next(after local: Int64) -> Int64 {
        switch self {
        case .days(let count) where count > 1:
            let date = Self.date(local)
            if let day = Self.multiples(count, in: date).first(where: { $0 > date.day }) {
                return Self.local(date.year, date.month, day)
            }
            return Self.local(date.year, date.month + 1, 1)
        case .years(let count): return Self.local(Self.date(local).year + count, 1, 1)
        default: return granularity?.next(afterLocal: local) ?? local + 1_000_000
        }
    }

    private var granularity: Granularity? {
        switch self {
        case .seconds(let count): Granularity(.second, count: count)
        case .minutes(let count): Granularity(.minute, count: count)
        case .hours(let count): Granularity(.hour, count: count)
        case .days(let count): Granularity(.day, count: count)
        case .weeks(let count): Granularity(.week, count: count)
        case .months(let count): Granularity(.month, count: count)
        case .years: nil
        }
    }

    /// The days of a month with ticks: 1, 3, 5 and so on, without one that is nearer to the next month's first.
    private static func multiples(_ count: Int, in date: CivilDate) -> [Int] {
        let days = CivilDate.days(inMonth: date.month, of: date.year)
        return stride(from: 1, through: max(days + 1 - count, 1), by: count).map { $0 }
    }

    private static func date(_ local: Int64) -> CivilDate {
        CivilDate(daysSinceEpoch: Int(local.dividedRoundingDown(by: 86_400_000_000)))
    }

    private static func local(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        Int64(CivilDate.daysSinceEpoch(year: year, month: month, day: day)) * 86_400_000_000
    }
}
