#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A target group of a load balancer.
package struct FakeTargetGroup: Sendable, Hashable {
    /// The ARN.
    package var arn: String
    /// The name.
    package var name: String
    /// The protocol.
    package var scheme = "HTTP"
    /// The port.
    package var port = 80
    /// The network.
    package var network = "vpc-1"
    /// The path of health checks.
    package var path = "/health"
    /// The statuses that a health check accepts.
    package var matcher = "200"
    /// The seconds between health checks.
    package var interval: TimeInterval = 30
    /// The time-out of a health check, in seconds.
    package var timeout = 5
    /// The successes that make a failed target healthy.
    package var healthyThreshold = 5
    /// The failures that make a target unhealthy.
    package var unhealthyThreshold = 2
    /// A Boolean value that indicates whether health checks are enabled.
    package var checksHealth = true
    /// The seconds for which a deregistered target drains.
    package var deregistrationDelay: TimeInterval = 300
    /// The seconds from the registration to the first health check.
    package var registrationTime: TimeInterval = 5
    /// The targets.
    package var targets: [FakeTarget] = []

    /// Creates a target group.
    package init(arn: String, name: String) {
        self.arn = arn
        self.name = name
    }
}
