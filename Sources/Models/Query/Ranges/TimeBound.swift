/// The part of a time column that one text of a query names: a day, or one instant.
struct TimeBound {
    /// The first value it names.
    let start: Value
    /// The first value past a day, for an instant the instant itself. The last day of the calendar ends with 10000-01-01, so
    /// that nothing that is stored lies behind.
    let end: Value
    /// A Boolean value that indicates whether the text names a point in time and no day.
    let isInstant: Bool
    /// ``start`` and ``end`` in the column's own unit.
    private let units: (start: Int64, end: Int64)

    /// A day of a date column.
    init(_ day: CalendarDate) {
        let next = CalendarDate(daysSinceEpoch: day.daysSinceEpoch + 1)
        start = .date(day)
        end = .date(next)
        isInstant = false
        units = (Int64(day.daysSinceEpoch), Int64(next.daysSinceEpoch))
    }

    /// A day of a zone, from its first instant to the next day's. They are the same for a day that the zone skipped.
    init(from start: Timestamp, before end: Timestamp) { self.init(start, end, isInstant: false) }

    /// An instant.
    init(_ instant: Timestamp) { self.init(instant, instant, isInstant: true) }

    private init(_ start: Timestamp, _ end: Timestamp, isInstant: Bool) {
        self.start = .timestamp(start)
        self.end = .timestamp(end)
        self.isInstant = isInstant
        units = (start.microseconds, end.microseconds)
    }

    /// A Boolean value that indicates whether a range from here through another bound ends before it begins.
    func isAfter(_ last: TimeBound) -> Bool { units.start > last.units.start && units.start >= last.units.end }
}
