/// The number of tasks that fail to start before ECS ends a deployment and returns to the last good one ("How the Amazon ECS
/// deployment circuit breaker detects failures").
public enum CircuitBreaker: Sendable, Hashable, CustomStringConvertible {
    /// A number of failed tasks.
    case failures(Int)
    /// A share of the service's tasks in percent. ECS keeps the number of failures between 3 and 200.
    case percent(Int)

    /// The threshold in words.
    public var description: String {
        switch self {
        case .failures(let count): "\(count) failures"
        case .percent(let share): "\(share) %"
        }
    }

    /// The valid values.
    static var valid: ValidValues<CircuitBreaker> {
        ValidValues("1 to 200 failures, or 1 to 100 percent") { breaker in
            switch breaker {
            case .failures(let count): (1...200).contains(count)
            case .percent(let share): (1...100).contains(share)
            }
        }
    }
}
