/// What a figure should be. Goals come from the project's list of targets.
enum Goal {
    /// At most this figure, whatever the reference is.
    case atMost(Double)
    /// At most this many times the reference.
    case timesAtMost(Double)
    /// At least this many times the reference.
    case timesAtLeast(Double)
    /// None: the figure is there to be known.
    case none

    /// Whether the goal is reached, or `nil` without one.
    func isReached(ours: Double, reference: Double?) -> Bool? {
        switch self {
        case .atMost(let limit): return ours <= limit
        case .timesAtMost(let limit): return reference.map { ours <= limit * $0 }
        case .timesAtLeast(let limit): return reference.map { ours >= limit * $0 }
        case .none: return nil
        }
    }

    /// The goal in words.
    func text(_ unit: String) -> String {
        switch self {
        case .atMost(let limit): "≤ \(limit.figure) \(unit)"
        case .timesAtMost(let limit): "≤ \(limit.figure) ×"
        case .timesAtLeast(let limit): "≥ \(limit.figure) ×"
        case .none: ""
        }
    }
}
