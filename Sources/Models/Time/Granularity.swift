import Basics

/// The width of a time bucket: a number of calendar units.
package struct Granularity: Hashable, Sendable, CustomStringConvertible {
    /// A calendar unit.
    package enum Unit: String, Sendable, CaseIterable {
        case second, minute, hour, day, week, month, quarter, year

        /// The length in microseconds, for units of constant length.
        var fixedMicroseconds: Int64? {
            switch self {
            case .second: 1_000_000
            case .minute: 60_000_000
            case .hour: 3_600_000_000
            case .day: Timestamp.microsecondsPerDay
            case .week: 7 * Timestamp.microsecondsPerDay
            case .month, .quarter, .year: nil
            }
        }

        /// The number of months, for units made of months.
        var months: Int? {
            switch self {
            case .month: 1
            case .quarter: 3
            case .year: 12
            default: nil
            }
        }
    }

    /// The unit.
    package let unit: Unit
    /// The number of units, at least 1.
    package let count: Int

    /// Creates a width of `count` units, at most about a century.
    ///
    /// Seconds and minutes must divide an hour or be a multiple of it: buckets of other widths would be split where clocks show
    /// an hour twice.
    package init?(_ unit: Unit, count: Int = 1) {
        let most =
            unit.fixedMicroseconds.map { Int(36_525 * Timestamp.microsecondsPerDay / $0) } ?? 1200 / (unit.months ?? 1)
        guard count >= 1, count <= most else { return nil }
        if let width = unit.fixedMicroseconds.map({ $0 * Int64(count) }) {
            guard 3_600_000_000 % width == 0 || width % 3_600_000_000 == 0 else { return nil }
        }
        self.unit = unit
        self.count = count
    }

    /// Reads `day` or `15 minutes`.
    package init?(_ text: String) {
        if let unit = Unit(rawValue: text) {
            self.init(unit)
            return
        }
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, let count = Int(parts[0]) else { return nil }
        let name = parts[1].hasSuffix("s") ? parts[1].dropLast() : parts[1]
        guard let unit = Unit(rawValue: String(name)) else { return nil }
        self.init(unit, count: count)
    }

    /// `day`, `15 minutes`.
    package var description: String { count == 1 ? unit.rawValue : "\(count) \(unit.rawValue)s" }

    /// The expected form of a granularity, for messages.
    package static let expected =
        """
        second, minute, hour, day, week, month, quarter, year, or a number of them such as "15 minutes"; \
        seconds and minutes must divide an hour or be a multiple of it
        """

    /// The width in microseconds, for widths of constant length.
    package var fixedMicroseconds: Int64? { unit.fixedMicroseconds.map { $0 * Int64(count) } }

    /// A Boolean value that indicates whether buckets follow elapsed time within an hour instead of the local calendar.
    ///
    /// An hour that clocks show twice is two buckets for such a width. A width of more than an hour is a span of the local calendar,
    /// longer or shorter if clocks change inside it.
    package var dividesAnHour: Bool {
        guard let width = fixedMicroseconds, width <= 3_600_000_000 else { return false }
        return 3_600_000_000 % width == 0
    }

    /// A Boolean value that indicates whether each calendar day lies in one bucket, so that a date column can be grouped.
    package var isWholeDays: Bool {
        switch unit {
        case .second, .minute, .hour: false
        case .day, .week, .month, .quarter, .year: true
        }
    }

    /// Returns the start of a local time's bucket.
    ///
    /// Widths of constant length are counted from 1970-01-01T00:00, weeks from Monday 1970-01-05 (ISO 8601 weeks begin on
    /// Monday), months from year 0.
    ///
    /// - Parameter local: Microseconds since 1970-01-01T00:00 on local clocks.
    package func floor(local: Int64) -> Int64 {
        if let months = unit.months.map({ $0 * count }) {
            let day = CalendarDate(daysSinceEpoch: Int(local.dividedRoundingDown(by: Timestamp.microsecondsPerDay)))
            let (year, month, _) = day.components
            let index = (year * 12 + month - 1).dividedRoundingDown(by: months) * months
            return Self.startOfMonth(index)
        }
        let width = fixedMicroseconds ?? Timestamp.microsecondsPerDay
        let origin = unit == .week ? 4 * Timestamp.microsecondsPerDay : 0
        return (local - origin).dividedRoundingDown(by: width) * width + origin
    }

    /// Returns the first day of a day's bucket, for a width of whole days, but not one before the earliest day that can be stored.
    package func floor(day: CalendarDate) -> CalendarDate {
        max(CalendarDate(inUTC: Timestamp(microseconds: floor(local: day.startInUTC.microseconds))), .earliest)
    }

    /// Returns the start of the bucket after the one that starts at `start`, in local time.
    package func next(afterLocal start: Int64) -> Int64 {
        if let months = unit.months.map({ $0 * count }) {
            let (year, month, _) = CalendarDate(
                daysSinceEpoch: Int(start.dividedRoundingDown(by: Timestamp.microsecondsPerDay))
            ).components
            return Self.startOfMonth(year * 12 + month - 1 + months)
        }
        return start + (fixedMicroseconds ?? Timestamp.microsecondsPerDay)
    }

    private static func startOfMonth(_ index: Int) -> Int64 {
        let year = index.dividedRoundingDown(by: 12)
        let day = CalendarDate(year: year, month: index - year * 12 + 1, day: 1)
        return Int64(day.daysSinceEpoch) * Timestamp.microsecondsPerDay
    }
}
