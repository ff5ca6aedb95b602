import Models

/// A partition of a dataset: a range of whole UTC days.
struct TimePartition: Hashable, Sendable, Comparable {
    /// The first day.
    let start: CalendarDate
    /// The day after the last.
    let end: CalendarDate

    /// The partition that contains a day.
    ///
    /// Days that cannot be stored are clamped to the first or the last that can.
    init(_ partitioning: TimePartitioning, containing day: Int) {
        let day = CalendarDate(
            daysSinceEpoch: min(
                max(day, CalendarDate.earliest.daysSinceEpoch), CalendarDate.latest.daysSinceEpoch))
        switch partitioning {
        case .day:
            start = day
            end = CalendarDate(daysSinceEpoch: day.daysSinceEpoch + 1)
        case .week:
            // 1970-01-05 was a Monday, the first day of a week in ISO 8601.
            let past = ((day.daysSinceEpoch - 4) % 7 + 7) % 7
            start = CalendarDate(daysSinceEpoch: day.daysSinceEpoch - past)
            end = CalendarDate(daysSinceEpoch: start.daysSinceEpoch + 7)
        case .month:
            let (year, month, _) = day.components
            start = CalendarDate(year: year, month: month, day: 1)
            end = CalendarDate(year: year, month: month + 1, day: 1)
        case .year:
            let year = day.components.year
            start = CalendarDate(year: year, month: 1, day: 1)
            end = CalendarDate(year: year + 1, month: 1, day: 1)
        }
    }

    /// The suffix of the partition's table name: `p20260301`.
    var suffix: String { "p" + start.description.filter { $0 != "-" } }

    /// The bounds for `ALTER TABLE … ATTACH PARTITION`.
    ///
    /// The first and the last partition are unbounded, so that every value has a partition and no bound needs a year of five
    /// digits.
    func bounds(of type: ColumnType) -> String {
        let time = type == .date ? "" : " 00:00:00+00"
        let from = start <= .earliest ? "MINVALUE" : "'\(start)\(time)'"
        let to = end > .latest ? "MAXVALUE" : "'\(end)\(time)'"
        return "FROM (\(from)) TO (\(to))"
    }

    static func < (lhs: TimePartition, rhs: TimePartition) -> Bool { lhs.start < rhs.start }
}
