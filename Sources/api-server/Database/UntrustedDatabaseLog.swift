import AnalyticsAPI
import Logging
import Storage
import Synchronization

/// Says in the log why a server of the database is not trusted: when the reason is new, and then once a minute. While somebody asks, a
/// database is tried several times a second.
final class UntrustedDatabaseLog: Sendable {
    private static let interval: Duration = .seconds(60)

    private let logger: Logger
    private let elapsed: @Sendable () -> Duration
    private let last = Mutex<[PostgresRole: (problem: PostgresTrustProblem, at: Duration)]>([:])

    /// - Parameter elapsed: The time since some moment; never goes back.
    init(logger: Logger, elapsed: @escaping @Sendable () -> Duration) {
        self.logger = logger
        self.elapsed = elapsed
    }

    /// Takes a failed attempt.
    ///
    /// - Parameters:
    ///   - problem: Why it failed.
    ///   - server: Which server it was made to.
    ///   - authorities: The file of authorities that the server was held against, if it was chosen here.
    func write(_ problem: PostgresTrustProblem, of server: PostgresRole, authorities: String?) {
        let now = elapsed()
        let isDue = last.withLock { last in
            if let known = last[server], known.problem == problem, now - known.at < Self.interval { return false }
            last[server] = (problem, now)
            return true
        }
        guard isDue else { return }
        var metadata: Logger.Metadata = [
            "server": "\(server.rawValue)", "reason": "\(problem.rawValue)", "cause": "\(problem.explanation)",
        ]
        if let authorities { metadata["authorities"] = "\(authorities)" }
        logger.error("the database is not trusted", metadata: metadata)
    }
}

extension PostgresTrustProblem {
    /// What happened and what to do, in the words of the settings.
    var explanation: String {
        let file = Setting.databaseAuthorities.variable
        return switch self {
        case .withoutTLS:
            "it speaks no TLS, so anybody on the way could read the password: turn TLS on there; if nobody is on the way, "
                + "PGSSLMODE=disable does without"
        case .otherName:
            "its certificate is for another name than the host that was asked for: name the host as the certificate does, and "
                + "where that name leads elsewhere, give the address in PGHOSTADDR"
        case .unverified:
            "its certificate has expired, or is signed by nobody in the file of authorities: set \(file) to the file of "
                + "whoever runs the database, in PEM"
        case .authorities:
            "the file of authorities cannot be read: set \(file) to a file with certificates in PEM"
        case .handshake:
            "TLS with it fails: compare the versions and certificates that both sides want; the database's log says more"
        }
    }
}
