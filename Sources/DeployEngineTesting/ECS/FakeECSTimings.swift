#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The durations of what Elastic Container Service does, in seconds of virtual time.
package struct FakeECSTimings: Sendable, Hashable {
    /// From a task's creation to its network interface.
    package var provisioning: TimeInterval = 8
    /// From the network interface to the pulled image.
    package var pull: TimeInterval = 12
    /// From the pulled image to the registration of targets, for tasks behind a load balancer.
    package var activation: TimeInterval = 2
    /// From the container's exit to the task's end.
    package var deprovisioning: TimeInterval = 5
    /// From a service deployment's creation to its start.
    package var deploymentStart: TimeInterval = 2
    /// From one lifecycle stage to the next.
    package var stage: TimeInterval = 1
    /// From a request to stop or roll back to its start.
    package var rollbackStart: TimeInterval = 2
    /// The retention of stopped tasks. Source: "Amazon ECS stopped tasks error messages", AWS: at least one hour.
    package var stoppedTaskRetention: TimeInterval = 3600
    /// The suppression of repeated service events. Source: "Amazon ECS service event messages", AWS.
    package var eventSuppression: TimeInterval = 6 * 3600
    /// The window in which a deregistered task definition still works; AWS allows up to ten minutes, the fake none.
    package var deregistrationGrace: TimeInterval = 0
    /// The first pause between failed starts; it doubles. Source: "Amazon ECS service throttle logic", AWS.
    package var backoffStart: TimeInterval = 10
    /// The longest pause between failed starts.
    package var backoffLimit: TimeInterval = 27 * 60
    /// The time for which a task without any health check runs before it counts as healthy. AWS does not document it.
    package var steadiness: TimeInterval = 10
    /// The number of consecutive failed starts before pauses begin.
    package var failuresBeforeBackoff = 1

    /// Creates the default timings.
    package init() {}

    /// Returns the pause before the next start after a number of consecutive failures.
    func pause(afterFailures count: Int) -> TimeInterval {
        guard count > failuresBeforeBackoff else { return 0 }
        var pause = backoffStart
        for _ in 0..<min(count - failuresBeforeBackoff - 1, 16) { pause *= 2 }
        return min(pause, backoffLimit)
    }
}
