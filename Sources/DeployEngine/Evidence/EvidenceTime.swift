import Basics

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Times as text.
package enum EvidenceTime {
    /// A time in ISO 8601 with milliseconds in UTC, such as `2026-11-26T10:00:00.000Z`.
    package static func text(_ date: Date) -> String {
        // Counted in whole milliseconds and not truncated: 0.123 s has no exact binary form.
        let total = milliseconds(date)
        return second(total) + "." + padded(total - total.dividedRoundingDown(by: 1000) * 1000, 3) + "Z"
    }

    /// A time in ISO 8601 to the second in UTC, such as `2026-11-26T10:00:00Z`.
    package static func seconds(_ date: Date) -> String { second(milliseconds(date)) + "Z" }

    /// The time of day in UTC, such as `10:00:00`.
    package static func timeOfDay(_ date: Date) -> String { String(second(milliseconds(date)).suffix(8)) }

    /// Reads a time that ``text(_:)`` or ``seconds(_:)`` wrote.
    package static func date(_ text: String) -> Date? {
        for includesFraction in [true, false] {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: includesFraction)
            if let date = try? Date(text, strategy: style) {
                return Date(timeIntervalSince1970: Double(milliseconds(date)) / 1000)
            }
        }
        return nil
    }

    /// A duration as minutes and seconds, or hours, minutes and seconds from an hour on: `4:07`, `1:02:03`.
    package static func elapsed(_ duration: Duration) -> String {
        let seconds = max(0, Int(duration.components.seconds))
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        let rest = padded(seconds % 60, 2)
        return hours > 0 ? "\(hours):\(padded(minutes, 2)):\(rest)" : "\(minutes):\(rest)"
    }

    /// The time between two dates as text, zero if the second is the earlier one.
    package static func elapsed(from start: Date, to end: Date) -> String {
        elapsed(.milliseconds(max(0, milliseconds(end) - milliseconds(start))))
    }

    private static func milliseconds(_ date: Date) -> Int {
        let value = date.timeIntervalSince1970 * 1000
        // Outside these years a date is a mistake, and no conversion may trap.
        guard value > -6e13, value < 2.5e14 else { return 0 }
        return value >= 0 ? Int(value + 0.5) : -Int(-value + 0.5)
    }

    private static func second(_ milliseconds: Int) -> String {
        let total = milliseconds.dividedRoundingDown(by: 1000)
        let days = total.dividedRoundingDown(by: 86_400)
        let rest = total - days * 86_400
        let day = CivilDate(daysSinceEpoch: days)
        return "\(padded(day.year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2))"
            + "T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
