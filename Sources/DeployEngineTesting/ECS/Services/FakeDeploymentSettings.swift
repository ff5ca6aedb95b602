#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The configuration of a service's deployments.
package struct FakeDeploymentSettings: Sendable, Hashable {
    /// The strategies.
    package enum Strategy: String, Sendable, Hashable {
        /// Replaces tasks within the limits of healthy ones.
        case rolling = "ROLLING"
        /// Starts all tasks, then moves all traffic at once.
        case blueGreen = "BLUE_GREEN"
        /// Moves traffic in equal steps.
        case linear = "LINEAR"
        /// Moves a small part first, then the rest.
        case canary = "CANARY"
    }

    /// A lifecycle hook.
    package struct Hook: Sendable, Hashable {
        /// The type: `PAUSE` or `AWS_LAMBDA`.
        package var type: String
        /// The function's ARN.
        package var target: String?
        /// The stages.
        package var stages: [String]
        /// The minutes until the time-out.
        package var timeoutMinutes: Int
        /// The action of the time-out: `ROLLBACK` or `CONTINUE`.
        package var timeoutAction: String
    }

    /// The strategy.
    package var strategy = Strategy.rolling
    /// The smallest percentage of healthy tasks.
    package var minimumHealthy = 100
    /// The largest percentage of tasks.
    package var maximum = 200
    /// A Boolean value that indicates whether the circuit breaker is enabled.
    package var breaks = false
    /// A Boolean value that indicates whether the circuit breaker rolls back.
    package var breakerRollsBack = false
    /// A Boolean value that indicates whether a healthy task resets the count of failures.
    package var resetsOnHealthyTask = true
    /// The type of the threshold.
    package var thresholdType = "BOUNDED_PERCENT"
    /// The value of the threshold.
    package var thresholdValue = 50
    /// The alarms.
    package var alarms: [String] = []
    /// A Boolean value that indicates whether alarms are watched.
    package var watchesAlarms = false
    /// A Boolean value that indicates whether an alarm rolls back.
    package var alarmsRollBack = false
    /// The minutes of bake time; nil for the strategy's default.
    package var bakeMinutes: Int?
    /// The hooks.
    package var hooks: [Hook] = []
    /// The percentage of a linear step.
    package var stepPercent: Double = 10
    /// The minutes between linear steps.
    package var stepBakeMinutes = 6
    /// The percentage of the canary.
    package var canaryPercent: Double = 5
    /// The minutes of the canary.
    package var canaryBakeMinutes = 10
    /// The percentage of healthy tasks that completes a rolling deployment early; nil without early success.
    package var earlySuccessPercent: Int?
    /// A Boolean value that indicates whether the earlier revision's tasks are removed after an early success.
    package var defersCleanUp = false

    /// Creates the default settings.
    package init() {}

    /// The number of failures that triggers the circuit breaker.
    /// Source: "ThresholdConfiguration" and "ServiceDeploymentCircuitBreaker", ECS API Reference.
    package func threshold(desired: Int) -> Int {
        let percent = (desired * thresholdValue + 99) / 100
        switch thresholdType {
        case "COUNT": return max(thresholdValue, 1)
        case "UNBOUNDED_PERCENT": return max(percent, 1)
        default: return min(max(percent, 3), 200)
        }
    }

    /// The seconds of bake time.
    /// Source: "DeploymentConfiguration", ECS API Reference: 15 minutes for strategies that shift traffic, none for rolling.
    package var bakeTime: TimeInterval {
        Double(bakeMinutes ?? (strategy == .rolling ? 0 : 15)) * 60
    }
}
