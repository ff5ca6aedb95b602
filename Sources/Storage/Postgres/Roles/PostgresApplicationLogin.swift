/// The login of an application that serves a store, apart from the login that migrates it.
///
/// The application's rights are those that serving needs: it reads and writes the rows of the store's own tables but cannot change
/// the tables, and it owns the tables of datasets, which it creates and drops.
public struct PostgresApplicationLogin: Sendable {
    /// The authentication of a login.
    public enum Authentication: Sendable, CustomStringConvertible {
        /// A password.
        case password(String)
        /// IAM database authentication of Amazon RDS, by membership in its role `rds_iam`.
        case iam

        /// The kind of authentication, without the password.
        public var description: String {
            switch self {
            case .password: "password"
            case .iam: "iam"
            }
        }
    }

    /// The name of the role.
    public let user: String
    /// The authentication; `nil` to leave it as it is.
    public let authentication: Authentication?

    /// Creates a login.
    ///
    /// - Parameters:
    ///   - user: The name of the role: letters, digits and underscores in lower case, at most 63.
    ///   - authentication: The authentication; `nil` to leave it as it is.
    public init?(user: String, authentication: Authentication?) {
        guard Self.isValid(user: user) else { return nil }
        self.user = user
        self.authentication = authentication
    }

    /// Returns `true` for a name that needs no quotes in SQL and is not reserved for PostgreSQL's or RDS's own roles.
    public static func isValid(user: String) -> Bool {
        (1...63).contains(user.utf8.count) && !user.hasPrefix("pg_") && !user.hasPrefix("rds")
            && user.utf8.first.map { $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
                == true
            && user.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
            }
    }
}
