/// A bound of a time range in a query: a day, a month, a year, or an instant.
struct TimeBound {
    /// The first value of the day, or the instant.
    let start: Value
    /// The first value past the day, or the instant.
    ///
    /// The last day of the calendar ends with 10000-01-01, past every stored value.
    let end: Value
    /// A Boolean value that indicates whether the bound is an instant.
    let isInstant: Bool
    /// ``start`` and ``end`` in the column's own unit.
    private let units: (start: Int64, end: Int64)

    /// Creates the bound of days in a date column.
    init(_ first: CalendarDate, through last: CalendarDate) {
        let next = CalendarDate(daysSinceEpoch: last.daysSinceEpoch + 1)
        start = .date(first)
        end = .date(next)
        isInstant = false
        units = (Int64(first.daysSinceEpoch), Int64(next.daysSinceEpoch))
    }

    /// Creates the bound of days in a time zone, from their first instant to the next day's; a skipped day is empty.
    init(from start: Timestamp, before end: Timestamp) { self.init(start, end, isInstant: false) }

    /// Creates the bound of an instant.
    init(_ instant: Timestamp) { self.init(instant, instant, isInstant: true) }

    private init(_ start: Timestamp, _ end: Timestamp, isInstant: Bool) {
        self.start = .timestamp(start)
        self.end = .timestamp(end)
        self.isInstant = isInstant
        units = (start.microseconds, end.microseconds)
    }

    /// Returns `true` if a range from this bound through another ends before it begins.
    func isAfter(_ last: TimeBound) -> Bool { units.start > last.units.start && units.start >= last.units.end }
}
