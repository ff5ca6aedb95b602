import Synchronization

/// Runs a check for all requests, with a time-out.
///
/// A store whose database hangs reacts neither to a check nor to its cancellation. So the check runs in a separate task, each
/// caller waits at most until its time-out, and callers that arrive during a check share it.
final class HealthCheck<Outcome: Sendable>: Sendable {
    private let limit: Duration
    private let check: @Sendable () async -> Outcome
    private let running = Mutex<Task<Outcome, Never>?>(nil)

    /// - Parameters:
    ///   - limit: The time-out of a caller.
    ///   - check: The check.
    init(limit: Duration, _ check: @escaping @Sendable () async -> Outcome) {
        self.limit = limit
        self.check = check
    }

    /// Starts a check, or joins the one that is running.
    ///
    /// - Returns: The check's outcome; `nil` if it did not finish within the time-out.
    /// - Throws: `CancellationError` when the caller is cancelled.
    func outcome() async throws(CancellationError) -> Outcome? {
        let check = startOrJoin()
        let (outcomes, continuation) = AsyncStream<Outcome?>.makeStream()
        Task { continuation.yield(await check.value) }
        let timeout = Task { [limit] in
            try await Task.sleep(for: limit)
            continuation.yield(nil)
        }
        defer { timeout.cancel() }
        for await first in outcomes { return first }
        // The stream of a cancelled task ends.
        throw CancellationError()
    }

    private func startOrJoin() -> Task<Outcome, Never> {
        running.withLock { running in
            if let running { return running }
            let new = Task { [self] in
                let outcome = await check()
                self.running.withLock { $0 = nil }
                return outcome
            }
            running = new
            return new
        }
    }
}
