#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A task with its containers.
package struct FakeTask: Sendable, Hashable {
    /// The last statuses, in the order of a task's life. Source: "Amazon ECS task lifecycle", AWS.
    package enum Status: String, Sendable, Hashable, Comparable {
        case provisioning = "PROVISIONING"
        case pending = "PENDING"
        case activating = "ACTIVATING"
        case running = "RUNNING"
        case deactivating = "DEACTIVATING"
        case stopping = "STOPPING"
        case deprovisioning = "DEPROVISIONING"
        case stopped = "STOPPED"

        private var order: Int {
            switch self {
            case .provisioning: 0
            case .pending: 1
            case .activating: 2
            case .running: 3
            case .deactivating: 4
            case .stopping: 5
            case .deprovisioning: 6
            case .stopped: 7
            }
        }

        /// `true` if the first status comes before the second.
        package static func < (left: Status, right: Status) -> Bool { left.order < right.order }
    }

    /// A container of the task.
    package struct Container: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The image's reference.
        package var image: String
        /// The digest of the pulled image.
        package var digest: String?
        /// The status.
        package var status = "PENDING"
        /// The exit code.
        package var exitCode: Int?
        /// The reason of a failure.
        package var reason: String?
        /// The id of the container in its runtime.
        package var runtimeID: String?
        /// The behaviour.
        package var behaviour = FakeImageBehaviour()
    }

    /// The end of a task's essential container.
    package struct Exit: Sendable, Hashable {
        /// The time.
        package var time: Date
        /// The container's name.
        package var container: String
        /// The exit code.
        package var code: Int
        /// The container's reason.
        package var reason: String?
        /// The code of the task's stop.
        package var stopCode: String
        /// The task's reason.
        package var stoppedReason: String
    }

    /// A line that a container will print.
    struct PendingLine: Sendable, Hashable {
        var time: Date
        var group: String
        var stream: String
        var text: String
    }

    /// The ARN.
    package var arn: String
    /// The cluster's ARN.
    package var cluster: String
    /// The task definition's ARN.
    package var definition: String
    /// The group, `service:NAME` or `family:NAME`.
    package var group: String
    /// The starter: a deployment's id or a caller's text.
    package var startedBy: String?
    /// The service's name; nil for a task of RunTask.
    package var service: String?
    /// The overrides of RunTask.
    package var overrides: FakeValue = .object([:])
    /// The tags.
    package var tags: FakeValue = .array([])
    /// A Boolean value that indicates whether commands may be executed in it.
    package var allowsCommands = false
    /// The subnet.
    package var subnet: String
    /// The security groups.
    package var securityGroups: [String]
    /// A Boolean value that indicates whether the task gets a public address.
    package var hasPublicAddress: Bool
    /// The network interface.
    package var interface: FakeNetwork.Interface?
    /// The last status.
    package var status = Status.provisioning
    /// A Boolean value that indicates whether the desired status is `RUNNING`.
    package var shouldRun = true
    /// The containers.
    package var containers: [Container]
    /// The code of the stop.
    package var stopCode: String?
    /// The reason of the stop.
    package var stoppedReason: String?
    /// The time of creation.
    package var createdAt: Date
    /// The time at which pulling began.
    package var pullStartedAt: Date?
    /// The time at which pulling ended.
    package var pullStoppedAt: Date?
    /// The time at which the containers started.
    package var startedAt: Date?
    /// The time at which the stop began.
    package var stoppingAt: Date?
    /// The time at which the containers ended.
    package var executionStoppedAt: Date?
    /// The time at which the task ended.
    package var stoppedAt: Date?
    /// The health by the containers' own checks: `UNKNOWN`, `HEALTHY` or `UNHEALTHY`.
    package var health = "UNKNOWN"
    /// The time of the next change of status.
    package var nextAt: Date?
    /// The exit that the behaviour leads to.
    package var exit: Exit?
    /// The time at which the containers' own health checks succeed.
    package var healthyAt: Date?
    /// The time at which the containers' own health checks fail.
    package var unhealthyAt: Date?
    /// The targets: group and port.
    package var targets: [Target] = []
    /// The lines to print.
    var lines: [PendingLine] = []
    /// A Boolean value that indicates whether the task was healthy once.
    package var wasHealthy = false
    /// A Boolean value that indicates whether a health check failed and ended the task.
    package var failedHealthCheck = false

    /// A registration with a target group.
    package struct Target: Sendable, Hashable {
        /// The target group's ARN.
        package var group: String
        /// The port.
        package var port: Int
    }

    /// The id at the end of the ARN.
    package var id: String { arn.split(separator: "/").last.map(String.init) ?? arn }
    /// A Boolean value that indicates whether the task ended by itself and its end is not yet counted.
    var isEnding: Bool {
        !shouldRun && status != .stopped
            && ["TaskFailedToStart", "EssentialContainerExited", "SpotInterruption"].contains(stopCode)
    }
    /// A Boolean value that indicates whether the task counts as running or starting.
    package var isActive: Bool { shouldRun && status < .deactivating }
}
