import Basics

/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
public struct CalendarDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before it.
    public let daysSinceEpoch: Int

    /// The first day that can be written with four digits of year, 0001-01-01.
    public static let earliest = CalendarDate(year: 1, month: 1, day: 1)
    /// The last day that can be written with four digits of year, 9999-12-31.
    public static let latest = CalendarDate(year: 9999, month: 12, day: 31)

    /// Creates a day from its distance to 1970-01-01.
    public init(daysSinceEpoch: Int) { self.daysSinceEpoch = daysSinceEpoch }

    /// Creates a day from year, month (1–12) and day of month (1–31); values outside these ranges carry over.
    public init(year: Int, month: Int, day: Int) {
        daysSinceEpoch = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
    }

    /// The day's first instant in UTC.
    package var startInUTC: Timestamp {
        Timestamp(microseconds: Int64(daysSinceEpoch) * Timestamp.microsecondsPerDay)
    }

    /// Creates the day of an instant in UTC.
    package init(inUTC instant: Timestamp) {
        self.init(daysSinceEpoch: Int(instant.microseconds.dividedRoundingDown(by: Timestamp.microsecondsPerDay)))
    }

    /// The year, month (1–12) and day of month (1–31).
    public var components: (year: Int, month: Int, day: Int) {
        let date = CivilDate(daysSinceEpoch: daysSinceEpoch)
        return (date.year, date.month, date.day)
    }

    /// Returns the number of days in a month (1–12) of a year.
    package static func days(inMonth month: Int, of year: Int) -> Int { CivilDate.days(inMonth: month, of: year) }

    /// Reads `YYYY-MM-DD` (RFC 3339 `full-date`), years 0001 to 9999; `nil` for anything else.
    package init?(parsing bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 10 else { return nil }
        self.init(prefixOf: bytes)
    }

    /// Reads `YYYY-MM-DD`; `nil` for anything else.
    public init?(_ text: String) {
        var text = text
        guard let date = text.withUTF8({ Self(parsing: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = date
    }

    init?(prefixOf bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let century = bytes.twoDigits(at: 0), let yearOfCentury = bytes.twoDigits(at: 2),
            let month = bytes.twoDigits(at: 5), let day = bytes.twoDigits(at: 8)
        else { return nil }
        let year = century * 100 + yearOfCentury
        guard year >= 1, (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else {
            return nil
        }
        self.init(year: year, month: month, day: day)
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends `YYYY-MM-DD`.
    ///
    /// Years before 0 and after 9999 are written in the expanded representation of ISO 8601, with a sign. No stored value has such
    /// a year, but the day after the last one does.
    package func write(into bytes: inout [UInt8]) {
        let (year, month, day) = components
        guard (0...9999).contains(year) else {
            bytes.append(year < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            let digits = String(year.magnitude)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, 4 - digits.utf8.count)))
            bytes.append(contentsOf: digits.utf8)
            bytes.append(UInt8(ascii: "-"))
            bytes.appendTwoDigits(month)
            bytes.append(UInt8(ascii: "-"))
            bytes.appendTwoDigits(day)
            return
        }
        bytes.appendTwoDigits(year / 100)
        bytes.appendTwoDigits(year % 100)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendTwoDigits(month)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendTwoDigits(day)
    }

    /// Orders an earlier day before a later one.
    public static func < (lhs: CalendarDate, rhs: CalendarDate) -> Bool { lhs.daysSinceEpoch < rhs.daysSinceEpoch }
}
