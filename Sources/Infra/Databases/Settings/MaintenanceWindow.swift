/// A weekly period for maintenance by AWS, in UTC, such as `sun:03:00-sun:04:00`.
public struct MaintenanceWindow: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible, TextReadable {
    /// The period in AWS's form.
    public let text: String

    /// Creates a period from AWS's form.
    public init(stringLiteral text: String) {
        self.text = text
    }

    /// The period in quotes.
    public var description: String { "\"\(text)\"" }

    /// The text form.
    package static let form = "a weekly period in UTC of 30 minutes to 24 hours, such as sun:03:00-sun:04:00"

    /// Reads a period; the property's rule decides.
    package init?(text: String) {
        self.text = text
    }

    /// The valid values ("Maintaining a DB instance", Amazon RDS User Guide).
    static var valid: ValidValues<MaintenanceWindow> {
        ValidValues(form) { $0.minutes != nil }
    }

    /// The valid values beside a backup window: RDS refuses two periods that overlap.
    static func valid(beside backup: BackupWindow?) -> ValidValues<MaintenanceWindow> {
        guard let backup else { return valid }
        return ValidValues("\(form), outside of the backup window \(backup.text)") { window in
            window.minutes != nil && !window.overlaps(backup)
        }
    }

    /// The first minute of the week, from Monday, and the length in minutes; nil if the text has another form.
    var minutes: (start: Int, length: Int)? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { end -> Int? in
            guard let day = WindowTime.weekdays.firstIndex(of: String(end.prefix(3))), end.dropFirst(3).first == ":",
                let minute = WindowTime.minute(end.dropFirst(4))
            else { return nil }
            return day * WindowTime.day + minute
        }
        guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
        let length = (end - start + WindowTime.week) % WindowTime.week
        return (30...WindowTime.day).contains(length) ? (start, length) : nil
    }

    private func overlaps(_ backup: BackupWindow) -> Bool {
        guard let maintenance = minutes, let daily = backup.minutes else { return false }
        return (0..<7).contains { day in
            let start = day * WindowTime.day + daily.start
            // One of two periods of a circle begins inside the other, or they are apart.
            let after = (maintenance.start - start + WindowTime.week) % WindowTime.week
            let before = (start - maintenance.start + WindowTime.week) % WindowTime.week
            return after < daily.length || before < maintenance.length
        }
    }
}
