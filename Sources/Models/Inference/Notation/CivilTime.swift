import Basics

/// A date, or a date with a time of day, in one of the notations that files use.
///
/// Accepted are dates that begin with their year (`2026-12-31`, `2026/12/31`), dates of numbers that end with it
/// (`31.12.2026`, `31/12/2026`, `12/31/2026`, `31-12-2026`), and dates with an English month (`31 Dec 2026`, `31-Dec-2026`,
/// `Dec 31, 2026`). A time may follow (`T14:30`, ` 14:30:05.25`, ` 2:30 PM`) and an offset (`Z`, `+02:00`, ` -0700`, ` GMT`).
/// This includes RFC 3339, HTTP dates (RFC 9110, section 5.6.7) and the time of Apache's log format
/// (`[10/Oct/2026:13:55:36 -0700]`, Apache HTTP Server documentation, "Module mod_log_config").
struct CivilTime {
    /// The notation of the date.
    enum Layout: Hashable, CaseIterable {
        case yearFirst, named, dotted, slashed, dashed

        /// The notation's name in messages.
        var name: String {
            switch self {
            case .yearFirst: "year first"
            case .named: "with a month's name"
            case .dotted: "with dots"
            case .slashed: "with slashes"
            case .dashed: "with dashes"
            }
        }
    }

    /// A part of a time that an instant of microseconds does not keep.
    enum Loss: Sendable {
        /// Digits past the microsecond that are not zero.
        case digits
        /// The sixtieth second, which would become the one after it.
        case leapSecond

        /// The loss as the end of a reason.
        var text: String {
            switch self {
            case .digits: "finer than a microsecond, which a timestamp would lose"
            case .leapSecond: "a leap second, which a timestamp would have as the second after it"
            }
        }
    }

    /// The notation of the date.
    private(set) var layout = Layout.yearFirst
    /// The days since 1970-01-01 if the day comes before the month; `nil` if that is no date.
    private(set) var dayFirst: Int?
    /// The days since 1970-01-01 if the month comes before the day; `nil` if that is no date.
    private(set) var monthFirst: Int?
    /// The time of day; `nil` for a date alone.
    private(set) var microseconds: Int64?
    /// The offset in seconds east of UTC; `nil` for a local time.
    private(set) var offset: Int?
    /// The part of the time of day that an instant does not keep; `nil` if it keeps all.
    private(set) var loss: Loss?
    /// `true` if the year has two digits.
    private(set) var hasShortYear = false

    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    /// Reads a text without surrounding blanks; fails for any other text.
    ///
    /// - Parameter acceptsShortYear: `true` to accept a year of two digits, of 1970 to 2069.
    init?(_ text: UnsafeRawBufferPointer, acceptsShortYear: Bool = false) {
        guard text.count >= 6, text.count <= 48 else { return nil }
        let isBracketed = text[0] == UInt8(ascii: "[") && text[text.count - 1] == UInt8(ascii: "]")
        bytes = isBracketed ? UnsafeRawBufferPointer(rebasing: text[1..<(text.count - 1)]) : text
        guard readDate(), acceptsShortYear || !hasShortYear, dayFirst != nil || monthFirst != nil else { return nil }
        if at == bytes.count { return }
        guard readTime(), at == bytes.count else { return nil }
    }

    /// Returns the days since 1970-01-01 in an order of day and month; `nil` if the order is open or gives no date.
    func days(_ order: DateOrder?) -> Int? {
        switch layout {
        case .yearFirst, .named, .dotted: dayFirst
        case .slashed, .dashed: order.flatMap { $0 == .dmy ? dayFirst : monthFirst }
        }
    }

    // MARK: Dates

    private mutating func readDate() -> Bool {
        if let letter = peek, Self.isLetter(letter) {
            // A weekday, which HTTP dates begin with, or the month of an American date.
            let start = at
            let word = letters()
            if peek == UInt8(ascii: ","), word >= 3, skip(", ") { return readDate(isAfterWeekday: true) }
            guard let month = month(at: start, count: word), skip(" "), let day = number(1...2), skip(","), skip(" "),
                let year = number(4...4)
            else { return false }
            layout = .named
            return set(year: year, month: month, day: day)
        }
        return readDate(isAfterWeekday: false)
    }

    private mutating func readDate(isAfterWeekday: Bool) -> Bool {
        let start = at
        guard let first = number(1...4) else { return false }
        let digits = at - start
        guard digits != 3, let separator = peek else { return false }
        at += 1
        if digits == 4 {
            guard !isAfterWeekday, [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(separator),
                let month = monthNumber(), take(separator), let day = number(1...2)
            else { return false }
            layout = .yearFirst
            return set(year: first, month: month, day: day)
        }
        if let letter = peek, Self.isLetter(letter) {
            let word = at
            let count = letters()
            guard [UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "/")].contains(separator),
                let month = month(at: word, count: count), take(separator), let year = year()
            else { return false }
            layout = .named
            return set(year: year, month: month, day: first)
        }
        switch separator {
        case UInt8(ascii: "."): layout = .dotted
        case UInt8(ascii: "/"): layout = .slashed
        case UInt8(ascii: "-"): layout = .dashed
        default: return false
        }
        guard let second = number(1...2), take(separator), let year = year() else { return false }
        dayFirst = Self.days(year: year, month: second, day: first)
        // No country writes month, day and year with dots.
        if layout != .dotted { monthFirst = Self.days(year: year, month: first, day: second) }
        return true
    }

    private mutating func set(year: Int, month: Int, day: Int) -> Bool {
        dayFirst = Self.days(year: year, month: month, day: day)
        monthFirst = dayFirst
        return dayFirst != nil
    }

    private static func days(year: Int, month: Int, day: Int) -> Int? {
        guard year >= 1, (1...12).contains(month), day >= 1, day <= CivilDate.days(inMonth: month, of: year) else {
            return nil
        }
        return CivilDate.daysSinceEpoch(year: year, month: month, day: day)
    }

    private mutating func year() -> Int? {
        let start = at
        guard let year = number(2...4) else { return nil }
        switch at - start {
        case 4: return year
        case 2:
            hasShortYear = true
            return year + (year < 70 ? 2000 : 1900)
        default: return nil
        }
    }

    private mutating func monthNumber() -> Int? {
        guard let letter = peek, Self.isLetter(letter) else { return number(1...2) }
        let start = at
        return month(at: start, count: letters())
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// Returns the month of an English name, whole or cut to three letters (or `Sept`).
    private func month(at start: Int, count: Int) -> Int? {
        guard count >= 3 else { return nil }
        let word = bytes[start..<(start + count)].map { $0 | 0x20 }
        return Self.months.firstIndex { name in
            (count == 3 || count == name.utf8.count || (count == 4 && name == "september"))
                && name.utf8.starts(with: word)
        }.map { $0 + 1 }
    }

    // MARK: Times

    private mutating func readTime() -> Bool {
        // Apache separates date and time by a colon, other programs by T, a blank, or a comma and a blank.
        guard let separator = peek else { return false }
        switch separator {
        case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " "): at += 1
        case UInt8(ascii: ":") where layout == .named: at += 1
        case UInt8(ascii: ","): guard skip(", ") else { return false }
        default: return false
        }
        guard var hour = number(1...2), take(UInt8(ascii: ":")), let minute = number(2...2), minute < 60 else {
            return false
        }
        var second = 0
        var fraction: Int64 = 0
        if peek == UInt8(ascii: ":") {
            at += 1
            guard let seconds = number(2...2), seconds <= 60 else { return false }
            second = seconds
            if second == 60 { loss = .leapSecond }
            if peek == UInt8(ascii: ".") || peek == UInt8(ascii: ",") {
                at += 1
                let start = at
                while let digit = peek, digit &- 0x30 <= 9 {
                    if at - start < 6 {
                        fraction = fraction * 10 + Int64(digit &- 0x30)
                    } else if digit != 0x30, loss == nil {
                        loss = .digits
                    }
                    at += 1
                }
                guard at > start else { return false }
                for _ in stride(from: at - start, to: 6, by: 1) { fraction *= 10 }
            }
        }
        if let half = halfOfDay() {
            guard (1...12).contains(hour) else { return false }
            hour = hour % 12 + half
        }
        guard hour < 24 else { return false }
        microseconds = Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
        return at == bytes.count || readOffset()
    }

    /// Returns 0 for `AM` and 12 for `PM`; `nil` if neither follows.
    private mutating func halfOfDay() -> Int? {
        let start = at
        if peek == UInt8(ascii: " ") { at += 1 }
        if at + 2 == bytes.count || (at + 2 < bytes.count && bytes[at + 2] == UInt8(ascii: " ")),
            bytes[at + 1] | 0x20 == UInt8(ascii: "m")
        {
            let letter = bytes[at] | 0x20
            if letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") {
                at += 2
                return letter == UInt8(ascii: "p") ? 12 : 0
            }
        }
        at = start
        return nil
    }

    private mutating func readOffset() -> Bool {
        if peek == UInt8(ascii: " ") { at += 1 }
        guard let sign = peek else { return false }
        switch sign {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            at += 1
            offset = 0
            return true
        case UInt8(ascii: "G"), UInt8(ascii: "U"):
            guard skip("GMT") || skip("UTC") else { return false }
            offset = 0
            return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            at += 1
            // The minutes follow with a colon or without one.
            guard let hours = twoDigits(), hours < 24 else { return false }
            var minutes = 0
            if at < bytes.count {
                if peek == UInt8(ascii: ":") { at += 1 }
                guard let written = number(2...2), written < 60 else { return false }
                minutes = written
            }
            let seconds = hours * 3600 + minutes * 60
            offset = sign == UInt8(ascii: "-") ? -seconds : seconds
            return true
        default: return false
        }
    }

    // MARK: Tokens

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        at += 1
        return true
    }

    private mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[at + offset] != text.utf8Start[offset] { return false }
        at += count
        return true
    }

    /// Skips letters and returns their number.
    private mutating func letters() -> Int {
        let start = at
        while let byte = peek, Self.isLetter(byte) { at += 1 }
        return at - start
    }

    /// Reads two digits, which others may follow.
    private mutating func twoDigits() -> Int? {
        guard at + 2 <= bytes.count, bytes[at] &- 0x30 <= 9, bytes[at + 1] &- 0x30 <= 9 else { return nil }
        defer { at += 2 }
        return Int(bytes[at] &- 0x30) * 10 + Int(bytes[at + 1] &- 0x30)
    }

    /// Reads a number whose digits are as many as the range allows, all of them.
    private mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        let start = at
        while let byte = peek, byte &- 0x30 <= 9, at - start < digits.upperBound {
            value = value * 10 + Int(byte &- 0x30)
            at += 1
        }
        if let byte = peek, byte &- 0x30 <= 9 { return nil }
        return at - start >= digits.lowerBound ? value : nil
    }
}
