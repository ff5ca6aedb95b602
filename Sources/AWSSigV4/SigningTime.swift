import Basics

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The time of a signature, to the second, in UTC.
///
/// AWS refuses a signature whose time differs from its own by more than a few minutes; if the local clock is wrong,
/// pass a corrected time.
public struct SigningTime: Sendable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let secondsSinceEpoch: Int

    /// The time in a signature's format, such as `20150830T123600Z`.
    public let timestamp: String

    /// The date in a signature's format, such as `20150830`.
    public let date: String

    /// Creates a time from a count of seconds.
    /// - Parameter secondsSinceEpoch: Seconds since 1970-01-01T00:00:00Z, clamped to the years 0000 to 9999, which have
    ///   four digits.
    public init(secondsSinceEpoch: Int) {
        let seconds = min(max(secondsSinceEpoch, Self.earliest), Self.latest)
        let days = seconds.dividedRoundingDown(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        let second = seconds - days * 86_400
        var digits: [UInt8] = []
        digits.reserveCapacity(16)
        digits.appendTwoDigits(date.year / 100)
        digits.appendTwoDigits(date.year % 100)
        digits.appendTwoDigits(date.month)
        digits.appendTwoDigits(date.day)
        self.date = String(decoding: digits, as: UTF8.self)
        digits.append(UInt8(ascii: "T"))
        digits.appendTwoDigits(second / 3600)
        digits.appendTwoDigits(second / 60 % 60)
        digits.appendTwoDigits(second % 60)
        digits.append(UInt8(ascii: "Z"))
        self.timestamp = String(decoding: digits, as: UTF8.self)
        self.secondsSinceEpoch = seconds
    }

    /// Parses a time in a signature's format.
    /// - Parameter timestamp: Sixteen characters such as `20150830T123600Z`. Any other text, and a date or time that does
    ///   not exist, gives `nil`.
    public init?(_ timestamp: String) {
        let bytes = Array(timestamp.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds =
            CivilDate.daysSinceEpoch(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
        self.init(secondsSinceEpoch: seconds)
        // The 30th of February would become a day in March.
        guard self.timestamp == timestamp else { return nil }
    }

    /// The current time of the system's clock.
    public static func now() -> SigningTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return SigningTime(secondsSinceEpoch: Int(time.tv_sec))
    }

    private static let earliest = CivilDate.daysSinceEpoch(year: 0, month: 1, day: 1) * 86_400
    private static let latest = CivilDate.daysSinceEpoch(year: 10_000, month: 1, day: 1) * 86_400 - 1
}

extension SigningTime: CustomStringConvertible {
    /// The same as ``timestamp``.
    public var description: String { timestamp }
}
