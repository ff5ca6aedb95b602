import Storage
import Synchronization

/// Checks the store's health for all requests, with a time-out.
///
/// A store whose database hangs reacts neither to a check nor to its cancellation. So the check runs in a separate task, each
/// caller waits at most until its time-out, and callers that arrive during a check share it.
final class HealthCheck: Sendable {
    /// The outcome of a check.
    enum Outcome: Sendable {
        /// The store can serve requests.
        case healthy
        /// The store cannot serve requests.
        case unhealthy(StorageError)
        /// The check did not finish within the time-out.
        case timedOut
    }

    private let gate: SchemaGate
    private let limit: Duration
    private let running = Mutex<Task<Outcome, Never>?>(nil)

    /// - Parameter limit: The time-out of a caller.
    init(gate: SchemaGate, limit: Duration) {
        self.gate = gate
        self.limit = limit
    }

    /// Starts a check, or joins the one that is running, and returns its outcome.
    ///
    /// - Throws: `CancellationError` when the caller is cancelled.
    func outcome() async throws(CancellationError) -> Outcome {
        let check = startOrJoin()
        let (outcomes, continuation) = AsyncStream<Outcome>.makeStream()
        Task { continuation.yield(await check.value) }
        let timeout = Task { [limit] in
            try await Task.sleep(for: limit)
            continuation.yield(.timedOut)
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

    private func check() async -> Outcome {
        do throws(StorageError) {
            try await gate.check()
            return .healthy
        } catch {
            return .unhealthy(error)
        }
    }
}
