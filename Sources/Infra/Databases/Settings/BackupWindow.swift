/// A daily period for automated backups, in UTC, such as `02:00-03:00`.
public struct BackupWindow: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible, TextReadable {
    /// The period in RDS's form.
    public let text: String

    /// Creates a period from RDS's form.
    public init(stringLiteral text: String) {
        self.text = text
    }

    /// The period in quotes.
    public var description: String { "\"\(text)\"" }

    /// The text form.
    package static let form = "a daily period in UTC of at least 30 minutes, such as 02:00-03:00"

    /// Reads a period; the property's rule decides.
    package init?(text: String) {
        self.text = text
    }

    /// The valid values ("Working with backups", Amazon RDS User Guide).
    static var valid: ValidValues<BackupWindow> {
        ValidValues(form) { $0.minutes != nil }
    }

    /// The first minute of the day and the length in minutes; nil if the text has another form.
    var minutes: (start: Int, length: Int)? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(WindowTime.minute)
        guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
        let length = (end - start + WindowTime.day) % WindowTime.day
        return length >= 30 ? (start, length) : nil
    }
}
