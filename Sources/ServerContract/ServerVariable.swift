/// The server's environment variables that infrastructure sets.
///
/// The server and the description of its infrastructure both take the names from here, so that neither can rename a variable
/// alone.
package enum ServerVariable: String, Hashable, Sendable, CaseIterable {
    /// The address to listen on.
    case host = "HOST"
    /// The port to listen on.
    case port = "PORT"
    /// The rights of clients without credentials, an ``AnonymousAccess``.
    case anonymous = "ANONYMOUS"
    /// The ARN or name of the secret with the administrator's key.
    case adminSecret = "WEIR_ADMIN_SECRET_ARN"
    /// A file with the administrator's key.
    case adminSecretFile = "WEIR_ADMIN_SECRET_FILE"
    /// The database's host.
    case databaseHost = "DB_HOST"
    /// The database's port.
    case databasePort = "DB_PORT"
    /// The database's name.
    case databaseName = "DB_NAME"
    /// The authentication of the login, a ``DatabaseAuthentication``.
    case databaseAuthentication = "DB_AUTH"
    /// The login's user, with ``DatabaseAuthentication/iam``.
    case databaseUser = "DB_USER"
    /// The ARN or name of the secret with the login's user and password.
    case databaseSecret = "DB_SECRET_ARN"
    /// The time-out of a database statement, in seconds.
    case statementTimeout = "DB_STATEMENT_TIMEOUT"
    /// The role that a migration makes for the application.
    case applicationUser = "DB_APP_USER"
    /// The authentication of that role, a ``DatabaseAuthentication``.
    case applicationAuthentication = "DB_APP_AUTH"
    /// The secret with that role's password, with ``DatabaseAuthentication/secret``.
    case applicationSecret = "DB_APP_SECRET_ARN"
    /// The time of schema migrations, a ``MigrationMode``.
    case migrate = "MIGRATE"
    /// The idle time-out of a client's connection, in seconds.
    case idleTimeout = "IDLE_TIMEOUT"
    /// The time for requests in flight to finish after the signal to stop, in seconds.
    case drainSeconds = "DRAIN_SECONDS"
    /// The time after that signal during which connections are still accepted, in seconds.
    case drainDelay = "DRAIN_DELAY"
    /// The places in Amazon S3 that clients may import objects from, a list of ``ImportPlace``.
    case importSources = "IMPORT_SOURCES"

    /// The variable's name.
    package var name: String { rawValue }
}
