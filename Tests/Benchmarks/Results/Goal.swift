/// The target of a figure, from the project's list of targets.
enum Goal {
    /// At most this figure, regardless of the reference.
    case atMost(Double)
    /// At most this many times the reference.
    case timesAtMost(Double)
    /// At least this many times the reference.
    case timesAtLeast(Double)
    /// No target; the figure is informative.
    case none

    /// Returns `true` if the goal is reached, or `nil` without a goal.
    func isReached(ours: Double, reference: Double?) -> Bool? {
        switch self {
        case .atMost(let limit): return ours <= limit
        case .timesAtMost(let limit): return reference.map { ours <= limit * $0 }
        case .timesAtLeast(let limit): return reference.map { ours >= limit * $0 }
        case .none: return nil
        }
    }

    /// Returns the goal as text.
    func text(_ unit: String) -> String {
        switch self {
        case .atMost(let limit): "≤ \(limit.figure) \(unit)"
        case .timesAtMost(let limit): "≤ \(limit.figure) ×"
        case .timesAtLeast(let limit): "≥ \(limit.figure) ×"
        case .none: ""
        }
    }
}
