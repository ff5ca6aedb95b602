package import SecretsClient
package import Storage
import Synchronization

/// The reason why a connection to the store's primary failed.
package enum ConnectFailure: Sendable, Hashable {
    /// The server did not prove its identity.
    case trust(PostgresTrustError)
    /// The server was not reachable, or rejected the connection.
    case connect(PostgresConnectionError)
    /// The user and the password could not be read.
    case credentials(SecretError)

    /// `true` if a later attempt with the same settings can succeed.
    var isTemporary: Bool {
        switch self {
        case .trust: false
        case .connect(let problem): problem.isTemporary
        case .credentials(let error): error.isTransient
        }
    }

    /// The failure and its remedy, without names of hosts and users.
    var explanation: String {
        switch self {
        case .trust(let problem): "the database is not trusted: \(problem.explanation)"
        case .connect(let problem): problem.explanation
        case .credentials(let error): "no credentials for the database: \(error)"
        }
    }
}

extension PostgresConnectionError {
    /// `true` if a later attempt with the same settings can succeed.
    ///
    /// A database rejects connections temporarily while it starts, stops or fails over, or has no resources left. Source:
    /// PostgreSQL documentation, "Appendix A. Error Codes", classes 08, 53, 57 and 58.
    var isTemporary: Bool {
        switch self {
        case .login, .noDatabase: false
        case .tooManyConnections, .notReady, .standby, .unknownHost, .notListening, .noAnswer, .unknown: true
        case .refused(let state): ["08", "53", "57", "58"].contains { state.hasPrefix($0) }
        }
    }
}

/// The last failed connection to the store's primary.
///
/// The store's errors, which clients see, do not contain the reason. The operator needs it.
package final class ConnectFailures: Sendable {
    private let failure = Mutex<ConnectFailure?>(nil)

    /// Creates an empty record.
    package init() {}

    /// The last failure since ``reset()``.
    package var last: ConnectFailure? { failure.withLock { $0 } }

    /// Records a failure.
    func record(_ reason: ConnectFailure) { failure.withLock { $0 = reason } }

    /// Clears the failure before another attempt.
    func reset() { failure.withLock { $0 = nil } }
}
