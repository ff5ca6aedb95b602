import Diagnostics

/// A setting of the server. Flags, environment variables, their help and the table in `Docs/API.md` derive from these cases.
package enum Setting: String, CaseIterable, Sendable {
    case host
    case port
    case adminHost = "admin.host"
    case adminPort = "admin.port"
    case store
    case databaseHost = "db.host"
    case databasePort = "db.port"
    case databaseName = "db.name"
    case databaseSecret = "db.secret.arn"
    case databaseSecretFile = "db.secret.file"
    case databaseAuthentication = "db.auth"
    case databaseUser = "db.user"
    case databasePassword = "db.password"
    case databaseAuthorities = "db.ca.file"
    case databaseConnections = "db.connections"
    case databaseConnectionLifetime = "db.connection.lifetime"
    case databaseStatementTimeout = "db.statement.timeout"
    case applicationUser = "db.app.user"
    case applicationAuthentication = "db.app.auth"
    case applicationSecret = "db.app.secret.arn"
    case storeReplica = "store.replica"
    case databaseReplicaHost = "db.replica.host"
    case maxStaleness = "db.max.staleness"
    case migrate
    case spoolFolder = "spool.folder"
    case spoolLimit = "spool.limit"
    case anonymous
    case adminSecret = "weir.admin.secret.arn"
    case adminSecretFile = "weir.admin.secret.file"
    case identity
    case identityFile = "identity.file"
    case allowedHosts = "allowed.hosts"
    case allowedOrigins = "allowed.origins"
    case importSources = "import.sources"
    case idleTimeout = "idle.timeout"
    case drainSeconds = "drain.seconds"
    case drainDelay = "drain.delay"
    case logLevel = "log.level"
    case serverTiming = "server.timing"
    case metrics
    case otlpEndpoint = "otel.exporter.otlp.endpoint"
    case otlpTracesEndpoint = "otel.exporter.otlp.traces.endpoint"
    case otlpMetricsEndpoint = "otel.exporter.otlp.metrics.endpoint"
    case otlpHeaders = "otel.exporter.otlp.headers"
    case serviceName = "otel.service.name"
    case resourceAttributes = "otel.resource.attributes"
    case samplerRatio = "otel.traces.sampler.arg"
    case exportInterval = "otel.metric.export.interval"
    case configurationFile = "config.file"

    /// The parts of the setting's name.
    package var words: [String] { rawValue.split(separator: ".").map { String($0) } }

    /// The flag, such as `--drain-seconds`, without the product's name; `nil` for a password and for header fields, because other
    /// users can see a process's arguments.
    package var flag: String? {
        switch self {
        case .databasePassword, .otlpHeaders: nil
        case .configurationFile: "--config"
        default: "--" + words.drop { $0 == "weir" }.joined(separator: "-")
        }
    }

    /// The environment variable, such as `DRAIN_SECONDS`.
    package var variable: String { words.joined(separator: "_").uppercased() }

    /// The setting's name in messages: flag and variable.
    package var name: String { flag.map { "\($0) (or \(variable))" } ?? variable }

    /// A Boolean value that indicates whether the value may contain a password.
    package var isSecret: Bool {
        switch self {
        case .store, .storeReplica, .databasePassword, .otlpHeaders: true
        default: false
        }
    }

    /// The settings that together locate a database.
    package static let database: [Setting] = [
        .databaseHost, .databasePort, .databaseName, .databaseSecret, .databaseSecretFile,
        .databaseAuthentication, .databaseUser, .databasePassword,
    ]

    /// The settings for connections to a PostgreSQL database.
    static let connections: [Setting] = [.databaseAuthorities, .databaseConnections, .databaseConnectionLifetime]

    /// Returns the description of a value for an error. It repeats a short word, but for the settings of a database at most a
    /// number: an operator may set a password in the wrong place.
    func description(of text: String) -> String {
        let isBesideSecrets = isSecret || rawValue.hasPrefix("db.") || rawValue.hasPrefix("weir.admin.")
        return isBesideSecrets ? SafeDescription.number(text) : SafeDescription.word(text)
    }
}

/// An invalid setting.
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The setting, the value got, the value expected and the remedy. It never contains a password.
    package let description: String

    /// Creates an error.
    package init(_ description: String) { self.description = description }

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
