import Models

/// One part of a dataset that is split by time: whole days of UTC.
struct TimePartition: Hashable, Sendable, Comparable {
    /// The first day.
    let start: CalendarDate
    /// The day after the last.
    let end: CalendarDate

    /// The part that a day falls into.
    ///
    /// Days that cannot be stored count as the first or the last that can.
    init(_ partitioning: TimePartitioning, containing day: Int) {
        let day = CalendarDate(
            daysSinceEpoch: min(
                max(day, CalendarDate.earliest.daysSinceEpoch), CalendarDate.latest.daysSinceEpoch))
        switch partitioning {
        case .day:
            start = day
            end = CalendarDate(daysSinceEpoch: day.daysSinceEpoch + 1)
        case .week:
            // 1970-01-05 was a Monday, where ISO 8601 begins weeks.
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

    /// What the name of its table has behind the dataset's: `p20260301`.
    var suffix: String { "p" + start.description.filter { $0 != "-" } }

    /// Its bounds as `ALTER TABLE … ATTACH PARTITION` takes them.
    ///
    /// The first and the last part are open to their side, so that every value has a place and no bound needs a year of five
    /// digits.
    func bounds(of type: ColumnType) -> String {
        let time = type == .date ? "" : " 00:00:00+00"
        let from = start <= .earliest ? "MINVALUE" : "'\(start)\(time)'"
        let to = end > .latest ? "MAXVALUE" : "'\(end)\(time)'"
        return "FROM (\(from)) TO (\(to))"
    }

    static func < (lhs: TimePartition, rhs: TimePartition) -> Bool { lhs.start < rhs.start }
}
