import Basics
import Models

/// Opens connections, with new credentials after an authentication failure.
///
/// During a rotation the server and the secret briefly hold different passwords. So an authentication failure is retried for a
/// few seconds, each time with the provider's current credentials.
struct PostgresDialer: Sendable {
    /// Six attempts wait up to 0.1 + 0.2 + 0.4 + 0.8 + 1.6 seconds.
    static let attempts = 6

    let target: PostgresKeywords
    let credentials: (any PostgresCredentialsProvider)?
    let clock: any Clock<Duration>
    let random: @Sendable () -> Double
    /// Receives each failed verification of a server's identity.
    var untrusted: @Sendable (PostgresTrustError) -> Void = { _ in }
    /// Receives each other failure to connect.
    var unreachable: @Sendable (PostgresConnectionError) -> Void = { _ in }
    var role = PostgresRole.primary
    var limits = PostgresLimits()

    /// Opens a connection.
    ///
    /// - Throws: ``StorageError``; ``StorageError/Unavailable/unreachable`` also if authentication fails in every attempt.
    func open() async throws(StorageError) -> PostgresConnection {
        var attempt = 1
        while true {
            let login = try await credentials?.credentials(afterRefusal: attempt > 1)
            switch await PostgresConnection.open(
                target, as: login, role: role, limits: limits, terminate: { await terminate($0) })
            {
            case .success(let connection): return connection
            case .failure(.outOfMemory): throw .unexpected("out of memory")
            case .failure(.unreachable(let problem)):
                unreachable(problem)
                throw .unavailable(problem == .standby ? .readOnly : .unreachable)
            case .failure(.untrusted(let problem)):
                untrusted(problem)
                throw .unavailable(.untrusted)
            case .failure(.refused):
                guard login != nil, attempt < Self.attempts else {
                    unreachable(.login)
                    throw .unavailable(.unreachable)
                }
                do {
                    try await clock.sleep(for: Self.delay(afterAttempt: attempt, random: random()))
                } catch {
                    throw .cancelled
                }
                attempt += 1
            }
        }
    }

    /// Terminates a session whose statement did not stop when cancelled, on a connection opened for that.
    ///
    /// A pooler invents process ids, so the session must also be active and have the same user, database and application name.
    private func terminate(_ process: Int32) async {
        let login = try? await credentials?.credentials(afterRefusal: false)
        let opened = await PostgresConnection.open(target, as: login, role: role, limits: limits)
        guard case .success(let connection) = opened else { return }
        try? await connection.runToEnd { session throws(StorageError) in
            try session.run(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid = $1 AND state = 'active' AND usename = session_user AND datname = current_database()
                    AND application_name = current_setting('application_name')
                """, [.integer(Int64(process))])
        }
    }

    /// A tenth of a second, doubled each time, with a jitter of up to one half, so that a pool's connections do not retry together.
    static func delay(afterAttempt attempt: Int, random: Double) -> Duration {
        Backoff(first: .milliseconds(100), longest: .milliseconds(25_600)).delay(afterFailures: attempt, random: random)
    }
}
