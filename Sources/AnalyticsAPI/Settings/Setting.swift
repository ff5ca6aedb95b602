import Diagnostics

/// The settings of the server: each can be given as a flag or as an environment variable.
public enum Setting: String, CaseIterable, Sendable {
    /// The address to listen on.
    case host
    /// The port to listen on.
    case port
    /// Where the data lives.
    case store
    /// The server that replays what the store's writes, for reads.
    case storeReplica = "store.replica"
    /// The database server, for a store on PostgreSQL that is given in parts.
    case databaseHost = "db.host"
    /// The database server's port.
    case databasePort = "db.port"
    /// The database on the server.
    case databaseName = "db.name"
    /// The secret in AWS Secrets Manager with the database's user and password.
    case databaseSecret = "db.secret.arn"
    /// The file with the database's user and password.
    case databaseSecretFile = "db.secret.file"
    /// The database's user.
    case databaseUser = "db.user"
    /// The database's password: in the environment alone, as a process's arguments are there for everyone to see.
    case databasePassword = "db.password"
    /// When the store's own tables are brought to this program's level.
    case migrate
    /// The file with the authorities that can vouch for the database server.
    case databaseAuthorities = "db.ca.file"
    /// The host that replays what the database server writes, for reads.
    case databaseReplicaHost = "db.replica.host"
    /// How many seconds the replica may be behind.
    case maxStaleness = "db.max.staleness"
    /// The most connections to the database at once.
    case databaseConnections = "db.connections"
    /// How many seconds a connection to the database lives at most.
    case databaseConnectionLifetime = "db.connection.lifetime"
    /// How many seconds the database may take for one statement.
    case databaseStatementTimeout = "db.statement.timeout"
    /// The folder for uploads and answers that are spooled.
    case spoolFolder = "spool.folder"
    /// The most bytes that are spooled at a time, in MiB.
    case spoolLimit = "spool.limit"
    /// What is open to everyone.
    case anonymous
    /// The host names that requests may be addressed to.
    case allowedHosts = "allowed.hosts"
    /// How long requests in flight may take after the signal to stop.
    case drainSeconds = "drain.seconds"
    /// How long connections are still taken after the signal to stop.
    case drainDelay = "drain.delay"
    /// The least level of messages in the log.
    case logLevel = "log.level"

    /// The settings that together say which database to use.
    public static let database: [Setting] = [
        .databaseHost, .databasePort, .databaseName, .databaseSecret, .databaseSecretFile, .databaseUser,
        .databasePassword,
    ]

    /// The settings that say how a database on a server is connected to, whichever setting names it.
    static let connections: [Setting] = [.databaseAuthorities, .databaseConnections, .databaseConnectionLifetime]

    /// Whether the value may hold a password.
    public var isSecret: Bool { self == .store || self == .storeReplica || self == .databasePassword }

    /// The description of a value in an error: a short word is repeated, but of the settings that locate or open a database at
    /// most a number, as a password may be given in the wrong place.
    func description(of text: String) -> String {
        let isBesideSecrets = isSecret || rawValue.hasPrefix("db.")
        return isBesideSecrets ? SafeDescription.number(text) : SafeDescription.word(text)
    }

    /// Refuses settings that are given and empty: a variable that was to be filled in and was not, most likely. Taken for one
    /// that is left out, it would stand for a default that nobody chose: an empty STORE for a file on a container's own disk.
    static func refuseEmpty(_ settings: [Setting], _ value: (Setting) -> String?) throws(SettingsProblem) {
        let empty = settings.filter { value($0)?.isEmpty == true }
        guard empty.isEmpty else {
            throw SettingsProblem(
                empty.map(\.name).joined(separator: ", ") + (empty.count == 1 ? " is empty" : " are empty")
                    + ": give a value, or leave it out altogether")
        }
    }

    /// How messages name it: as flag and variable, or as the variable alone if it has no flag.
    public var name: String { self == .databasePassword ? variable : "\(flag) (or \(variable))" }

    /// `--drain-seconds`.
    public var flag: String { "--" + rawValue.split(separator: ".").joined(separator: "-") }
    /// `DRAIN_SECONDS`.
    public var variable: String { rawValue.uppercased().split(separator: ".").joined(separator: "_") }
}
