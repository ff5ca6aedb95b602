/// How a PostgreSQL database is connected to, however it was named.
public struct DatabaseConnections: Hashable, Sendable {
    /// The file with the authorities that can vouch for the server; `nil` for the usual ones.
    public let authorities: String?
    /// The most connections at once; `nil` for the store's own number.
    public let maximum: Int?
    /// How many seconds a connection lives at most; `nil` for the store's own number.
    public let lifetime: Int?

    /// How many seconds the database, a SQLite file too, may take for one statement of a read; 0 for as long as it takes, `nil`
    /// for the store's own number.
    public private(set) var statementTimeout: Int?

    /// Reads `DB_CA_FILE`, `DB_CONNECTIONS`, `DB_CONNECTION_LIFETIME` and `DB_STATEMENT_TIMEOUT`.
    ///
    /// - Parameter value: The text of a setting, if it was given.
    /// - Throws: ``SettingsProblem`` for the first that cannot be used.
    public init(_ value: (Setting) -> String?) throws(SettingsProblem) {
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
            throw SettingsProblem(
                .databaseAuthorities, got: authorities.hasSuffix("/") ? "the path of a folder" : "what is no path",
                expected: "the path of a file with certificates in PEM")
        }
    }

    /// The same for who works through whole stores, where nobody waits for an answer: a statement takes as long as it takes,
    /// unless a limit was given.
    public func forWholeStores() -> DatabaseConnections {
        var connections = self
        connections.statementTimeout = statementTimeout ?? 0
        return connections
    }
}
