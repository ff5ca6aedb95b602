import Synchronization

/// The durations of recent queries by shape, from which a store tells long queries from others before it runs them.
///
/// A query that looks at few rows is small whatever its history: on a busy machine it may have taken long once, and would wait
/// among long ones from then on. A larger one is long until its shape proves to be quick.
final class QueryHistory: Sendable {
    /// The expectation of a query.
    enum Size: Equatable {
        /// It compares few values.
        case small
        /// It compares many, and its shape took little time.
        case quick
        /// Anything else.
        case long
    }

    /// A query whose shape takes less than this is quick.
    static let quickDuration = Duration.milliseconds(250)
    /// The number of shapes that are remembered.
    static let capacity = 4096

    private let smallWork: Int64
    private let durations = Mutex<[Int: Duration]>([:])

    /// - Parameter smallWork: A query is small that compares at most so many values (``WorkShape/comparisons``).
    init(smallWork: Int64) { self.smallWork = smallWork }

    /// The expectation of work of a shape.
    func size(of shape: WorkShape) -> Size {
        if shape.comparisons <= smallWork { return .small }
        guard let known = durations.withLock({ $0[shape.hash] }) else { return .long }
        return known < Self.quickDuration ? .quick : .long
    }

    /// Remembers how long work of a shape took.
    ///
    /// A shorter duration counts by halves, so that one run that happened to be quick does not make long work quick.
    func record(_ duration: Duration, for shape: WorkShape) {
        durations.withLock { durations in
            if durations.count >= Self.capacity && durations[shape.hash] == nil { durations.removeAll() }
            let before = durations[shape.hash] ?? duration
            durations[shape.hash] = max(duration, (before + duration) / 2)
        }
    }
}
