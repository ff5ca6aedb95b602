/// The time for which a dataset keeps rows, by their time column.
public struct Retention: Sendable, Hashable, CustomStringConvertible {
    /// The maximum number of days.
    public static let maximumDays = 36_500

    /// The number of whole days of UTC before the current one whose rows are kept, at least 1.
    public let days: Int

    /// Creates a retention; `nil` for a number of days outside of 1 to ``maximumDays``.
    public init?(days: Int) {
        guard (1...Self.maximumDays).contains(days) else { return nil }
        self.days = days
    }

    /// Reads `400 days` or `1 day`; `nil` for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let days = Int(parts[0]), String(days) == parts[0],
            parts[1] == (days == 1 ? "day" : "days")
        else { return nil }
        self.init(days: days)
    }

    /// `400 days`.
    public var description: String { days == 1 ? "1 day" : "\(days) days" }

    /// The allowed texts, as a phrase.
    package static let expected = "a number of days from 1 to \(maximumDays), such as \"400 days\""

    /// Returns the first day of UTC whose rows are kept.
    package func firstDay(at now: Timestamp) -> CalendarDate {
        let (quotient, remainder) = now.microseconds.quotientAndRemainder(dividingBy: Timestamp.microsecondsPerDay)
        let today = Int(remainder < 0 ? quotient - 1 : quotient)
        return CalendarDate(daysSinceEpoch: max(today - days, CalendarDate.earliest.daysSinceEpoch))
    }
}
