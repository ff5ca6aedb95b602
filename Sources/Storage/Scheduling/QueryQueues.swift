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
        return QueryRun(slots, isLong: size == .long) { [history, elapsed] in
            history.record(elapsed() - began, for: shape)
        }
    }

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
