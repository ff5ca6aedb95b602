#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A task.
package struct TaskDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The cluster's ARN.
    package var clusterARN: String?
    /// The task definition's ARN.
    package var taskDefinitionARN: String?
    /// The status, such as `PROVISIONING`, `PENDING`, `RUNNING`, `DEPROVISIONING` or `STOPPED`.
    package var lastStatus: String?
    /// The status that ECS works towards: `RUNNING` or `STOPPED`.
    package var desiredStatus: String?
    /// The kind of stop.
    package var stopCode: TaskStopCode?
    /// The reason for the stop.
    package var stoppedReason: String?
    /// The starter: a deployment's id, or the text given to `RunTask`.
    package var startedBy: String?
    /// The group, such as `service:NAME`.
    package var group: String?
    /// The containers.
    package var containers: [TaskContainer]
    /// The time of the creation.
    package var createdAt: Date?
    /// The time at which the task ran.
    package var startedAt: Date?
    /// The time at which the stop began.
    package var stoppingAt: Date?
    /// The time at which the task had stopped.
    package var stoppedAt: Date?
    /// The time at which the pull of the image began.
    package var pullStartedAt: Date?
    /// The time at which the pull of the image ended.
    package var pullStoppedAt: Date?
    /// The time at which the containers had stopped.
    package var executionStoppedAt: Date?
    /// `HEALTHY`, `UNHEALTHY` or `UNKNOWN`.
    package var healthStatus: String?
    /// The network interfaces and other attachments.
    package var attachments: [TaskAttachment]
    /// The zone.
    package var availabilityZone: String?
    /// The launch type.
    package var launchType: String?
    /// The version of Fargate's platform.
    package var platformVersion: String?
    /// The CPU units.
    package var cpu: String?
    /// The memory in MiB.
    package var memory: String?
    /// `true` if commands are allowed.
    package var enablesExecuteCommand: Bool
    /// The tags.
    @Listed<LowerCaseTagNames> package var tags: [String: String]

    enum CodingKeys: String, CodingKey {
        case arn = "taskArn", clusterARN = "clusterArn", taskDefinitionARN = "taskDefinitionArn", lastStatus
        case desiredStatus, stopCode, stoppedReason, startedBy, group, containers, createdAt, startedAt, stoppingAt
        case stoppedAt, pullStartedAt, pullStoppedAt, executionStoppedAt, healthStatus, attachments, availabilityZone
        case launchType, platformVersion, cpu, memory, enablesExecuteCommand = "enableExecuteCommand", tags
    }

    /// Creates the value.
    package init(
        arn: String, clusterARN: String? = nil, taskDefinitionARN: String? = nil, lastStatus: String? = nil,
        desiredStatus: String? = nil, stopCode: TaskStopCode? = nil, stoppedReason: String? = nil,
        startedBy: String? = nil, group: String? = nil, containers: [TaskContainer] = [], createdAt: Date? = nil,
        startedAt: Date? = nil, stoppingAt: Date? = nil, stoppedAt: Date? = nil, pullStartedAt: Date? = nil,
        pullStoppedAt: Date? = nil, executionStoppedAt: Date? = nil, healthStatus: String? = nil,
        attachments: [TaskAttachment] = [], availabilityZone: String? = nil, launchType: String? = nil,
        platformVersion: String? = nil, cpu: String? = nil, memory: String? = nil, enablesExecuteCommand: Bool = false,
        tags: [String: String] = [:]
    ) {
        self.arn = arn
        self.clusterARN = clusterARN
        self.taskDefinitionARN = taskDefinitionARN
        self.lastStatus = lastStatus
        self.desiredStatus = desiredStatus
        self.stopCode = stopCode
        self.stoppedReason = stoppedReason
        self.startedBy = startedBy
        self.group = group
        self.containers = containers
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.stoppingAt = stoppingAt
        self.stoppedAt = stoppedAt
        self.pullStartedAt = pullStartedAt
        self.pullStoppedAt = pullStoppedAt
        self.executionStoppedAt = executionStoppedAt
        self.healthStatus = healthStatus
        self.attachments = attachments
        self.availabilityZone = availabilityZone
        self.launchType = launchType
        self.platformVersion = platformVersion
        self.cpu = cpu
        self.memory = memory
        self.enablesExecuteCommand = enablesExecuteCommand
        self.tags = tags
    }
}

/// A container of a task.
package struct TaskContainer: Sendable, Hashable, Codable {
    /// The name.
    package var name: String
    /// The status, such as `RUNNING` or `STOPPED`.
    package var lastStatus: String?
    /// The exit code; nil while it runs and if it never ran.
    package var exitCode: Int?
    /// The reason for the status.
    package var reason: String?
    /// The image.
    package var image: String?
    /// The image's digest.
    package var imageDigest: String?
    /// The id at the container runtime.
    package var runtimeID: String?
    /// `HEALTHY`, `UNHEALTHY` or `UNKNOWN`.
    package var healthStatus: String?
    /// The network interfaces.
    package var interfaces: [ContainerInterface]

    enum CodingKeys: String, CodingKey {
        case name, lastStatus, exitCode, reason, image, imageDigest, runtimeID = "runtimeId", healthStatus
        case interfaces = "networkInterfaces"
    }

    /// Creates the value.
    package init(
        name: String, lastStatus: String? = nil, exitCode: Int? = nil, reason: String? = nil, image: String? = nil,
        imageDigest: String? = nil, runtimeID: String? = nil, healthStatus: String? = nil,
        interfaces: [ContainerInterface] = []
    ) {
        self.name = name
        self.lastStatus = lastStatus
        self.exitCode = exitCode
        self.reason = reason
        self.image = image
        self.imageDigest = imageDigest
        self.runtimeID = runtimeID
        self.healthStatus = healthStatus
        self.interfaces = interfaces
    }
}

/// A network interface of a container.
package struct ContainerInterface: Sendable, Hashable, Codable {
    /// The attachment's id.
    package var attachmentID: String?
    /// The private IPv4 address.
    package var address: String?
    /// The IPv6 address.
    package var ipv6Address: String?

    enum CodingKeys: String, CodingKey {
        case attachmentID = "attachmentId", address = "privateIpv4Address", ipv6Address
    }

    /// Creates the value.
    package init(attachmentID: String? = nil, address: String? = nil, ipv6Address: String? = nil) {
        self.attachmentID = attachmentID
        self.address = address
        self.ipv6Address = ipv6Address
    }
}

/// A network interface or other attachment of a task.
package struct TaskAttachment: Sendable, Hashable, Codable {
    /// The id.
    package var id: String?
    /// The type, such as `ElasticNetworkInterface`.
    package var type: String?
    /// The status, such as `ATTACHED`.
    package var status: String?
    /// The properties, such as `subnetId` and `privateIPv4Address`.
    @Listed<NamedValueNames> package var details: [String: String]

    enum CodingKeys: String, CodingKey { case id, type, status, details }

    /// Creates the value.
    package init(id: String? = nil, type: String? = nil, status: String? = nil, details: [String: String] = [:]) {
        self.id = id
        self.type = type
        self.status = status
        self.details = details
    }
}

/// The kind of a task's stop.
package enum TaskStopCode: OpenEnumeration {
    case taskFailedToStart, essentialContainerExited, userInitiated, serviceSchedulerInitiated, spotInterruption
    case terminationNotice, infrastructureHealth
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .taskFailedToStart: "TaskFailedToStart", .essentialContainerExited: "EssentialContainerExited",
        .userInitiated: "UserInitiated", .serviceSchedulerInitiated: "ServiceSchedulerInitiated",
        .spotInterruption: "SpotInterruption", .terminationNotice: "TerminationNotice",
        .infrastructureHealth: "InfrastructureHealth",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
