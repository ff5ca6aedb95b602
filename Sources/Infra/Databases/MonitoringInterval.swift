/// A log that PostgreSQL writes to CloudWatch Logs.
public enum DatabaseLog: String, Sendable, Hashable, CaseIterable, TextReadable {
    /// The server's own log.
    case postgresql
    /// The log of major upgrades.
    case upgrade
}

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

/// The certificate authority of a database's TLS certificate ("Using SSL/TLS to encrypt a connection to a DB instance").
public enum DatabaseCertificateAuthority: String, Sendable, Hashable, CaseIterable, TextReadable {
    /// RSA with 2048 bits; RDS's default.
    case rsa2048 = "rds-ca-rsa2048-g1"
    /// RSA with 4096 bits.
    case rsa4096 = "rds-ca-rsa4096-g1"
    /// ECC with 384 bits.
    case ecc384 = "rds-ca-ecc384-g1"
}

/// The keeper of a master user's password.
public enum MasterPassword: String, Sendable, Hashable, CaseIterable, TextReadable {
    /// RDS makes the secret and rotates it by itself, every seven days unless its schedule is changed.
    case managed
    /// The stack makes the secret. Read replicas of an instance need it.
    case generated
}
