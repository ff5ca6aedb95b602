/// The time that RDS keeps automated backups.
public struct BackupRetention: Sendable, Hashable, CustomStringConvertible, TextReadable {
    /// The number of days.
    public let days: Int

    /// A number of days.
    public static func days(_ count: Int) -> BackupRetention { BackupRetention(days: count) }

    private init(days: Int) {
        self.days = days
    }

    /// The valid values. RDS accepts 0 too, which switches backups off.
    static var valid: ValidValues<BackupRetention> {
        ValidValues.range(1...35, unit: "days").wrapped { $0.days }
    }

    /// The number with the unit.
    public var description: String { "\(days) days" }

    /// The text form.
    package static let form = "a number of days"

    /// Reads a number of days.
    package init?(text: String) {
        guard let days = Int(text: text) else { return nil }
        self.days = days
    }
}
