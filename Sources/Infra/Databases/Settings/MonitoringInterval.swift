/// The interval of enhanced monitoring, which reads an instance's operating system.
public struct MonitoringInterval: Sendable, Hashable, CustomStringConvertible, TextReadable {
    /// The number of seconds.
    public let seconds: Int

    /// A number of seconds.
    public static func seconds(_ count: Int) -> MonitoringInterval { MonitoringInterval(seconds: count) }

    private init(seconds: Int) {
        self.seconds = seconds
    }

    /// The valid values (`MonitoringInterval` of `CreateDBInstance`). RDS's 0 is nil here.
    static var valid: ValidValues<MonitoringInterval> {
        ValidValues.oneOf([1, 5, 10, 15, 30, 60], unit: "s").wrapped { $0.seconds }
    }

    /// The number with the unit.
    public var description: String { "\(seconds) s" }

    /// The text form.
    package static let form = "a number of seconds"

    /// Reads a number of seconds.
    package init?(text: String) {
        guard let seconds = Int(text: text) else { return nil }
        self.seconds = seconds
    }
}
