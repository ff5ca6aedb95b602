/// Why a PostgreSQL cannot be connected to as it was asked. It repeats nothing of a connection string: each part may be one of
/// a password that was not escaped.
public enum PostgresTargetProblem: Error, Hashable, Sendable {
    /// libpq cannot read it.
    case unreadable(isURI: Bool)
    /// Its URI has a keyword that libpq does not know, which cannot be a piece of a password.
    case keyword(String, nearest: String?)
    /// `sslmode` has a value that libpq does not know.
    case mode
    /// `port` is no number from 1 to 65535.
    case port
    /// The lists of hosts, addresses and ports have different lengths.
    case hostCount
    /// It names a service, whose file is for libpq alone to read, and not whether the server must prove who it is.
    case service
    /// An address without a name, which a certificate could be compared with.
    case nameless
    /// The server must prove who it is, and there is no file with the authorities that can vouch for it.
    case noAuthorities
    /// The file with the authorities is not there, or may not be read.
    case authoritiesMissing(path: String)
}

extension PostgresTargetProblem: CustomStringConvertible {
    /// What was found, and what to do.
    public var description: String {
        switch self {
        case .unreadable(isURI: true):
            "libpq cannot read the database's URI: expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE?KEYWORD=VALUE; "
                + "in user and password write % @ / ? # : and the space as %25 %40 %2F %3F %23 %3A %20"
        case .unreadable(isURI: false):
            "libpq cannot read the database's connection string: expected KEYWORD='VALUE' with spaces in between; "
                + "in a value write ' and \\ as \\' and \\\\"
        case .keyword(let name, let nearest):
            "libpq knows no keyword \"\(name)\", which the database's URI has behind \"?\""
                + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
        case .mode:
            "the database's sslmode (or PGSSLMODE) is none of " + PostgresTarget.modes.joined(separator: ", ")
        case .port: "the database's port (or PGPORT) is no number from 1 to 65535"
        case .hostCount:
            "the database's host, hostaddr and port (or PGHOST, PGHOSTADDR, PGPORT) are lists of different lengths"
        case .service:
            "the database is named by a service, whose file may name any host: say beside it whether that must prove who it "
                + "is, with sslmode=verify-full in the connection string or PGSSLMODE=verify-full"
        case .nameless:
            "the database has a hostaddr and no host: its certificate is compared with a name, so give host=NAME too"
        case .noAuthorities:
            "the database must prove who it is, and no file says which authorities can vouch for it: there is none of "
                + PostgresTarget.authorities.joined(separator: ", ")
                + "; name a file in PEM with sslrootcert in the connection string or with PGSSLROOTCERT"
        case .authoritiesMissing(let path): "the file of authorities \(path) is not there, or may not be read"
        }
    }
}
