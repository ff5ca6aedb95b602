package import AWSOperations

/// The state of a service before an operation, by which its new deployment is known.
package struct ServiceBaseline: Sendable, Hashable {
    /// The ARN of the latest service deployment.
    package var deployment: String?
    /// The ids of the deployments that start tasks, such as `ecs-svc/4980306466373577095`.
    package var rollouts: Set<String>
    /// The ids of the service's events.
    package var events: Set<String>

    /// Creates a baseline from the description before the operation; without one, the service does not exist yet.
    package init(_ service: ServiceDescription? = nil) {
        deployment = service?.currentDeployment
        rollouts = Set(service?.deployments.map(\.id) ?? [])
        events = Set(service?.events.map(\.id) ?? [])
    }
}
