import AnalyticsAPI
import Logging
import SecretsClient
import Storage
import Synchronization

/// Logs why connections to the database fail: when the reason changes, and then once a minute. During requests, the store tries
/// to connect several times a second.
final class DatabaseConnectionLog: Sendable {
    private static let interval: Duration = .seconds(60)

    private let logger: Logger
    private let failures: ConnectFailures
    private let elapsed: @Sendable () -> Duration
    private let last = Mutex<[String: (reason: String, at: Duration)]>([:])

    /// - Parameters:
    ///   - failures: Receives each failed connection to the primary.
    ///   - elapsed: A monotonic clock.
    init(
        logger: Logger, failures: ConnectFailures = ConnectFailures(), elapsed: @escaping @Sendable () -> Duration
    ) {
        self.logger = logger
        self.failures = failures
        self.elapsed = elapsed
    }

    /// Logs that a server did not prove its identity.
    ///
    /// - Parameters:
    ///   - problem: The reason.
    ///   - server: The role of the server.
    ///   - authorities: The file of certificate authorities, if the store selected it.
    func write(_ problem: PostgresTrustError, of server: PostgresRole, authorities: String?) {
        if server == .primary { failures.record(.trust(problem)) }
        guard isDue(problem.rawValue, server.rawValue) else { return }
        var metadata: Logger.Metadata = [
            "server": "\(server.rawValue)", "reason": "\(problem.rawValue)", "cause": "\(problem.explanation)",
        ]
        if let authorities { metadata["authorities"] = "\(authorities)" }
        logger.error("the database is not trusted", metadata: metadata)
    }

    /// Logs that a server was not reachable or rejected the connection.
    func write(_ problem: PostgresConnectionError, of server: PostgresRole) {
        if server == .primary { failures.record(.connect(problem)) }
        guard isDue(problem.reason, server.rawValue) else { return }
        logger.error(
            "the database cannot be reached",
            metadata: [
                "server": "\(server.rawValue)", "reason": "\(problem.reason)", "cause": "\(problem.explanation)",
            ])
    }

    /// Logs that the user and the password could not be read.
    func write(_ error: SecretError) {
        failures.record(.credentials(error))
        guard isDue("\(error)", "credentials") else { return }
        logger.error("no credentials for the database", metadata: ["cause": "\(error)"])
    }

    /// Logs an event of the secret cache, which reports a failure with each attempt to connect.
    func write(_ event: SecretCacheEvent) {
        if case .failed(_, let error) = event, !isDue("\(error)", "secret") { return }
        event.write(to: logger)
    }

    /// Returns `true` if the reason is new for the subject, or was last logged a minute ago.
    private func isDue(_ reason: String, _ subject: String) -> Bool {
        let now = elapsed()
        return last.withLock { last in
            if let known = last[subject], known.reason == reason, now - known.at < Self.interval { return false }
            last[subject] = (reason, now)
            return true
        }
    }
}

extension PostgresTrustError {
    /// The reason and its remedy, with the names of settings.
    var explanation: String {
        let file = Setting.databaseAuthorities.variable
        return switch self {
        case .withoutTLS:
            "the server does not support TLS, so the password could be read on the network: enable TLS on the server, or set "
                + "PGSSLMODE=disable on a trusted network"
        case .otherName:
            "the server's certificate is for another host name: use the name in the certificate, and if DNS resolves that name "
                + "to another server, set the address in PGHOSTADDR"
        case .unverified:
            "the server's certificate has expired, or no authority in the CA file has signed it: set \(file) to the database "
                + "operator's CA file in PEM"
        case .authorities:
            "the CA file cannot be read: set \(file) to a file with certificates in PEM"
        case .handshake:
            "the TLS handshake failed: compare the TLS versions and certificates of both sides, and see the database's log"
        }
    }
}

extension PostgresConnectionError {
    /// The reason in one word, or as an SQLSTATE.
    var reason: String {
        switch self {
        case .login: "login"
        case .noDatabase: "noDatabase"
        case .tooManyConnections: "tooManyConnections"
        case .notReady: "notReady"
        case .standby: "standby"
        case .unknownHost: "unknownHost"
        case .notListening: "notListening"
        case .noAnswer: "noAnswer"
        case .refused(let state): state
        case .unknown: "unknown"
        }
    }

    /// The reason and its remedy, without names of hosts and users.
    var explanation: String {
        switch self {
        case .login:
            "the server rejected the user or the password: check the store's settings or the secret"
        case .noDatabase:
            "the database does not exist on the server: create it, or set another name in the store's settings"
        case .tooManyConnections:
            "the server, the database or the user has reached its connection limit: raise the limit, or lower "
                + Setting.databaseConnections.variable
        case .notReady: "the server is starting or shutting down; the connection is retried"
        case .standby:
            "the server is a standby, whose data may be out of date: use the primary, or add target_session_attrs=any to the "
                + "store's URI to read from the standby"
        case .unknownHost:
            "the host name does not resolve to an address: check the name, and that the name server is reachable"
        case .notListening:
            "no server listens on the address and port: check both, and that the database server is running"
        case .noAnswer:
            "the connection timed out: check the address, security groups and firewalls"
        case .refused(let state): "the server rejected the connection with SQLSTATE \(state); see its log"
        case .unknown: "the connection was closed while it was being established; see the server's log"
        }
    }
}

extension SecretCacheEvent {
    /// Logs the event, which contains no secret value.
    func write(to logger: Logger) {
        switch self {
        case .fetched(let reference, let version):
            logger.info("secret read", metadata: ["secret": "\(reference.id)", "version": "\(version)"])
        case .rotated(let reference, let former, let version):
            logger.notice(
                "secret rotated",
                metadata: ["secret": "\(reference.id)", "version": "\(version)", "formerVersion": "\(former)"])
        case .stale(_, let error):
            logger.warning("secret not refreshed: the cached value stays in use", metadata: ["cause": "\(error)"])
        case .failed(_, let error):
            logger.error("secret not available", metadata: ["cause": "\(error)"])
        }
    }
}
