/// The options of the connections to a database.
package struct DatabaseConnections: Hashable, Sendable {
    /// The file of certificate authorities that the server is verified against; `nil` for the default ones.
    package let authorities: String?
    /// The maximum number of connections; `nil` for the store's default.
    package let maximum: Int?
    /// The maximum lifetime of a connection, in seconds; `nil` for the store's default.
    package let lifetime: Int?

    /// The time-out of a read's statement in seconds, for a SQLite file too; 0 for no time-out, `nil` for the store's default.
    package private(set) var statementTimeout: Int?

    /// Reads `DB_CA_FILE`, `DB_CONNECTIONS`, `DB_CONNECTION_LIFETIME` and `DB_STATEMENT_TIMEOUT`.
    ///
    /// - Parameter value: Returns the text of a setting, or `nil` if it is not set.
    /// - Throws: ``SettingsError`` for the first invalid setting.
    package init(_ value: (Setting) -> String?) throws(SettingsError) {
        try self.init(
            SettingValues(
                of: [
                    .databaseConnections, .databaseConnectionLifetime, .databaseStatementTimeout, .databaseAuthorities,
                ],
                value))
    }

    init(_ values: SettingValues) throws(SettingsError) {
        maximum = try values.number(.databaseConnections)
        lifetime = try values.number(.databaseConnectionLifetime)
        statementTimeout = try values.number(.databaseStatementTimeout)
        authorities = values[.databaseAuthorities]
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
    package func forWholeStores() -> DatabaseConnections {
        var connections = self
        connections.statementTimeout = statementTimeout ?? 0
        return connections
    }
}
