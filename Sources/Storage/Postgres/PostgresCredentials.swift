/// Who connects to PostgreSQL, with which password. It prints without the password.
public struct PostgresCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    /// The role.
    public let user: String
    let password: String

    /// User and password.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// The user, and `<redacted>` for the password.
    public var description: String { "PostgresCredentials(user: \(user), password: <redacted>)" }

    /// A mirror that shows the user alone.
    public var customMirror: Mirror { Mirror(self, children: ["user": user], displayStyle: .struct) }
}

/// Knows who connects to PostgreSQL. It is asked for each new connection, so a password that changes needs no restart;
/// connections that are open stay so.
public protocol PostgresCredentialsProvider: Sendable {
    /// User and password, which belong together.
    ///
    /// - Parameter refused: Whether the server refuses what was given before: then what is remembered must not be given again
    ///   without looking.
    /// - Throws: ``StorageError``, which whoever wants the connection gets.
    func credentials(afterRefusal refused: Bool) async throws(StorageError) -> PostgresCredentials
}
