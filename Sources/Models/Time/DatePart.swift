import Basics

/// A part of a local date or time by which rows can be grouped, such as the day of the week.
package enum DatePart: String, Sendable, Hashable, CaseIterable {
    /// The minute of the hour, 0 to 59.
    case minuteOfHour
    /// The hour of the day, 0 to 23.
    case hourOfDay
    /// The day of the week of ISO 8601, 1 (Monday) to 7 (Sunday).
    case weekday
    /// The day of the month, 1 to 31.
    case dayOfMonth
    /// The day of the year, 1 to 366.
    case dayOfYear
    /// The week of ISO 8601, 1 to 53: week 1 contains the year's first Thursday.
    case weekOfYear
    /// The month of the year, 1 to 12.
    case monthOfYear
    /// The quarter of the year, 1 to 4.
    case quarterOfYear

    /// A Boolean value that indicates whether days have this part, so that it applies to a date column.
    package var isOfDays: Bool { self != .minuteOfHour && self != .hourOfDay }

    /// Returns the part of an instant in a time zone.
    package func value(of instant: Timestamp, in zone: ZoneRules) -> Int64 {
        value(ofLocal: instant.microseconds + Int64(zone.offset(at: instant)) * 1_000_000)
    }

    /// Returns the part of a day.
    package func value(of day: CalendarDate) -> Int64 { value(ofLocal: day.startInUTC.microseconds) }

    /// Returns the part of a local time in microseconds since 1970-01-01T00:00.
    private func value(ofLocal local: Int64) -> Int64 {
        let days = local.dividedRoundingDown(by: Timestamp.microsecondsPerDay)
        let minutes = (local - days * Timestamp.microsecondsPerDay) / 60_000_000
        // 1970-01-01 was a Thursday.
        let weekday = (days + 3) - (days + 3).dividedRoundingDown(by: 7) * 7 + 1
        let (year, month, day) = CalendarDate(daysSinceEpoch: Int(days)).components
        switch self {
        case .minuteOfHour: return minutes % 60
        case .hourOfDay: return minutes / 60
        case .weekday: return weekday
        case .dayOfMonth: return Int64(day)
        case .dayOfYear: return Self.dayOfYear(days, year)
        case .weekOfYear:
            // A week belongs to the year of its Thursday.
            let thursday = days - weekday + 4
            let year = CalendarDate(daysSinceEpoch: Int(thursday)).components.year
            return (Self.dayOfYear(thursday, year) - 1) / 7 + 1
        case .monthOfYear: return Int64(month)
        case .quarterOfYear: return Int64((month + 2) / 3)
        }
    }

    private static func dayOfYear(_ days: Int64, _ year: Int) -> Int64 {
        days - Int64(CalendarDate(year: year, month: 1, day: 1).daysSinceEpoch) + 1
    }
}
