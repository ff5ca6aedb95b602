import Basics
import Synchronization

/// A wait queue that bounds concurrent work of one kind, such as large queries, so that short work finds a connection.
///
/// It performs the decisions of ``WorkQueueState``.
final class WorkQueue: Sendable {
    /// A permit to run, which ends with ``leave()`` or with its last reference.
    final class Slot: Sendable {
        private let queue: WorkQueue
        private let client: String?
        private let isOpen = Mutex(true)

        fileprivate init(_ queue: WorkQueue, client: String?) {
            self.queue = queue
            self.client = client
        }

        deinit { leave() }

        /// Ends the permit. Further calls have no effect.
        func leave() {
            let wasOpen = isOpen.withLock { isOpen in
                defer { isOpen = false }
                return isOpen
            }
            if wasOpen { queue.leave(client) }
        }
    }

    private enum Turn: Sendable {
        case run
        case turnedAway(StorageError)
    }

    private let state: Mutex<WorkQueueState>
    private let waits = Mutex((count: 0, total: Duration.zero))
    private let elapsed: @Sendable () -> Duration
    private let nextNumber = Atomic(0)
    private let turns: Turns<Turn>
    private let waitLimit: Duration

    /// - Parameters:
    ///   - maximum: The maximum number of permits.
    ///   - waitLimit: The maximum wait before ``StorageError/Unavailable/busy``.
    ///   - clock: The clock that ends waits.
    ///   - elapsed: A monotonic clock that measures waits.
    init(
        maximum: Int, waitLimit: Duration, clock: any Clock<Duration>,
        elapsed: @escaping @Sendable () -> Duration = ContinuousClock().stopwatch()
    ) {
        state = Mutex(WorkQueueState(maximum: maximum))
        turns = Turns(clock: clock)
        self.waitLimit = waitLimit
        self.elapsed = elapsed
    }

    /// Waits for a permit.
    ///
    /// - Throws: ``StorageError/unavailable(_:)``; ``StorageError/cancelled``.
    func enter() async throws(StorageError) -> Slot {
        let number = nextNumber.add(1, ordering: .relaxed).newValue
        let client = WorkOrigin.current
        let entry = state.withLock { $0.enter(number, client: client) }
        switch entry {
        case .run: return Slot(self, client: client)
        case .full: throw .unavailable(.busy)
        case .closed: throw .unavailable(.closed)
        case .wait, .replace:
            if case .replace(let other) = entry { turns.wake(other, .turnedAway(.unavailable(.busy))) }
            let began = elapsed()
            let turn = await turns.wait(number, limit: waitLimit) { isCancelled in
                guard self.state.withLock({ $0.giveUp(number) }) else { return nil }
                return .turnedAway(isCancelled ? .cancelled : .unavailable(.busy))
            }
            record(elapsed() - began)
            switch turn {
            case .run: return Slot(self, client: client)
            case .turnedAway(let error): throw error
            }
        }
    }

    /// The number of waiting callers.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// The queue's gauges and counters.
    var metrics: QueueMetrics {
        let waits = waits.withLock { $0 }
        return state.withLock { state in
            QueueMetrics(
                maximum: state.maximum, running: state.running, waiting: state.waiting.count, waits: waits.count,
                waited: waits.total)
        }
    }

    private func record(_ wait: Duration) {
        waits.withLock { waits in
            waits.count += 1
            waits.total += wait
        }
        WorkWaits.current?.add(wait)
    }

    /// Fails all waiting callers. Running callers go on.
    func close() {
        for number in state.withLock({ $0.close() }) { turns.wake(number, .turnedAway(.unavailable(.closed))) }
    }

    private func leave(_ client: String?) {
        if let next = state.withLock({ $0.leave(client: client) }) { turns.wake(next, .run) }
    }
}

/// The client that a store works for. Wait queues share permits fairly between clients.
package enum WorkOrigin {
    /// The client of the current task, such as its address; `nil` for work of no particular client.
    ///
    /// A task-local value, because it affects scheduling only; no result depends on it.
    @TaskLocal package static var current: String?
}
