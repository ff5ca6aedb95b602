/// The user and password of a connection to PostgreSQL. The password is never printed.
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

/// Provides the credentials of each new connection to PostgreSQL, so that a rotated password needs no restart. Open connections
/// are not affected.
public protocol PostgresCredentialsProvider: Sendable {
    /// A user with its password.
    ///
    /// - Parameter refused: `true` if the server rejected the last credentials; cached ones must not be returned then without
    ///   checking their source.
    /// - Throws: ``StorageError``, which the caller that needs the connection receives.
    func credentials(afterRefusal refused: Bool) async throws(StorageError) -> PostgresCredentials
}
