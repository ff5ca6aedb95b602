import Synchronization

/// The suspended callers of a wait queue, each until its turn comes, its wait times out or it is cancelled.
package final class Turns<Turn: Sendable>: Sendable {
    private struct Shared {
        var continuations: [Int: CheckedContinuation<Turn, Never>] = [:]
        /// Turns given before their callers were suspended.
        var early: [Int: Turn] = [:]
    }

    private let shared = Mutex(Shared())
    private let clock: any Clock<Duration>

    /// - Parameter clock: Measures the waits.
    package init(clock: any Clock<Duration>) { self.clock = clock }

    /// Suspends a caller until ``wake(_:_:)`` is called for it.
    ///
    /// - Parameters:
    ///   - waiter: The caller's number, used once.
    ///   - limit: The longest wait.
    ///   - leave: Removes the caller from its queue when the wait times out or the caller is cancelled. Returns the value that
    ///     the caller gets instead of a turn, or `nil` if it already has its turn.
    package func wait(
        _ waiter: Int, limit: Duration, leave: @escaping @Sendable (_ isCancelled: Bool) -> Turn?
    ) async -> Turn {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in
                try? await clock.sleep(for: limit)
                // The wait timed out, or the turn came and cancelled this task: leaving the queue is right in both cases.
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

    /// Resumes a caller with its turn.
    package func wake(_ waiter: Int, _ turn: Turn) {
        let continuation = shared.withLock { shared in
            let continuation = shared.continuations.removeValue(forKey: waiter)
            if continuation == nil { shared.early[waiter] = turn }
            return continuation
        }
        continuation?.resume(returning: turn)
    }
}
