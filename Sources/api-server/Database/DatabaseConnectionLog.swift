import AnalyticsAPI
import Logging
import SecretsClient
import Storage
import Synchronization

/// Says in the log why a server of the database is not connected to: when the reason is new, and then once a minute. While somebody
/// asks, a database is tried several times a second.
final class DatabaseConnectionLog: Sendable {
    private static let interval: Duration = .seconds(60)

    private let logger: Logger
    private let failures: ConnectFailures
    private let elapsed: @Sendable () -> Duration
    private let last = Mutex<[String: (reason: String, at: Duration)]>([:])

    /// - Parameters:
    ///   - failures: Told of each reason for which the primary was not connected to.
    ///   - elapsed: The time since some moment; never goes back.
    init(
        logger: Logger, failures: ConnectFailures = ConnectFailures(), elapsed: @escaping @Sendable () -> Duration
    ) {
        self.logger = logger
        self.failures = failures
        self.elapsed = elapsed
    }

    /// Takes a failed attempt.
    ///
    /// - Parameters:
    ///   - problem: Why it failed.
    ///   - server: Which server it was made to.
    ///   - authorities: The file of authorities that the server was held against, if it was chosen here.
    func write(_ problem: PostgresTrustProblem, of server: PostgresRole, authorities: String?) {
        if server == .primary { failures.note(.trust(problem)) }
        guard isDue(problem.rawValue, server.rawValue) else { return }
        var metadata: Logger.Metadata = [
            "server": "\(server.rawValue)", "reason": "\(problem.rawValue)", "cause": "\(problem.explanation)",
        ]
        if let authorities { metadata["authorities"] = "\(authorities)" }
        logger.error("the database is not trusted", metadata: metadata)
    }

    /// Takes a failed attempt that has to do with something else.
    func write(_ problem: PostgresConnectProblem, of server: PostgresRole) {
        if server == .primary { failures.note(.connect(problem)) }
        guard isDue(problem.reason, server.rawValue) else { return }
        logger.error(
            "the database cannot be reached",
            metadata: [
                "server": "\(server.rawValue)", "reason": "\(problem.reason)", "cause": "\(problem.explanation)",
            ])
    }

    /// Takes a failure to read the user and the password.
    func write(_ error: SecretError) {
        failures.note(.credentials(error))
        guard isDue("\(error)", "credentials") else { return }
        logger.error("no credentials for the database", metadata: ["cause": "\(error)"])
    }

    /// Takes what the cache of secrets reports; a failure is repeated with each attempt to connect.
    func write(_ event: SecretCacheEvent) {
        if case .failed(_, let error) = event, !isDue("\(error)", "secret") { return }
        event.write(to: logger)
    }

    /// - Parameter subject: What the reason is about.
    private func isDue(_ reason: String, _ subject: String) -> Bool {
        let now = elapsed()
        return last.withLock { last in
            if let known = last[subject], known.reason == reason, now - known.at < Self.interval { return false }
            last[subject] = (reason, now)
            return true
        }
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

extension PostgresConnectProblem {
    /// One word, and the SQLSTATE where the server gave one that has none.
    var reason: String {
        switch self {
        case .login: "login"
        case .noDatabase: "noDatabase"
        case .tooManyConnections: "tooManyConnections"
        case .notYet: "notYet"
        case .standby: "standby"
        case .noAddress: "noAddress"
        case .nobodyListens: "nobodyListens"
        case .noAnswer: "noAnswer"
        case .refused(let state): state
        case .unknown: "unknown"
        }
    }

    /// What happened and what to do, without the names of hosts and users.
    var explanation: String {
        switch self {
        case .login:
            "the server does not take the user or the password: compare them with the store's settings or the secret"
        case .noDatabase: "the server has no database of that name: make it, or name another in the store's settings"
        case .tooManyConnections:
            "the server, the database or the user has as many connections as it may have: allow more there, or take fewer "
                + "here with \(Setting.databaseConnections.variable)"
        case .notYet: "the server starts or is being shut down; it is tried again"
        case .standby:
            "the server is a standby, whose answers may be out of date: name the primary; to read from it all the same, add "
                + "target_session_attrs=any to the store's URI"
        case .noAddress:
            "the host's name leads to no address: look at the name, and whether the name server can be reached"
        case .nobodyListens: "nobody listens at the address and port: look at both, and whether the server runs"
        case .noAnswer:
            "nothing came back in time: look at the address, and at security groups and firewalls on the way"
        case .refused(let state): "the server refuses the connection with SQLSTATE \(state); its own log says more"
        case .unknown: "the connection ended while it was made; the server's own log may say more"
        }
    }
}
