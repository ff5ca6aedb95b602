#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The settings of a service that a service revision fixes.
package struct FakeServiceSettings: Sendable, Hashable {
    /// A load balancer of a service.
    package struct LoadBalancer: Sendable, Hashable {
        /// The target group's ARN.
        package var group: String
        /// The container's name.
        package var container: String
        /// The container's port.
        package var port: Int
        /// The second target group, for strategies that shift traffic.
        package var alternateGroup: String?
        /// The rule, or the listener, that receives production traffic.
        package var productionRule: String?
        /// The rule that receives test traffic.
        package var testRule: String?
        /// The role with which rules are changed.
        package var role: String?
    }

    /// The task definition's ARN.
    package var definition: String
    /// The load balancers.
    package var loadBalancers: [LoadBalancer] = []
    /// The subnets.
    package var subnets: [String] = []
    /// The security groups.
    package var securityGroups: [String] = []
    /// A Boolean value that indicates whether tasks get public addresses.
    package var assignsPublicAddresses = false
    /// The launch type.
    package var launchType = "FARGATE"
    /// The capacity provider strategy, as in the API.
    package var capacityProviders: FakeValue = .array([])
    /// The platform's version.
    package var platformVersion = "1.4.0"
    /// A number that a forced deployment increases.
    package var forced = 0

    /// The target groups of a slot: 0 is `targetGroupArn`, 1 the alternate one.
    func targets(slot: Int) -> [FakeTask.Target] {
        loadBalancers.map { balancer in
            FakeTask.Target(
                group: slot == 1 ? balancer.alternateGroup ?? balancer.group : balancer.group, port: balancer.port)
        }
    }
}

/// A revision of a service: settings with the digests of their images.
package struct FakeServiceRevision: Sendable, Hashable {
    /// The ARN.
    package var arn: String
    /// The settings.
    package var settings: FakeServiceSettings
    /// The containers' images with the digests that ECS resolved; a nil digest is an image that was not found.
    package var images: [Image]
    /// The target groups' slot.
    package var slot: Int
    /// The time of creation.
    package var createdAt: Date

    /// The image of a container.
    package struct Image: Sendable, Hashable {
        /// The container's name.
        package var container: String
        /// The reference.
        package var reference: String
        /// The digest.
        package var digest: String?
    }
}

/// The tasks of one revision: an element of `deployments` of DescribeServices.
package struct FakeTaskSet: Sendable, Hashable {
    /// The id, such as `ecs-svc/1234567890123456789`.
    package var id: String
    /// The service revision's ARN.
    package var revision: String
    /// The rollout's state.
    package var rolloutState = "IN_PROGRESS"
    /// The reason of the rollout's state.
    package var rolloutReason: String
    /// The number of tasks that failed to start or failed their health checks.
    package var failedTasks = 0
    /// The consecutive failures, which determine the back-off.
    package var consecutiveFailures = 0
    /// The time before which no task starts.
    package var nextStartAt: Date?
    /// A Boolean value that indicates whether the set starts no further tasks.
    package var isFrozen = false
    /// The time of creation.
    package var createdAt: Date
    /// The time of the last change.
    package var updatedAt: Date
}
