import Diagnostics

/// The settings of the server. Each can be set by a flag or an environment variable.
public enum Setting: String, CaseIterable, Sendable {
    /// The address to listen on.
    case host
    /// The port to listen on.
    case port
    /// The location of the store.
    case store
    /// The connection URI of a replica for reads.
    case storeReplica = "store.replica"
    /// The host of a PostgreSQL store that is given by its parts.
    case databaseHost = "db.host"
    /// The port of the database server.
    case databasePort = "db.port"
    /// The name of the database.
    case databaseName = "db.name"
    /// The secret in AWS Secrets Manager with the database's user and password.
    case databaseSecret = "db.secret.arn"
    /// The file with the database's user and password.
    case databaseSecretFile = "db.secret.file"
    /// The database's user.
    case databaseUser = "db.user"
    /// The database's password. It has no flag, because other users can see a process's arguments.
    case databasePassword = "db.password"
    /// The time at which the server migrates the store's schema.
    case migrate
    /// The file of certificate authorities that the database server is verified against.
    case databaseAuthorities = "db.ca.file"
    /// The host of a replica for reads.
    case databaseReplicaHost = "db.replica.host"
    /// The maximum staleness of a read from the replica, in seconds.
    case maxStaleness = "db.max.staleness"
    /// The maximum number of connections to the database.
    case databaseConnections = "db.connections"
    /// The maximum lifetime of a connection to the database, in seconds.
    case databaseConnectionLifetime = "db.connection.lifetime"
    /// The time-out of a statement, in seconds.
    case databaseStatementTimeout = "db.statement.timeout"
    /// The folder of the spool files.
    case spoolFolder = "spool.folder"
    /// The maximum size of all spool files, in MiB.
    case spoolLimit = "spool.limit"
    /// The operations that anonymous clients may perform.
    case anonymous
    /// The host names that requests may be addressed to.
    case allowedHosts = "allowed.hosts"
    /// The time for requests in flight to finish after the signal to stop, in seconds.
    case drainSeconds = "drain.seconds"
    /// The time between failing readiness and closing the listening socket, in seconds.
    case drainDelay = "drain.delay"
    /// The minimum level of messages in the log.
    case logLevel = "log.level"

    /// The settings that together locate a database.
    public static let database: [Setting] = [
        .databaseHost, .databasePort, .databaseName, .databaseSecret, .databaseSecretFile, .databaseUser,
        .databasePassword,
    ]

    /// The settings for connections to a PostgreSQL database.
    static let connections: [Setting] = [.databaseAuthorities, .databaseConnections, .databaseConnectionLifetime]

    /// A Boolean value that indicates whether the value may contain a password.
    public var isSecret: Bool { self == .store || self == .storeReplica || self == .databasePassword }

    /// Returns the description of a value for an error. It repeats a short word, but for the settings of a database at most a
    /// number: an operator may set a password in the wrong place.
    func description(of text: String) -> String {
        let isBesideSecrets = isSecret || rawValue.hasPrefix("db.")
        return isBesideSecrets ? SafeDescription.number(text) : SafeDescription.word(text)
    }

    /// Rejects settings that are empty: most likely a variable that was not filled in. Treating it as not set would select a
    /// default that the operator did not choose: an empty STORE would select a file on the container's own disk.
    static func refuseEmpty(_ settings: [Setting], _ value: (Setting) -> String?) throws(SettingsError) {
        let empty = settings.filter { value($0)?.isEmpty == true }
        guard empty.isEmpty else {
            throw SettingsError(
                empty.map(\.name).joined(separator: ", ") + (empty.count == 1 ? " is empty" : " are empty")
                    + ": set a value, or remove the setting")
        }
    }

    /// The setting's name in messages: flag and variable, or the variable alone if there is no flag.
    public var name: String { self == .databasePassword ? variable : "\(flag) (or \(variable))" }

    /// The flag, such as `--drain-seconds`.
    public var flag: String { "--" + rawValue.split(separator: ".").joined(separator: "-") }
    /// The environment variable, such as `DRAIN_SECONDS`.
    public var variable: String { rawValue.uppercased().split(separator: ".").joined(separator: "_") }
}

/// An invalid setting.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The setting, the value got, the value expected and the remedy. It never contains a password.
    public let description: String

    /// Creates an error.
    public init(_ description: String) { self.description = description }

    /// Creates an error about a value. The message repeats the value as far as ``Setting/description(of:)`` allows.
    init(_ setting: Setting, text: String, expected: String) {
        self.init(setting, got: setting.description(of: text), expected: expected)
    }

    /// Creates an error about a value that the message must not repeat.
    ///
    /// - Parameter got: A description of the value.
    init(_ setting: Setting, got: String, expected: String) {
        self.init("\(setting.name): got \(got), expected \(expected)")
    }
}
