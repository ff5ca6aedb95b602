import Storage
import Synchronization

/// A notice of changes to some state: tasks wait until a condition on it holds.
final class Signal: Sendable {
    /// The outcome of a wait.
    enum Outcome: Sendable {
        /// Something has changed; the condition is worth another look.
        case changed
        /// Nothing has changed for as long as the caller would wait.
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

    /// - Parameter clock: Measures waits.
    init(clock: any Clock<Duration> = ContinuousClock()) { turns = Turns(clock: clock) }

    /// The number of changes so far: read it before the condition, and hand it to ``wait(since:limit:)``.
    var changes: Int { shared.withLock { $0.changes } }

    /// Tells of a change.
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
    ///   - changes: The number of changes that the caller knows of; if there were more since, it does not wait.
    ///   - limit: The longest wait.
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
