import Synchronization

/// A running query, which holds its slots in the wait queues and records its duration when it ends.
final class QueryRun: Sendable {
    /// A Boolean value that indicates whether the query is expected to take long.
    let isLong: Bool
    private let slots: [WorkQueue.Slot]
    private let finish: Mutex<(@Sendable () -> Void)?>

    /// - Parameters:
    ///   - isLong: `true` if the query is expected to take long.
    ///   - finish: Called once, when the run ends.
    init(_ slots: [WorkQueue.Slot], isLong: Bool = false, finish: @escaping @Sendable () -> Void) {
        self.slots = slots
        self.isLong = isLong
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
