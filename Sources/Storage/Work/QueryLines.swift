/// The lines in which queries wait: for those that compare few values, for larger ones that are likely to be done soon, and for long
/// ones.
///
/// A store bounds each, so that no kind has all connections: one-row reads and writes always find one, and small queries do not wait
/// for large ones.
struct QueryLines: Sendable {
    /// The places of all queries that are not long.
    private let places: WorkLine
    /// The line of quick queries in front of that of ``places``, of which they have at most half.
    private let quick: WorkLine
    private let long: WorkLine
    private let history: QueryHistory
    private let elapsed: @Sendable () -> Duration

    /// - Parameters:
    ///   - places: The queries that are not long and run at once; at least one.
    ///   - long: Where long queries wait.
    ///   - waitLimit: The longest wait of queries that are not long.
    ///   - smallWork: A query is small that compares at most so many values (``WorkShape/comparisons``).
    ///   - clock: Measures waits.
    ///   - elapsed: The time since a fixed moment; it never runs backwards.
    init(
        places: Int, long: WorkLine, waitLimit: Duration, smallWork: Int64, clock: any Clock<Duration>,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.places = WorkLine(maximum: places, waitLimit: waitLimit, clock: clock)
        quick = WorkLine(maximum: places / 2, waitLimit: waitLimit, clock: clock)
        self.long = long
        history = QueryHistory(smallWork: smallWork)
        self.elapsed = elapsed
    }

    /// Begins a query when its turn comes.
    ///
    /// - Throws: ``StorageError/unavailable(_:)``; ``StorageError/cancelled``.
    func begin(_ shape: WorkShape) async throws(StorageError) -> QueryRun {
        var slots: [WorkLine.Slot] = []
        for line in lines(for: shape) { slots.append(try await line.enter()) }
        let began = elapsed()
        return QueryRun(slots) { [history, elapsed] in history.record(elapsed() - began, for: shape) }
    }

    /// A Boolean value that indicates whether long queries wait for their turn.
    var isCrowded: Bool { long.waiting > 0 }

    /// Turns away the queries that wait.
    func close() {
        places.close()
        quick.close()
        long.close()
    }

    /// The lines in which a query waits, one after the other.
    private func lines(for shape: WorkShape) -> [WorkLine] {
        switch history.size(of: shape) {
        case .small: [places]
        case .quick: [quick, places]
        case .long: [long]
        }
    }
}
