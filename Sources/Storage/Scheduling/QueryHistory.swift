import Synchronization

/// The durations of recent queries by shape, from which a store predicts long queries before it runs them.
///
/// A query that reads few rows is small regardless of its history: one slow run on a busy machine would otherwise queue it with
/// long ones from then on. A larger query is long until its shape proves quick.
final class QueryHistory: Sendable {
    /// The predicted size of a query.
    enum Size: String, CaseIterable {
        /// The query compares few values.
        case small
        /// The query compares many values, and its shape has proved quick.
        case quick
        /// Any other query.
        case long
    }

    /// The duration below which a shape is quick.
    static let quickDuration = Duration.milliseconds(250)
    /// The maximum number of remembered shapes.
    static let capacity = 4096

    private let smallWork: Int64
    private let durations = Mutex<[Int: Duration]>([:])

    /// - Parameter smallWork: The maximum number of compared values of a small query (``WorkShape/comparisons``).
    init(smallWork: Int64) { self.smallWork = smallWork }

    /// Predicts the size of a query.
    func size(of shape: WorkShape) -> Size {
        if shape.comparisons <= smallWork { return .small }
        guard let known = durations.withLock({ $0[shape.hash] }) else { return .long }
        return known < Self.quickDuration ? .quick : .long
    }

    /// Records the duration of a query.
    ///
    /// A shorter duration is averaged with the recorded one, so that a single quick run does not make a long shape quick.
    func record(_ duration: Duration, for shape: WorkShape) {
        durations.withLock { durations in
            if durations.count >= Self.capacity && durations[shape.hash] == nil { durations.removeAll() }
            let before = durations[shape.hash] ?? duration
            durations[shape.hash] = max(duration, (before + duration) / 2)
        }
    }
}
