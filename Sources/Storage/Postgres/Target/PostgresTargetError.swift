import Diagnostics

/// A mistake in a connection string or in the `PG…` environment variables. It repeats no part of a connection string, as each may
/// belong to a password that was not escaped.
public enum PostgresTargetError: Error, Hashable, Sendable {
    /// libpq cannot parse the connection string.
    case unreadable(isURI: Bool)
    /// The URI has an unknown keyword, which cannot be part of a password.
    case keyword(String, nearest: String?)
    /// `sslmode` has an unknown value.
    case mode
    /// `port` is not a number from 1 to 65535.
    case port
    /// The lists of hosts, addresses and ports have different lengths.
    case hostCount
    /// A service is named without `sslmode`; only libpq reads the service's file.
    case service
    /// A host has an address and no name, so its certificate cannot be verified.
    case nameless
    /// The certificate must be verified, and no file of certificate authorities exists.
    case noAuthorities
    /// The file of certificate authorities does not exist or is not readable.
    case authoritiesMissing(path: String)
}

extension PostgresTargetError: CustomStringConvertible {
    /// The mistake and its remedy.
    public var description: String {
        switch self {
        case .unreadable(isURI: true):
            "libpq cannot read the database's URI: expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE?KEYWORD=VALUE; "
                + "in user and password encode % @ / ? # : and the space as %25 %40 %2F %3F %23 %3A %20"
        case .unreadable(isURI: false):
            "libpq cannot read the database's connection string: expected KEYWORD='VALUE' pairs separated by spaces; "
                + "in a value escape ' and \\ as \\' and \\\\"
        case .keyword(let name, let nearest):
            "unknown keyword \"\(name)\" after \"?\" in the database's URI"
                + NearestName.hint(nearest)
        case .mode:
            "the database's sslmode (or PGSSLMODE) is not one of " + PostgresTarget.modes.joined(separator: ", ")
        case .port: "the database's port (or PGPORT) is not a number from 1 to 65535"
        case .hostCount:
            "the database's host, hostaddr and port (or PGHOST, PGHOSTADDR, PGPORT) are lists of different lengths"
        case .service:
            "the database is given by a service, whose file may name any host: set sslmode too, for example "
                + "sslmode=verify-full in the connection string or PGSSLMODE=verify-full"
        case .nameless:
            "the database has a hostaddr and no host: its certificate is verified against a name, so set host=NAME too"
        case .noAuthorities:
            "the database's certificate must be verified, and no file of certificate authorities was found: looked for "
                + PostgresTarget.authorities.joined(separator: ", ")
                + "; name a PEM file with sslrootcert in the connection string or with PGSSLROOTCERT"
        case .authoritiesMissing(let path):
            "the file of certificate authorities \(path) does not exist or is not readable"
        }
    }
}
