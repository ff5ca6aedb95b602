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
        if year == 0 { return "years go from 0001 to 9999" }
        guard (1...12).contains(month) else { return "there is no month \(month)" }
        let days = CalendarDate.days(inMonth: month, of: year)
        guard (1...days).contains(day) else {
            let name = String(text.prefix(7))
            return "\(name) has \(days) days"
        }
        guard !isDay, bytes.count >= 19, bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        if hour > 23 { return "hours go from 00 to 23" }
        if minute > 59 { return "minutes go from 00 to 59" }
        if second > 60 { return "seconds go from 00 to 60" }
        var text = text
        let hasNoOffset = text.withUTF8 { Timestamp.parse(UnsafeRawBufferPointer($0)) }.map { $0.offset == nil }
        return hasNoOffset == true ? "it has no offset, such as Z or +02:00" : nil
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
