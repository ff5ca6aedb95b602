/// A log that PostgreSQL writes to CloudWatch Logs.
public enum DatabaseLog: String, Sendable, Hashable, CaseIterable, TextReadable {
    /// The server's own log.
    case postgresql
    /// The log of major upgrades.
    case upgrade
}
