import Synchronization

/// A running query, which holds its slots in the wait queues and records its duration when it ends.
final class QueryRun: Sendable {
    private let slots: [WorkQueue.Slot]
    private let finish: Mutex<(@Sendable () -> Void)?>

    /// - Parameter finish: Called once, when the run ends.
    init(_ slots: [WorkQueue.Slot], finish: @escaping @Sendable () -> Void) {
        self.slots = slots
        self.finish = Mutex(finish)
    }

    deinit { end() }

    /// Ends the query: records its duration and releases its slots. Further calls have no effect.
    func end() {
        let finish = finish.withLock { $0.take() }
        finish?()
        for slot in slots { slot.leave() }
    }
}
