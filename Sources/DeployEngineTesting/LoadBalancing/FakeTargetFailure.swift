/// A failure of a load balancer's health check.
///
/// Source: `TargetHealth.Reason` of the service model and "Health checks for Application Load Balancer target groups", AWS.
package enum FakeTargetFailure: Sendable, Hashable {
    /// The response has another status than the target group expects.
    case status(Int)
    /// No response arrives within the time-out.
    case timeout
    /// The connection fails, or the response is malformed.
    case connection
    /// The load balancer itself fails.
    case internalError

    /// The reason of the target's health.
    package var reason: String {
        switch self {
        case .status: "Target.ResponseCodeMismatch"
        case .timeout: "Target.Timeout"
        case .connection: "Target.FailedHealthChecks"
        case .internalError: "Elb.InternalError"
        }
    }

    /// The description of the target's health, which ECS repeats in its service events.
    package var text: String {
        switch self {
        case .status(let code): "Health checks failed with these codes: [\(code)]"
        case .timeout: "Request timed out"
        case .connection: "Health checks failed"
        case .internalError: "Target health checks failed due to an internal error"
        }
    }
}
