/// The options of the connections to a database.
public struct DatabaseConnections: Hashable, Sendable {
    /// The file of certificate authorities that the server is verified against; `nil` for the default ones.
    public let authorities: String?
    /// The maximum number of connections; `nil` for the store's default.
    public let maximum: Int?
    /// The maximum lifetime of a connection, in seconds; `nil` for the store's default.
    public let lifetime: Int?

    /// The time-out of a read's statement, in seconds, in a SQLite file too; 0 for none, `nil` for the store's default.
    public private(set) var statementTimeout: Int?

    /// Reads `DB_CA_FILE`, `DB_CONNECTIONS`, `DB_CONNECTION_LIFETIME` and `DB_STATEMENT_TIMEOUT`.
    ///
    /// - Parameter value: Returns the text of a setting, or `nil` if it is not set.
    /// - Throws: ``SettingsError`` for the first invalid setting.
    public init(_ value: (Setting) -> String?) throws(SettingsError) {
        try Setting.refuseEmpty(
            [.databaseConnections, .databaseConnectionLifetime, .databaseStatementTimeout, .databaseAuthorities], value)
        maximum = try ServerSettings.number(.databaseConnections, value(.databaseConnections), in: 1...1000)
        lifetime = try ServerSettings.number(
            .databaseConnectionLifetime, value(.databaseConnectionLifetime), in: 1...86_400)
        statementTimeout = try ServerSettings.number(
            .databaseStatementTimeout, value(.databaseStatementTimeout), in: 0...86_400)
        authorities = value(.databaseAuthorities)
        if let authorities,
            authorities.hasSuffix("/") || authorities.utf8.contains(0) || authorities.contains("-----BEGIN")
        {
            throw SettingsError(
                .databaseAuthorities,
                got: authorities.hasSuffix("/") ? "the path of a folder" : "a text that is not a path",
                expected: "the path of a file with certificates in PEM")
        }
    }

    /// Returns the options for commands that read whole stores: without a statement time-out, unless one was set.
    public func forWholeStores() -> DatabaseConnections {
        var connections = self
        connections.statementTimeout = statementTimeout ?? 0
        return connections
    }
}
