import Basics
import Synchronization

/// The wait queues of small, quick and long queries.
///
/// Each is bounded, so that no kind takes all connections: one-row reads and writes always find one, and small queries do not wait
/// for large ones.
struct QueryQueues: Sendable {
    /// The slots of all queries that are not long.
    private let places: WorkQueue
    /// The queue of quick queries in front of ``places``, of which they take at most half.
    private let quick: WorkQueue
    private let long: WorkQueue
    private let history: QueryHistory
    private let elapsed: @Sendable () -> Duration
    private let recorded = RecordedDurations()

    /// The durations of ended queries by class.
    private final class RecordedDurations: Sendable {
        let byClass = Mutex<[QueryHistory.Size: Histogram]>([:])
    }

    /// - Parameters:
    ///   - places: The maximum number of concurrent queries that are not long; at least one.
    ///   - long: The wait queue of long queries.
    ///   - waitLimit: The maximum wait of queries that are not long.
    ///   - smallWork: The maximum number of compared values of a small query (``WorkShape/comparisons``).
    ///   - clock: The clock that measures waits.
    ///   - elapsed: A monotonic clock that measures queries.
    init(
        places: Int, long: WorkQueue, waitLimit: Duration, smallWork: Int64, clock: any Clock<Duration>,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.places = WorkQueue(maximum: places, waitLimit: waitLimit, clock: clock)
        quick = WorkQueue(maximum: places / 2, waitLimit: waitLimit, clock: clock)
        self.long = long
        history = QueryHistory(smallWork: smallWork)
        self.elapsed = elapsed
    }

    /// Waits for the query's turn and begins it.
    ///
    /// - Throws: ``StorageError/unavailable(_:)``; ``StorageError/cancelled``.
    func begin(_ shape: WorkShape) async throws(StorageError) -> QueryRun {
        var slots: [WorkQueue.Slot] = []
        let size = history.size(of: shape)
        for queue in queues(for: size) { slots.append(try await queue.enter()) }
        let began = elapsed()
        return QueryRun(slots, isLong: size == .long) { [history, elapsed, recorded] in
            let duration = elapsed() - began
            history.record(duration, for: shape)
            _ = recorded.byClass.withLock { $0[size, default: Histogram()].record(duration) }
        }
    }

    /// The gauges and counters of the queues by name.
    var metrics: [(name: String, metrics: QueueMetrics)] {
        [("short", places.metrics), ("quick", quick.metrics), ("long", long.metrics)]
    }

    /// The durations of ended queries by class, without their waits.
    var durations: [(name: String, durations: Histogram)] {
        let byClass = recorded.byClass.withLock { $0 }
        return QueryHistory.Size.allCases.map { ($0.rawValue, byClass[$0] ?? Histogram()) }
    }

    /// Returns `true` if a queue is one of these.
    func contains(_ queue: WorkQueue) -> Bool { [places, quick, long].contains { $0 === queue } }

    /// A Boolean value that indicates whether long queries are waiting.
    var isCrowded: Bool { long.waiting > 0 }

    /// Fails all waiting queries with ``StorageError/Unavailable/closed``.
    func close() {
        places.close()
        quick.close()
        long.close()
    }

    /// The queues that a query passes, in order.
    private func queues(for size: QueryHistory.Size) -> [WorkQueue] {
        switch size {
        case .small: [places]
        case .quick: [quick, places]
        case .long: [long]
        }
    }
}
