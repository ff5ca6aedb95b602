import Basics

/// A time zone rule in the notation of the `TZ` variable (POSIX, "Other Environment Variables"; extensions in RFC 9636, section
/// 3.3.1), such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct POSIXTimeZone {
    /// The offset of standard time, in seconds east of UTC.
    let standardOffset: Int
    /// The daylight saving time, if the zone has one.
    let daylight: Daylight?

    /// Daylight saving time.
    struct Daylight {
        /// The offset in seconds east of UTC.
        let offset: Int
        /// The day and local time at which daylight saving time begins.
        let start: Change
        /// The day and local time at which daylight saving time ends.
        let end: Change
    }

    /// A yearly change of the offset.
    struct Change {
        /// A day of the year.
        enum Day {
            /// `Jn`: the day from 1 to 365 without leap days.
            case withoutLeapDays(Int)
            /// `n`: the day from 0 to 365 with leap days.
            case withLeapDays(Int)
            /// `Mm.w.d`: the week (5 is the last one) and the day of week (0 is Sunday) in a month.
            case weekday(month: Int, week: Int, day: Int)
        }

        let day: Day
        /// The local time in seconds since midnight; it may be negative or exceed a day.
        let time: Int

        /// Returns the local time of the change in a year, in seconds since 1970-01-01T00:00.
        func localSeconds(in year: Int) -> Int {
            let days =
                switch day {
                case .withoutLeapDays(let number):
                    CivilDate.daysSinceEpoch(year: year, month: 1, day: number)
                        + (number > 59 && CivilDate.days(inMonth: 2, of: year) == 29 ? 1 : 0)
                case .withLeapDays(let number): CivilDate.daysSinceEpoch(year: year, month: 1, day: number + 1)
                case .weekday(let month, let week, let day): Self.day(day, week: week, month: month, year: year)
                }
            return days * 86_400 + time
        }

        private static func day(_ day: Int, week: Int, month: Int, year: Int) -> Int {
            let first = CivilDate.daysSinceEpoch(year: year, month: month, day: 1)
            // 1970-01-01 was a Thursday, day 4 of its week.
            let weekday = (first + 4) - (first + 4).dividedRoundingDown(by: 7) * 7
            let day = first + (day - weekday + 7) % 7 + (week - 1) * 7
            let next = CivilDate.daysSinceEpoch(year: year, month: month + 1, day: 1)
            return day < next ? day : day - 7
        }
    }

    /// Parses a rule; `nil` for any other text.
    init?(_ text: String) {
        var parser = Parser(rest: Array(text.utf8)[...])
        guard parser.skipName(), let standard = parser.offset() else { return nil }
        standardOffset = -standard
        guard !parser.rest.isEmpty else {
            daylight = nil
            return
        }
        guard parser.skipName() else { return nil }
        var offset = standardOffset + 3600
        if parser.rest.first != UInt8(ascii: ",") {
            guard let written = parser.offset() else { return nil }
            offset = -written
        }
        guard let start = parser.change(), let end = parser.change(), parser.rest.isEmpty else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    /// Returns the changes of the offset in a year, earliest first.
    func transitions(in year: Int) -> [ZoneRules.Transition] {
        guard let daylight else { return [] }
        let start = daylight.start.localSeconds(in: year) - standardOffset
        let end = daylight.end.localSeconds(in: year) - daylight.offset
        let changes = [
            ZoneRules.Transition(at: Int64(start), offset: daylight.offset),
            ZoneRules.Transition(at: Int64(end), offset: standardOffset),
        ]
        return start < end ? changes : changes.reversed()
    }

    private struct Parser {
        var rest: ArraySlice<UInt8>

        /// Skips an abbreviation: letters, or any text in angle brackets.
        mutating func skipName() -> Bool {
            if rest.first == UInt8(ascii: "<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[(end + 1)...]
                return true
            }
            let name = rest.prefix { (0x41...0x5A).contains($0 & 0xDF) }
            rest = rest[name.endIndex...]
            return name.count >= 3
        }

        /// Reads `[+-]hh[:mm[:ss]]` as seconds.
        mutating func offset() -> Int? {
            var sign = 1
            if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
                sign = first == UInt8(ascii: "-") ? -1 : 1
                rest = rest.dropFirst()
            }
            guard var seconds = number().map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
                rest = rest.dropFirst()
                guard let number = number() else { return nil }
                seconds += number * unit
            }
            return sign * seconds
        }

        /// Reads `,day[/time]`.
        mutating func change() -> Change? {
            guard rest.popFirst() == UInt8(ascii: ","), let day = day() else { return nil }
            guard rest.first == UInt8(ascii: "/") else { return Change(day: day, time: 7200) }
            rest = rest.dropFirst()
            return offset().map { Change(day: day, time: $0) }
        }

        private mutating func day() -> Change.Day? {
            switch rest.first {
            case UInt8(ascii: "J"):
                rest = rest.dropFirst()
                return number().flatMap { (1...365).contains($0) ? .withoutLeapDays($0) : nil }
            case UInt8(ascii: "M"):
                rest = rest.dropFirst()
                var parts: [Int] = []
                for index in 0..<3 {
                    if index > 0, rest.popFirst() != UInt8(ascii: ".") { return nil }
                    guard let number = number() else { return nil }
                    parts.append(number)
                }
                guard (1...12).contains(parts[0]), (1...5).contains(parts[1]), (0...6).contains(parts[2]) else {
                    return nil
                }
                return .weekday(month: parts[0], week: parts[1], day: parts[2])
            default: return number().flatMap { (0...365).contains($0) ? .withLeapDays($0) : nil }
            }
        }

        /// Reads one to three digits.
        private mutating func number() -> Int? {
            let digits = rest.prefix(3).prefix { (0x30...0x39).contains($0) }
            rest = rest[digits.endIndex...]
            return digits.isEmpty ? nil : digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
    }
}
