import Synchronization

/// A bound on the long-running work of one kind, such as large queries: past it, callers wait in a line of their own instead of
/// taking the connections that short work needs.
///
/// The shell around ``WorkLineState``.
final class WorkLine: Sendable {
    /// The permission to run, which ends with ``leave()`` or with its last reference.
    final class Slot: Sendable {
        private let line: WorkLine
        private let client: String?
        private let isOpen = Mutex(true)

        fileprivate init(_ line: WorkLine, client: String?) {
            self.line = line
            self.client = client
        }

        deinit { leave() }

        /// Ends the run; further calls have no effect.
        func leave() {
            let wasOpen = isOpen.withLock { isOpen in
                defer { isOpen = false }
                return isOpen
            }
            if wasOpen { line.leave(client) }
        }
    }

    private enum Turn: Sendable {
        case run
        case turnedAway(StorageError)
    }

    private let state: Mutex<WorkLineState>
    private let nextNumber = Atomic(0)
    private let turns: Turns<Turn>
    private let waitLimit: Duration

    /// - Parameters:
    ///   - maximum: The most callers that run at once.
    ///   - waitLimit: The longest wait before ``StorageError/Unavailable/busy``.
    ///   - clock: Measures the wait.
    init(maximum: Int, waitLimit: Duration, clock: any Clock<Duration>) {
        state = Mutex(WorkLineState(maximum: maximum))
        turns = Turns(clock: clock)
        self.waitLimit = waitLimit
    }

    /// Waits until the caller may run.
    ///
    /// - Throws: ``StorageError/unavailable(_:)``; ``StorageError/cancelled``.
    func enter() async throws(StorageError) -> Slot {
        let number = nextNumber.add(1, ordering: .relaxed).newValue
        let client = WorkOrigin.current
        switch state.withLock({ $0.enter(number, client: client) }) {
        case .run: return Slot(self, client: client)
        case .full: throw .unavailable(.busy)
        case .closed: throw .unavailable(.closed)
        case .wait:
            let turn = await turns.wait(number, limit: waitLimit) { isCancelled in
                guard self.state.withLock({ $0.giveUp(number) }) else { return nil }
                return .turnedAway(isCancelled ? .cancelled : .unavailable(.busy))
            }
            switch turn {
            case .run: return Slot(self, client: client)
            case .turnedAway(let error): throw error
            }
        }
    }

    /// The number of callers that wait.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Turns away the callers that wait; those that run go on.
    func close() {
        for number in state.withLock({ $0.close() }) { turns.wake(number, .turnedAway(.unavailable(.closed))) }
    }

    private func leave(_ client: String?) {
        if let next = state.withLock({ $0.leave(client: client) }) { turns.wake(next, .run) }
    }
}
