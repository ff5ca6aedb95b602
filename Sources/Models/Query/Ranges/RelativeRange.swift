import Basics
import Diagnostics

/// A time range that is relative to the time of the query: `last 7 days`, `this month`.
///
/// Calendar units are those of the query's time zone; a week begins on Monday.
struct RelativeRange: Hashable {
    /// The expected form, for messages.
    static let expected =
        """
        [from, to], a month such as "2026-05", a year, a day, "today", "yesterday", "this month", "last month", "last 7 days" (whole days before today) or \
        "from 7 days ago to now", with second, minute, hour, day, week, month, quarter or year
        """
    /// The largest number of units.
    private static let maximumCount = 10_000

    /// The unit.
    let unit: Granularity
    /// The number of units before the current one at which the range begins.
    private let first: Int
    private let end: End

    private enum End: Hashable {
        /// The end of the unit before the current one.
        case before
        /// The end of the current unit.
        case current
        /// The time of the query.
        case now
    }

    /// Reads a range; `nil` if the text is none.
    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        func unit(_ word: String, plural: Bool) -> Granularity? {
            Granularity.Unit.allCases.first { $0.rawValue == word || (plural && $0.rawValue + "s" == word) }
                .flatMap { Granularity($0) }
        }
        func count(_ word: String) -> Int? { Int(word).flatMap { (1...Self.maximumCount).contains($0) ? $0 : nil } }
        let day = Granularity(.day)
        let read: (Granularity, Int, End)?
        switch words.count {
        case 1 where text == "today": read = day.map { ($0, 0, .current) }
        case 1 where text == "yesterday": read = day.map { ($0, 1, .before) }
        case 2 where words[0] == "this": read = unit(words[1], plural: false).map { ($0, 0, .current) }
        case 2 where words[0] == "last": read = unit(words[1], plural: false).map { ($0, 1, .before) }
        case 3 where words[0] == "last":
            read = count(words[1]).flatMap { count in unit(words[2], plural: true).map { ($0, count, .before) } }
        case 6 where words[0] == "from" && words[3...] == ["ago", "to", "now"]:
            read = count(words[1]).flatMap { count in unit(words[2], plural: true).map { ($0, count, .now) } }
        default: read = nil
        }
        guard let read else { return nil }
        (self.unit, first, end) = read
    }

    /// Returns a range whose words are nearest to those of a text: `last 7 days` for `Last 7 dyas`; `nil` if there is none.
    static func nearest(to text: String, _ search: inout NearestNameSearch) -> String? {
        let units = Granularity.Unit.allCases.map(\.rawValue)
        let known = ["today", "yesterday", "this", "last", "from", "ago", "to", "now"] + units + units.map { $0 + "s" }
        let words = text.split(separator: " ").prefix(7).map { word in
            Int(word) == nil ? search.match(String(word), among: known) : String(word)
        }
        let found = words.compactMap(\.self).joined(separator: " ")
        return words.contains(nil) || RelativeRange(found) == nil ? nil : found
    }

    /// Returns the range of a timestamp column.
    ///
    /// Units up to an hour follow elapsed time; from days on they are those of local calendars, of any length.
    func instants(at now: Timestamp, in zone: ZoneRules) -> (from: Timestamp, before: Timestamp) {
        let from: Timestamp
        let before: Timestamp
        if let width = unit.fixedMicroseconds, unit.dividesAnHour {
            let rule = BucketRule(granularity: unit, zone: zone)
            let current = rule.start(ofKey: rule.key(of: now))
            from = Timestamp(microseconds: current.microseconds - Int64(first) * width)
            before = end == .before ? current : rule.start(ofKey: rule.key(after: rule.key(of: now)))
        } else {
            let local = now.microseconds + Int64(zone.offset(at: now)) * 1_000_000
            let (start, last) = locals(local)
            from = zone.firstInstant(ofLocal: start)
            before = zone.firstInstant(ofLocal: last)
        }
        return (max(from, .earliest), end == .now ? now : before)
    }

    /// Returns the range of a date column. Today is part of a range up to now.
    func days(at now: Timestamp, in zone: ZoneRules) -> (from: CalendarDate, before: CalendarDate) {
        let local = now.microseconds + Int64(zone.offset(at: now)) * 1_000_000
        let (start, last) = locals(local)
        let today = CalendarDate(inUTC: Timestamp(microseconds: local))
        let before =
            end == .now
            ? CalendarDate(daysSinceEpoch: today.daysSinceEpoch + 1)
            : CalendarDate(inUTC: Timestamp(microseconds: last))
        return (max(CalendarDate(inUTC: Timestamp(microseconds: start)), .earliest), before)
    }

    /// Returns the first local time of the range, and the first after it.
    private func locals(_ local: Int64) -> (first: Int64, last: Int64) {
        let current = unit.floor(local: local)
        var start = current
        for _ in 0..<first { start = unit.floor(local: start - 1) }
        return (start, end == .before ? current : unit.next(afterLocal: current))
    }
}
