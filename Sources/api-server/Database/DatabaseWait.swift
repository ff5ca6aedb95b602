import Storage

/// Repeats an attempt to use the database until it succeeds, as long as waiting can help.
///
/// A database that starts beside the server, or fails over, can be used a little later: it refuses connections, starts up, does
/// not answer, is a standby, or its name does not resolve yet. A refused password, a missing database and a server that does
/// not prove its identity stay as they are, so these end the wait at once.
struct DatabaseWait: Sendable {
    /// The pauses between attempts: half a second, doubled up to two.
    static let pauses = (first: Duration.milliseconds(500), longest: Duration.seconds(2))

    /// The reasons that the store's connections report.
    let failures: ConnectFailures
    /// The longest wait; `nil` for no limit, zero for one attempt.
    let limit: Duration?
    /// Called with the reason, a sentence, after each failed attempt that is repeated.
    let onWaiting: @Sendable (String) -> Void
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Waits by the machine's clock unless told otherwise.
    init(
        failures: ConnectFailures, limit: Duration?,
        elapsed: (@Sendable () -> Duration)? = nil,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        onWaiting: @escaping @Sendable (String) -> Void
    ) {
        self.failures = failures
        self.limit = limit
        self.onWaiting = onWaiting
        self.sleep = sleep
        let start = ContinuousClock.now
        self.elapsed = elapsed ?? { start.duration(to: .now) }
    }

    /// Makes the attempt until it succeeds.
    ///
    /// - Throws: The attempt's error when waiting does not help or the limit is reached; ``StorageError/cancelled`` when the caller
    ///   is cancelled during a pause.
    func callAsFunction<Success: Sendable>(
        _ attempt: () async throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let start = elapsed()
        var pause = Self.pauses.first
        while true {
            failures.forget()
            do throws(StorageError) {
                return try await attempt()
            } catch {
                guard let reason = Self.reason(toWaitAfter: error, failures.last) else { throw error }
                if let limit, elapsed() - start + pause > limit { throw error }
                onWaiting(reason)
            }
            do {
                try await sleep(pause)
            } catch {
                throw .cancelled
            }
            pause = min(pause * 2, Self.pauses.longest)
        }
    }

    /// The text about an error: the reason for which the database was not connected to, if there is one.
    func explanation(of error: StorageError) -> String {
        if case .unavailable = error, let failure = failures.last { return failure.explanation }
        return "\(error)"
    }

    /// The reason to wait in a sentence, or `nil` where waiting does not help.
    static func reason(toWaitAfter error: StorageError, _ failure: ConnectFailure?) -> String? {
        switch error {
        case .unavailable(.unreachable), .unavailable(.readOnly):
            if let failure { return failure.isTemporary ? failure.explanation : nil }
            if case .unavailable(.readOnly) = error {
                return "the database takes no changes: it is a standby, has no room, or its settings forbid them"
            }
            return "the connection to the database was lost"
        case .unavailable(.busy): return "the database is busy, or another program upgrades its tables"
        case .timedOut: return "the database took longer than a statement may take"
        default: return nil
        }
    }
}
