import ServerContract

/// The location of a PostgreSQL database from `DB_HOST`, `DB_PORT` and `DB_NAME`, and the source of its credentials. It contains
/// no password.
package struct DatabaseLocation: Hashable, Sendable {
    /// The source of the user and the password.
    package enum Credentials: Hashable, Sendable {
        /// A secret in AWS Secrets Manager, by ARN or name.
        case secret(String)
        /// A file with the JSON document of such a secret.
        case file(path: String)
        /// The user from `DB_USER`, and the password from the environment variable `DB_PASSWORD`.
        case environment(user: String)
        /// The user from `DB_USER`, with a token of IAM database authentication.
        case iam(user: String)
    }

    /// The server's host name, address or socket folder; `nil` to take it from the secret.
    package let host: String?
    /// The server's port; `nil` to take it from the secret, with PostgreSQL's default port otherwise.
    package let port: Int?
    /// The database's name; `nil` to take it from the secret.
    package let name: String?
    /// The source of the user and the password.
    package let credentials: Credentials

    /// Reads the settings that begin with `DB_`.
    ///
    /// - Throws: ``SettingsError`` for missing, conflicting or invalid settings.
    init(_ values: SettingValues) throws(SettingsError) {
        host = values[.databaseHost]
        name = values[.databaseName]
        port = try values.number(.databasePort)
        credentials = try Self.credentials(values)
        if let host, !Self.isHost(host) {
            throw SettingsError(
                "\(Setting.databaseHost.name) is not a valid host name; expected a name or an address, such as "
                    + "db.example.org")
        }
        // A secret of RDS contains the database's location; a user's name alone does not.
        switch credentials {
        case .secret, .file: return
        case .environment, .iam: break
        }
        for (setting, part) in [(Setting.databaseHost, host), (.databaseName, name)] where part == nil {
            throw SettingsError("\(Setting.databaseUser.name) requires \(setting.name)")
        }
    }

    /// Returns the user of IAM database authentication.
    private static func iamUser(_ values: SettingValues) throws(SettingsError) -> String {
        for setting in [Setting.databaseSecret, .databaseSecretFile, .databasePassword] where values[setting] != nil {
            throw SettingsError(
                "\(Setting.databaseAuthentication.name) is \"iam\", which needs no password: remove \(setting.name)")
        }
        guard let user = values[.databaseUser] else {
            throw SettingsError(
                "\(Setting.databaseAuthentication.name) is \"iam\" and requires \(Setting.databaseUser.name)")
        }
        return user
    }

    /// Returns `false` for a text with a character that no host name, address or socket folder contains.
    static func isHost(_ text: String) -> Bool {
        !text.isEmpty && !text.contains("://")
            && !text.contains { $0.isWhitespace || $0.isNewline || "@=?{".contains($0) }
    }

    private static func credentials(_ values: SettingValues) throws(SettingsError) -> Credentials {
        let sources: [Setting] = [.databaseSecret, .databaseSecretFile, .databaseUser]
        let given = sources.filter { values[$0] != nil }
        let authentication: DatabaseAuthentication? = try values.choice(.databaseAuthentication)
        if authentication == .iam { return .iam(user: try iamUser(values)) }
        if authentication == .secret, values[.databaseSecret] ?? values[.databaseSecretFile] == nil {
            throw SettingsError(
                "\(Setting.databaseAuthentication.name) is \"secret\": set \(Setting.databaseSecret.name), or "
                    + Setting.databaseSecretFile.name)
        }
        guard given.count <= 1 else {
            throw SettingsError(
                given.map(\.name).joined(separator: " and ")
                    + ": each names a source of the database's password; set only one of them")
        }
        let password = values[.databasePassword]
        if let user = values[.databaseUser] {
            guard password != nil else {
                throw SettingsError(
                    "\(Setting.databaseUser.name) requires \(Setting.databasePassword.name) in the environment")
            }
            return .environment(user: user)
        }
        guard password == nil else {
            throw SettingsError(
                given.isEmpty
                    ? "\(Setting.databasePassword.name) requires \(Setting.databaseUser.name)"
                    : "\(Setting.databasePassword.name) and \(given[0].name) exclude each other; set only one of them")
        }
        if let secret = values[.databaseSecret] { return .secret(try SecretSetting.id(secret, of: .databaseSecret)) }
        if let path = values[.databaseSecretFile] {
            let path = try SecretSetting.path(path, of: .databaseSecretFile, holding: "a JSON object")
            return .file(path: path)
        }
        throw SettingsError(
            "the database's user is not set: set " + sources.map(\.name).joined(separator: ", or ")
                + " with \(Setting.databasePassword.name)")
    }
}
