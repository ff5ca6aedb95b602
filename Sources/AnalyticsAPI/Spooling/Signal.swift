import Storage
import Synchronization

/// Notifies tasks of changes to shared state, like a condition variable.
final class Signal: Sendable {
    /// The outcome of a wait.
    enum Outcome: Sendable {
        /// The state has changed, so the caller evaluates its condition again.
        case changed
        /// The wait reached its time-out.
        case timedOut
        /// The caller was cancelled.
        case cancelled
    }

    private struct Shared {
        var changes = 0
        var nextNumber = 0
        var waiting: Set<Int> = []
    }

    private let shared = Mutex(Shared())
    private let turns: Turns<Outcome>

    /// - Parameter clock: The clock of time-outs.
    init(clock: any Clock<Duration> = ContinuousClock()) { turns = Turns(clock: clock) }

    /// The number of changes so far. Read it before evaluating a condition, and pass it to ``wait(since:limit:)``.
    var changes: Int { shared.withLock { $0.changes } }

    /// Wakes all waiting tasks after a change.
    func notify() {
        let waiting = shared.withLock { shared in
            shared.changes += 1
            defer { shared.waiting = [] }
            return shared.waiting
        }
        for number in waiting { turns.wake(number, .changed) }
    }

    /// Waits for a change.
    ///
    /// - Parameters:
    ///   - changes: The number of changes that the caller has seen. If there are more, the function returns at once.
    ///   - limit: The maximum wait.
    func wait(since changes: Int, limit: Duration = .seconds(7 * 24 * 3600)) async -> Outcome {
        let number = shared.withLock { shared -> Int? in
            guard shared.changes == changes else { return nil }
            shared.nextNumber += 1
            shared.waiting.insert(shared.nextNumber)
            return shared.nextNumber
        }
        guard let number else { return .changed }
        return await turns.wait(number, limit: limit) { isCancelled in
            guard self.shared.withLock({ $0.waiting.remove(number) }) != nil else { return nil }
            return isCancelled ? .cancelled : .timedOut
        }
    }
}
