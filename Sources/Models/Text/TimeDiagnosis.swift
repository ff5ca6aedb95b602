/// The diagnosis of a text in the form of a time.
package enum TimeDiagnosis {
    /// Returns the fault of a text such as `2026-02-30T25:00:00`; `nil` for a text of another form, and for a valid day or time.
    ///
    /// - Parameter isDay: `true` if a day is expected, so that the text after it is ignored.
    static func description(of text: String, isDay: Bool) -> String? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            return bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10)
        else { return nil }
        if let fault = fault(year: year, month: month, day: day) { return fault }
        guard !isDay, bytes.count >= 19, bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        if let fault = fault(hour: hour, minute: minute, second: second) { return fault }
        var text = text
        let hasNoOffset = text.withUTF8 { Timestamp.parse(UnsafeRawBufferPointer($0)) }.map { $0.offset == nil }
        return hasNoOffset == true ? "it has no offset, such as Z or +02:00" : nil
    }

    /// Returns the fault of a date of numbers in any notation of files, and of a time of day after it: `2026-02 has 28 days` for
    /// `31.02.2026`.
    ///
    /// - Returns: `nil` for a text of another form, and for a valid date or time.
    static func description(ofFile text: String) -> String? {
        let bytes = Array(text.utf8)
        var at = 0
        func number(_ digits: ClosedRange<Int>) -> Int? {
            let found = bytes[at...].prefix { $0 &- 0x30 <= 9 }
            guard digits.contains(found.count) else { return nil }
            at = found.endIndex
            return found.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        }
        func take(_ signs: [UInt8]) -> UInt8? {
            guard at < bytes.count, signs.contains(bytes[at]) else { return nil }
            at += 1
            return bytes[at - 1]
        }
        guard let first = number(1...4) else { return nil }
        let isYearFirst = at == 4
        guard isYearFirst || at <= 2, let sign = take(Array("-./".utf8)), let second = number(1...2),
            take([sign]) != nil, let third = number(isYearFirst ? 1...2 : 4...4)
        else { return nil }
        let year = isYearFirst ? first : third
        // Other numbers with these signs, such as versions, are no dates.
        guard (1000...2999).contains(year) else { return nil }
        let isMonthFirst = !isYearFirst && sign != UInt8(ascii: ".") && second > 12 && first <= 12
        let (month, day) = isYearFirst ? (second, third) : isMonthFirst ? (first, second) : (second, first)
        if let fault = fault(year: year, month: month, day: day) { return fault }
        if let loss = bytes.withUnsafeBytes({ CivilTime($0)?.loss }) { return "it is \(loss.text)" }
        guard take(Array("Tt ".utf8)) != nil, let hour = number(1...2), take([UInt8(ascii: ":")]) != nil,
            let minute = number(2...2)
        else { return nil }
        let seconds = take([UInt8(ascii: ":")]) == nil ? 0 : number(2...2)
        return seconds.flatMap { fault(hour: hour, minute: minute, second: $0) }
    }

    private static func fault(year: Int, month: Int, day: Int) -> String? {
        if year == 0 { return "years go from 0001 to 9999" }
        guard (1...12).contains(month) else { return "there is no month \(month)" }
        let days = CalendarDate.days(inMonth: month, of: year)
        guard !(1...days).contains(day) else { return nil }
        let digits = String(year)
        return String(repeating: "0", count: 4 - digits.count) + digits + (month < 10 ? "-0" : "-")
            + "\(month) has \(days) days"
    }

    private static func fault(hour: Int, minute: Int, second: Int) -> String? {
        if hour > 23 { return "hours go from 00 to 23" }
        if minute > 59 { return "minutes go from 00 to 59" }
        return second > 60 ? "seconds go from 00 to 60" : nil
    }

    /// Returns a day or a month of another notation in that of ISO 8601: `2025-12-31` for `31.12.2025`, `2025-12` for `12.2025`.
    ///
    /// - Returns: `nil` for another text, and for a day whose notation leaves the order of day and month open.
    package static func iso(_ text: String) -> String? {
        let found = Array(text.utf8).withUnsafeBytes { CivilTime($0) }
        if let time = found {
            let days = Set([time.dayFirst, time.monthFirst].compactMap(\.self))
            let isOpen = time.layout == .slashed || time.layout == .dashed
            guard let day = isOpen ? (days.count == 1 ? days.first : nil) : time.dayFirst, time.microseconds == nil
            else { return nil }
            let iso = CalendarDate(daysSinceEpoch: day).description
            return iso == text ? nil : iso
        }
        for separator in [".", "/"] as [Character] {
            let parts = text.split(separator: separator, omittingEmptySubsequences: false)
            guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 4,
                parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 <= 9 } }), let month = Int(parts[0]),
                (1...12).contains(month)
            else { continue }
            return "\(parts[1])-\(month < 10 ? "0" : "")\(month)"
        }
        return nil
    }
}
