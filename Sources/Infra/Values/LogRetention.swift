/// The time that CloudWatch Logs keeps log events.
public struct LogRetention: Sendable, Hashable, CustomStringConvertible, TextReadable {
    /// The number of days.
    public let days: Int

    /// The retention periods of CloudWatch Logs (`PutRetentionPolicy`).
    public static let validDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    /// The valid values.
    public static var valid: ValidValues<LogRetention> {
        ValidValues.oneOf(validDays, unit: "days").wrapped { $0.days }
    }

    /// The text form.
    package static let form = "a number of days"

    /// A number of days.
    public static func days(_ count: Int) -> LogRetention { LogRetention(days: count) }

    private init(days: Int) {
        self.days = days
    }

    /// Reads a number of days.
    package init?(text: String) {
        guard let days = Int(text: text) else { return nil }
        self.days = days
    }

    /// The number of days with the unit.
    public var description: String { "\(days) days" }
}
