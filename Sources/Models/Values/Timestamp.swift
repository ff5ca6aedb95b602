import Basics

/// An instant, as microseconds since 1970-01-01T00:00:00Z without leap seconds.
public struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Microseconds since the Unix epoch; negative before it.
    public let microseconds: Int64

    /// The number of microseconds in a day.
    package static let microsecondsPerDay: Int64 = 86_400_000_000
    /// 0001-01-01T00:00:00Z, the earliest instant that can be stored.
    public static let earliest = Timestamp(
        microseconds: Int64(CalendarDate.earliest.daysSinceEpoch) * microsecondsPerDay)
    /// 9999-12-31T23:59:59.999999Z, the latest instant that can be stored.
    public static let latest = Timestamp(
        microseconds: Int64(CalendarDate.latest.daysSinceEpoch + 1) * microsecondsPerDay - 1)

    /// Creates an instant from its distance to the Unix epoch.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Reads RFC 3339 `date-time` with its offset; a space may replace the `T`, and digits past the microsecond are cut off.
    ///
    /// A leap second (`:60`) is the first instant of the next minute, as in PostgreSQL.
    package init?(parsing bytes: UnsafeRawBufferPointer) {
        guard let (local, offset) = Self.parse(bytes), let offset else { return nil }
        self.init(microseconds: local - Int64(offset) * 1_000_000)
        guard self >= Self.earliest, self <= Self.latest else { return nil }
    }

    /// Reads RFC 3339 `date-time` with its offset.
    public init?(_ text: String) {
        var text = text
        guard let instant = text.withUTF8({ Self(parsing: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = instant
    }

    /// Returns local microseconds since 1970-01-01T00:00 and, if the text has one, the offset in seconds.
    static func parse(_ bytes: UnsafeRawBufferPointer) -> (local: Int64, offset: Int?)? {
        guard bytes.count >= 19, let date = CalendarDate(prefixOf: bytes),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = bytes.twoDigits(at: 11), let minute = bytes.twoDigits(at: 14),
            let second = bytes.twoDigits(at: 17), hour < 24, minute < 60, second <= 60
        else { return nil }
        var at = 19
        var fraction: Int64 = 0
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            let start = at
            while at < bytes.count, bytes[at] &- 0x30 <= 9 {
                if at - start < 6 { fraction = fraction * 10 + Int64(bytes[at] - 0x30) }
                at += 1
            }
            guard at > start else { return nil }
            for _ in stride(from: at - start, to: 6, by: 1) { fraction *= 10 }
        }
        let seconds = Int64(hour * 3600 + minute * 60 + second)
        let local = Int64(date.daysSinceEpoch) * microsecondsPerDay + seconds * 1_000_000 + fraction
        if at == bytes.count { return (local, nil) }
        if bytes[at] == UInt8(ascii: "Z") || bytes[at] == UInt8(ascii: "z") {
            return at + 1 == bytes.count ? (local, 0) : nil
        }
        let sign = bytes[at]
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), bytes.count == at + 6,
            bytes[at + 3] == UInt8(ascii: ":"), let hours = bytes.twoDigits(at: at + 1),
            let minutes = bytes.twoDigits(at: at + 4), hours < 24, minutes < 60
        else { return nil }
        let offset = hours * 3600 + minutes * 60
        return (local, sign == UInt8(ascii: "-") ? -offset : offset)
    }

    /// RFC 3339 in UTC, such as `2026-03-29T01:00:00Z`; a fraction is written only if it is not 0.
    public var description: String {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends RFC 3339 text.
    ///
    /// - Parameters:
    ///   - bytes: The buffer to append to.
    ///   - offsetSeconds: The offset east of UTC; `nil` writes UTC as `Z`, a number writes local time and `±hh:mm`. The text always
    ///     denotes the same instant. An offset with seconds, as in local mean times, is rounded to the nearest minute, and the local
    ///     time is that of the rounded offset (example in RFC 3339, section 5.8). An instant whose local year is outside 0001 to
    ///     9999, which RFC 3339 cannot express, is written in UTC.
    package func write(into bytes: inout [UInt8], offsetSeconds: Int? = nil) {
        let offsetSeconds = offsetSeconds.map { ($0 + 30).dividedRoundingDown(by: 60) * 60 }.flatMap {
            let local = Timestamp(microseconds: microseconds + Int64($0) * 1_000_000)
            return local >= .earliest && local <= .latest ? $0 : nil
        }
        let local = microseconds + Int64(offsetSeconds ?? 0) * 1_000_000
        var days = local / Self.microsecondsPerDay
        var rest = local % Self.microsecondsPerDay
        if rest < 0 {
            days -= 1
            rest += Self.microsecondsPerDay
        }
        CalendarDate(daysSinceEpoch: Int(days)).write(into: &bytes)
        bytes.append(UInt8(ascii: "T"))
        let seconds = Int(rest / 1_000_000)
        bytes.appendTwoDigits(seconds / 3600)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendTwoDigits(seconds / 60 % 60)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendTwoDigits(seconds % 60)
        let fraction = Int(rest % 1_000_000)
        if fraction != 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.appendTwoDigits(fraction / 10_000)
            bytes.appendTwoDigits(fraction / 100 % 100)
            bytes.appendTwoDigits(fraction % 100)
        }
        guard let offsetSeconds else {
            bytes.append(UInt8(ascii: "Z"))
            return
        }
        let minutes = abs(offsetSeconds) / 60
        bytes.append(offsetSeconds < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        bytes.appendTwoDigits(minutes / 60)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendTwoDigits(minutes % 60)
    }

    /// Orders an earlier instant before a later one.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool { lhs.microseconds < rhs.microseconds }
}
