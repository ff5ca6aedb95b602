import Storage
import Synchronization

/// Asks the store for its health on behalf of every request that wants to know it, and waits for a bounded time.
///
/// A store whose database has stopped answers neither the question nor its cancellation. So the question runs in a task of its
/// own, a caller stops waiting when its time is up, and a caller that comes while a question is open waits for that one.
final class HealthCheck: Sendable {
    /// The outcome of a check.
    enum Outcome: Sendable {
        /// The store can serve.
        case good
        /// The store cannot serve.
        case bad(StorageError)
        /// The store has not answered in time.
        case late
    }

    private let gate: SchemaGate
    private let limit: Duration
    private let question = Mutex<Task<Outcome, Never>?>(nil)

    /// - Parameter limit: The longest wait of a caller.
    init(gate: SchemaGate, limit: Duration) {
        self.gate = gate
        self.limit = limit
    }

    /// Asks, or waits for the answer to a question that is open.
    ///
    /// - Throws: `CancellationError` when the caller is cancelled.
    func ask() async throws(CancellationError) -> Outcome {
        let question = openQuestion()
        let (outcomes, outcome) = AsyncStream<Outcome>.makeStream()
        Task { outcome.yield(await question.value) }
        let patience = Task { [limit] in
            try await Task.sleep(for: limit)
            outcome.yield(.late)
        }
        defer { patience.cancel() }
        for await found in outcomes { return found }
        // The stream of a cancelled task ends.
        throw CancellationError()
    }

    private func openQuestion() -> Task<Outcome, Never> {
        question.withLock { question in
            if let question { return question }
            let new = Task { [self] in
                let outcome = await look()
                self.question.withLock { $0 = nil }
                return outcome
            }
            question = new
            return new
        }
    }

    private func look() async -> Outcome {
        do throws(StorageError) {
            try await gate.look()
            return .good
        } catch {
            return .bad(error)
        }
    }
}
