import Synchronization

/// The suspended callers of a line, each until its turn comes, its time is up or it is cancelled.
package final class Turns<Turn: Sendable>: Sendable {
    private struct Shared {
        var continuations: [Int: CheckedContinuation<Turn, Never>] = [:]
        /// Turns that came before their caller was suspended.
        var early: [Int: Turn] = [:]
    }

    private let shared = Mutex(Shared())
    private let clock: any Clock<Duration>

    /// - Parameter clock: Measures how long callers wait.
    package init(clock: any Clock<Duration>) { self.clock = clock }

    /// Suspends a caller until ``wake(_:_:)`` is called for it.
    ///
    /// - Parameters:
    ///   - waiter: The caller's number, which is used once.
    ///   - limit: The longest wait.
    ///   - leave: Takes the caller out of its line when the time is up or the caller is cancelled; returns what the caller gets
    ///     instead of a turn, or `nil` if its turn has come already.
    package func wait(
        _ waiter: Int, limit: Duration, leave: @escaping @Sendable (_ isCancelled: Bool) -> Turn?
    ) async -> Turn {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in
                try? await clock.sleep(for: limit)
                // Cancelled because the turn came, or the time is up: either way leaving the line is right.
                if let turn = leave(Task.isCancelled) { self.wake(waiter, turn) }
            }
            let turn = await withCheckedContinuation { (continuation: CheckedContinuation<Turn, Never>) in
                let early = self.shared.withLock { shared -> Turn? in
                    if let early = shared.early.removeValue(forKey: waiter) { return early }
                    shared.continuations[waiter] = continuation
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
            group.cancelAll()
            return turn
        }
    }

    /// Gives a caller its turn.
    package func wake(_ waiter: Int, _ turn: Turn) {
        let continuation = shared.withLock { shared in
            let continuation = shared.continuations.removeValue(forKey: waiter)
            if continuation == nil { shared.early[waiter] = turn }
            return continuation
        }
        continuation?.resume(returning: turn)
    }
}
