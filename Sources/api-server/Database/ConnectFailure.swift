import SecretsClient
import Storage

/// The reason for which the store's primary was not connected to.
enum ConnectFailure: Sendable, Hashable {
    /// The server did not prove its identity.
    case trust(PostgresTrustProblem)
    /// The server could not be reached, or refused the connection.
    case connect(PostgresConnectProblem)
    /// The user and the password could not be read.
    case credentials(SecretError)

    /// `true` if the same attempt can succeed later though no setting was changed.
    var isTemporary: Bool {
        switch self {
        case .trust: false
        case .connect(let problem): problem.isTemporary
        case .credentials(let error): error.isTransient
        }
    }

    /// The failure and its remedy, without the names of hosts and users.
    var explanation: String {
        switch self {
        case .trust(let problem): "the database is not trusted: \(problem.explanation)"
        case .connect(let problem): problem.explanation
        case .credentials(let error): "no credentials for the database: \(error)"
        }
    }
}

extension PostgresConnectProblem {
    /// `true` if the same attempt can succeed later though no setting was changed.
    ///
    /// A database refuses for a while when it starts, stops, fails over or has no room. Source: PostgreSQL documentation,
    /// "Appendix A. Error Codes", classes 08, 53, 57 and 58.
    var isTemporary: Bool {
        switch self {
        case .login, .noDatabase: false
        case .tooManyConnections, .notYet, .standby, .noAddress, .nobodyListens, .noAnswer, .unknown: true
        case .refused(let state): ["08", "53", "57", "58"].contains { state.hasPrefix($0) }
        }
    }
}
