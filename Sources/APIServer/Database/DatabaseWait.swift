import Basics
package import Storage

/// Retries an operation on the database until it succeeds or fails permanently.
///
/// A database that is starting or failing over becomes available later: until then it rejects connections, does not answer, is
/// a standby, or its name does not resolve. A rejected password, a missing database and an unverified server are permanent, so
/// they end the wait at once.
package struct DatabaseWait: Sendable {
    /// The back-off between attempts: half a second, doubled up to two seconds.
    static let backoff = Backoff(first: .milliseconds(500), longest: .seconds(2), jitter: .none)

    /// The connection failures of the store.
    let failures: ConnectFailures
    /// A Boolean value that indicates whether a rejected login is temporary, because a migration makes the login.
    let waitsForLogin: Bool
    /// The maximum wait; `nil` for no limit, zero for a single attempt.
    let limit: Duration?
    /// Called with the reason, as a sentence, before each retry.
    let onWaiting: @Sendable (String) -> Void
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Creates a wait with the system's clock, or with a test's.
    package init(
        failures: ConnectFailures, limit: Duration?, waitsForLogin: Bool = false,
        elapsed: (@Sendable () -> Duration)? = nil,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        onWaiting: @escaping @Sendable (String) -> Void
    ) {
        self.failures = failures
        self.limit = limit
        self.waitsForLogin = waitsForLogin
        self.onWaiting = onWaiting
        self.sleep = sleep
        self.elapsed = elapsed ?? ContinuousClock().stopwatch()
    }

    /// Runs the operation until it succeeds.
    ///
    /// - Throws: The operation's error if it is permanent or the limit is reached; ``StorageError/cancelled`` if the caller is
    ///   cancelled during a pause.
    package func callAsFunction<Success: Sendable>(
        _ attempt: () async throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let start = elapsed()
        var attempts = 0
        while true {
            attempts += 1
            let pause = Self.backoff.delay(afterFailures: attempts)
            failures.reset()
            do throws(StorageError) {
                return try await attempt()
            } catch {
                guard let reason = Self.reason(toWaitAfter: error, failures.last, waitsForLogin: waitsForLogin) else {
                    throw error
                }
                if let limit, elapsed() - start + pause > limit { throw error }
                onWaiting(reason)
            }
            do {
                try await sleep(pause)
            } catch {
                throw .cancelled
            }
        }
    }

    /// Returns the description of an error: the reason for the failed connection, if there is one.
    func explanation(of error: StorageError) -> String {
        if case .unavailable = error, let failure = failures.last { return failure.explanation }
        return "\(error)"
    }

    /// Returns the reason for a retry, as a sentence, or `nil` if the error is permanent.
    static func reason(
        toWaitAfter error: StorageError, _ failure: ConnectFailure?, waitsForLogin: Bool = false
    ) -> String? {
        if waitsForLogin, case .unavailable(.unreachable) = error, failure == .connect(.login) {
            return
                "the database rejected the login, which 'api-server migrate' makes: run it, or check the login's settings"
        }
        switch error {
        case .unavailable(.unreachable), .unavailable(.readOnly):
            if let failure { return failure.isTemporary ? failure.explanation : nil }
            if case .unavailable(.readOnly) = error {
                return "the database is read-only: it is a standby, its disk is full, or its settings forbid writes"
            }
            return "the connection to the database was lost"
        case .unavailable(.noRoom):
            return "the database cannot store more: its disk is full or failing, or a limit is reached"
        case .unavailable(.busy): return "the database is busy, or another program is migrating its schema"
        case .timedOut: return "a statement reached its time-out"
        default: return nil
        }
    }
}
