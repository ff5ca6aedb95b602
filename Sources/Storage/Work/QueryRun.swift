import Synchronization

/// One run of a query: its place among those that run, and its duration once it ends.
final class QueryRun: Sendable {
    private let slots: [WorkLine.Slot]
    private let finish: Mutex<(@Sendable () -> Void)?>

    /// - Parameter finish: Called once, when the run ends.
    init(_ slots: [WorkLine.Slot], finish: @escaping @Sendable () -> Void) {
        self.slots = slots
        self.finish = Mutex(finish)
    }

    deinit { end() }

    /// Ends the run: remembers its duration and lets the next query begin. Further calls have no effect.
    func end() {
        let finish = finish.withLock { $0.take() }
        finish?()
        for slot in slots { slot.leave() }
    }
}
