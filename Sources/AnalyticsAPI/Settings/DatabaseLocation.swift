import Diagnostics

/// A PostgreSQL database by its parts, as `DB_HOST`, `DB_PORT` and `DB_NAME` give them, and where its user and password are
/// found. It holds no password.
public struct DatabaseLocation: Hashable, Sendable {
    /// Where user and password come from.
    public enum Credentials: Hashable, Sendable {
        /// A secret in AWS Secrets Manager, by ARN or name.
        case secret(String)
        /// A file with the same document.
        case file(path: String)
        /// The user that is given, and the password that the environment has in `DB_PASSWORD`.
        case environment(user: String)
    }

    /// The server's name or address, or the folder of its socket; `nil` if the secret says it.
    public let host: String?
    /// The server's port; `nil` if the secret says it, or else PostgreSQL's own.
    public let port: Int?
    /// The database on the server; `nil` if the secret says it.
    public let name: String?
    /// Where user and password come from.
    public let credentials: Credentials

    /// Reads the settings that begin with `DB_`.
    ///
    /// - Parameter value: The text of a setting, if it was given.
    /// - Throws: ``SettingsProblem`` that tells which are missing, too many or wrong.
    init(_ value: (Setting) -> String?) throws(SettingsProblem) {
        host = value(.databaseHost)
        name = value(.databaseName)
        port = try ServerSettings.number(.databasePort, value(.databasePort), in: 1...65_535)
        credentials = try Self.credentials(value)
        if let host, !Self.isHost(host) {
            throw SettingsProblem(
                .databaseHost, got: "what is no name", expected: "a name or an address, such as db.example.org")
        }
        // A secret of RDS says where its database is; a password alone does not.
        guard case .environment = credentials else { return }
        for (setting, part) in [(Setting.databaseHost, host), (.databaseName, name)] where part == nil {
            throw SettingsProblem(
                "\(Setting.databaseUser.name) needs \(setting.name) beside it: which database is meant")
        }
    }

    /// `true` if a text has no character that a host's name, an address or a socket's folder has no use for.
    static func isHost(_ text: String) -> Bool {
        !text.isEmpty && !text.contains("://")
            && !text.contains { $0.isWhitespace || $0.isNewline || "@=?{".contains($0) }
    }

    private static func credentials(_ value: (Setting) -> String?) throws(SettingsProblem) -> Credentials {
        let sources: [Setting] = [.databaseSecret, .databaseSecretFile, .databaseUser]
        let given = sources.filter { value($0) != nil }
        guard given.count <= 1 else {
            throw SettingsProblem(
                given.map(\.name).joined(separator: " and ")
                    + ": each says where the database's password comes from; give one of them")
        }
        let password = value(.databasePassword)
        if let user = value(.databaseUser) {
            guard password != nil else {
                throw SettingsProblem(
                    "\(Setting.databaseUser.name) needs \(Setting.databasePassword.name) in the environment")
            }
            return .environment(user: user)
        }
        guard password == nil else {
            throw SettingsProblem(
                given.isEmpty
                    ? "\(Setting.databasePassword.name) needs \(Setting.databaseUser.name) beside it: whose password it is"
                    : "\(Setting.databasePassword.name) is not used beside \(given[0].name); give one of them")
        }
        if let secret = value(.databaseSecret) { return .secret(try Self.secret(secret)) }
        if let path = value(.databaseSecretFile) {
            guard !path.hasSuffix("/") else {
                throw SettingsProblem(
                    .databaseSecretFile, got: "the path of a folder", expected: "the path of a file with a JSON object")
            }
            // The document in place of the file's path would be told as the name of a file that is not there.
            guard !path.utf8.contains(0), !path.contains("\n"), !SafeDescription.namesLogin(path) else {
                throw SettingsProblem(
                    .databaseSecretFile, got: "what is no path", expected: "the path of a file with a JSON object")
            }
            return .file(path: path)
        }
        throw SettingsProblem(
            "the database has no user: set " + sources.map(\.name).joined(separator: ", or ")
                + " with \(Setting.databasePassword.name)")
    }

    /// Takes an ARN or a name, and does not repeat what is neither: it may be the secret itself.
    private static func secret(_ text: String) throws(SettingsProblem) -> String {
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
            throw SettingsProblem(.databaseSecret, got: "what is neither", expected: expected)
        }
        guard parts.count == 7 else {
            throw SettingsProblem(
                .databaseSecret, got: "an ARN with a key, stage or version behind it, as ECS takes it in \"valueFrom\"",
                expected: expected)
        }
        return text
    }
}
