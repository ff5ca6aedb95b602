import Diagnostics

/// The location of a PostgreSQL database from `DB_HOST`, `DB_PORT` and `DB_NAME`, and the source of its credentials. It contains
/// no password.
package struct DatabaseLocation: Hashable, Sendable {
    /// The source of the user and the password.
    package enum Credentials: Hashable, Sendable {
        /// A secret in AWS Secrets Manager, by ARN or name.
        case secret(String)
        /// A file with the same JSON document.
        case file(path: String)
        /// The user from `DB_USER`, and the password from the environment variable `DB_PASSWORD`.
        case environment(user: String)
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
        // A secret of RDS contains the database's location; a password alone does not.
        guard case .environment = credentials else { return }
        for (setting, part) in [(Setting.databaseHost, host), (.databaseName, name)] where part == nil {
            throw SettingsError("\(Setting.databaseUser.name) requires \(setting.name)")
        }
    }

    /// Returns `false` for a text with a character that no host name, address or socket folder contains.
    static func isHost(_ text: String) -> Bool {
        !text.isEmpty && !text.contains("://")
            && !text.contains { $0.isWhitespace || $0.isNewline || "@=?{".contains($0) }
    }

    private static func credentials(_ values: SettingValues) throws(SettingsError) -> Credentials {
        let sources: [Setting] = [.databaseSecret, .databaseSecretFile, .databaseUser]
        let given = sources.filter { values[$0] != nil }
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
        if let secret = values[.databaseSecret] { return .secret(try Self.secret(secret)) }
        if let path = values[.databaseSecretFile] {
            guard !path.hasSuffix("/") else {
                throw SettingsError(
                    .databaseSecretFile, got: "the path of a folder", expected: "the path of a file with a JSON object")
            }
            // If the document itself is given instead of its path, a message about a missing file would reveal it.
            guard !path.utf8.contains(0), !path.contains("\n"), !SafeDescription.namesLogin(path) else {
                throw SettingsError(
                    .databaseSecretFile, got: "a text that is not a path",
                    expected: "the path of a file with a JSON object")
            }
            return .file(path: path)
        }
        throw SettingsError(
            "the database's user is not set: set " + sources.map(\.name).joined(separator: ", or ")
                + " with \(Setting.databasePassword.name)")
    }

    /// Validates a secret's ARN or name. The error does not repeat the text, which may be the secret itself.
    private static func secret(_ text: String) throws(SettingsError) -> String {
        let expected = "the ARN of a secret, arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, or its name"
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        // "Secret name", CreateSecret, AWS Secrets Manager API Reference.
        let isName = { (name: Substring) in
            (1...512).contains(name.utf8.count)
                && name.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || "0123456789/_+=.@-".unicodeScalars.contains($0))
                }
        }
        if parts.count == 1, isName(parts[0]) { return text }
        guard parts.count >= 7, parts[0] == "arn", parts[2] == "secretsmanager", parts[5] == "secret", isName(parts[6])
        else {
            throw SettingsError(
                "\(Setting.databaseSecret.name) is neither an ARN nor a secret name; expected \(expected)")
        }
        guard parts.count == 7 else {
            throw SettingsError(
                .databaseSecret, got: "an ARN followed by a JSON key, stage or version, as in \"valueFrom\" of ECS",
                expected: expected)
        }
        return text
    }
}
