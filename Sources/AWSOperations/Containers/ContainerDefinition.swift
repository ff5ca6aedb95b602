/// A container of a task definition.
package struct ContainerDefinition: Sendable, Hashable, Codable {
    /// The name.
    package var name: String?
    /// The image.
    package var image: String?
    /// The CPU units.
    package var cpu: Int?
    /// The memory in MiB.
    package var memory: Int?
    /// The reserved memory in MiB.
    package var memoryReservation: Int?
    /// `true`, the default, if its end ends the task.
    package var isEssential: Bool?
    /// The entry point.
    package var entryPoint: [String]?
    /// The command.
    package var command: [String]?
    /// The ports.
    package var portMappings: [PortMapping]?
    /// The environment variables.
    @Listed<NamedValueNames> package var environment: [String: String]
    /// The environment variables with secret values.
    package var secrets: [ContainerSecret]?
    /// The containers to wait for.
    package var dependencies: [ContainerDependency]?
    /// The seconds to wait for a dependency.
    package var startTimeout: Int?
    /// The seconds between SIGTERM and SIGKILL.
    package var stopTimeout: Int?
    /// `enabled`, the default, to resolve the tag once for a deployment.
    package var versionConsistency: String?
    /// The user.
    package var user: String?
    /// The working directory.
    package var workingDirectory: String?
    /// `true` for a root file system that cannot be written.
    package var readsOnlyRoot: Bool?
    /// The volumes' places.
    package var mountPoints: [MountPoint]?
    /// The options of Linux.
    package var linux: LinuxParameters?
    /// The labels.
    package var labels: [String: String]?
    /// The log.
    package var logConfiguration: LogConfiguration?
    /// The health check.
    package var healthCheck: ContainerHealthCheck?

    enum CodingKeys: String, CodingKey {
        case name, image, cpu, memory, memoryReservation, isEssential = "essential", entryPoint, command, portMappings
        case environment, secrets, dependencies = "dependsOn", startTimeout, stopTimeout, versionConsistency, user
        case workingDirectory, readsOnlyRoot = "readonlyRootFilesystem", mountPoints, linux = "linuxParameters"
        case labels = "dockerLabels", logConfiguration, healthCheck
    }

    /// Creates the value.
    package init(
        name: String? = nil, image: String? = nil, cpu: Int? = nil, memory: Int? = nil, memoryReservation: Int? = nil,
        isEssential: Bool? = nil, entryPoint: [String]? = nil, command: [String]? = nil,
        portMappings: [PortMapping]? = nil, environment: [String: String] = [:], secrets: [ContainerSecret]? = nil,
        dependencies: [ContainerDependency]? = nil, startTimeout: Int? = nil, stopTimeout: Int? = nil,
        versionConsistency: String? = nil, user: String? = nil, workingDirectory: String? = nil,
        readsOnlyRoot: Bool? = nil, mountPoints: [MountPoint]? = nil, linux: LinuxParameters? = nil,
        labels: [String: String]? = nil, logConfiguration: LogConfiguration? = nil,
        healthCheck: ContainerHealthCheck? = nil
    ) {
        self.name = name
        self.image = image
        self.cpu = cpu
        self.memory = memory
        self.memoryReservation = memoryReservation
        self.isEssential = isEssential
        self.entryPoint = entryPoint
        self.command = command
        self.portMappings = portMappings
        self.environment = environment
        self.secrets = secrets
        self.dependencies = dependencies
        self.startTimeout = startTimeout
        self.stopTimeout = stopTimeout
        self.versionConsistency = versionConsistency
        self.user = user
        self.workingDirectory = workingDirectory
        self.readsOnlyRoot = readsOnlyRoot
        self.mountPoints = mountPoints
        self.linux = linux
        self.labels = labels
        self.logConfiguration = logConfiguration
        self.healthCheck = healthCheck
    }
}

/// A port of a container.
package struct PortMapping: Sendable, Hashable, Codable {
    /// The container's port.
    package var containerPort: Int?
    /// The host's port.
    package var hostPort: Int?
    /// `tcp` or `udp`.
    package var protocolName: String?
    /// The name.
    package var name: String?
    /// The protocol of the application, such as `http2`.
    package var appProtocol: String?

    enum CodingKeys: String, CodingKey { case containerPort, hostPort, protocolName = "protocol", name, appProtocol }

    /// Creates the value.
    package init(
        containerPort: Int? = nil, hostPort: Int? = nil, protocolName: String? = nil, name: String? = nil,
        appProtocol: String? = nil
    ) {
        self.containerPort = containerPort
        self.hostPort = hostPort
        self.protocolName = protocolName
        self.name = name
        self.appProtocol = appProtocol
    }
}

/// An environment variable with a secret value.
package struct ContainerSecret: Sendable, Hashable, Codable {
    /// The variable.
    package var name: String
    /// The ARN of the secret, with an optional JSON key, version stage and version, or of the parameter.
    package var valueFrom: String

    enum CodingKeys: String, CodingKey { case name, valueFrom }

    /// Creates the value.
    package init(name: String, valueFrom: String) {
        self.name = name
        self.valueFrom = valueFrom
    }
}

/// A container to wait for.
package struct ContainerDependency: Sendable, Hashable, Codable {
    /// The container's name.
    package var container: String
    /// The condition: `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`.
    package var condition: String

    enum CodingKeys: String, CodingKey { case container = "containerName", condition }

    /// Creates the value.
    package init(container: String, condition: String) {
        self.container = container
        self.condition = condition
    }
}

/// The place of a volume in a container.
package struct MountPoint: Sendable, Hashable, Codable {
    /// The volume's name.
    package var volume: String?
    /// The path.
    package var path: String?
    /// `true` if it cannot be written.
    package var isReadOnly: Bool?

    enum CodingKeys: String, CodingKey { case volume = "sourceVolume", path = "containerPath", isReadOnly = "readOnly" }

    /// Creates the value.
    package init(volume: String? = nil, path: String? = nil, isReadOnly: Bool? = nil) {
        self.volume = volume
        self.path = path
        self.isReadOnly = isReadOnly
    }
}

/// The options of Linux for a container.
package struct LinuxParameters: Sendable, Hashable, Codable {
    /// `true` for an init process that forwards signals.
    package var hasInit: Bool?
    /// The capabilities.
    package var capabilities: KernelCapabilities?

    enum CodingKeys: String, CodingKey { case hasInit = "initProcessEnabled", capabilities }

    /// Creates the value.
    package init(hasInit: Bool? = nil, capabilities: KernelCapabilities? = nil) {
        self.hasInit = hasInit
        self.capabilities = capabilities
    }
}

/// The capabilities of a container.
package struct KernelCapabilities: Sendable, Hashable, Codable {
    /// The capabilities added.
    package var added: [String]?
    /// The capabilities dropped.
    package var dropped: [String]?

    enum CodingKeys: String, CodingKey { case added = "add", dropped = "drop" }

    /// Creates the value.
    package init(added: [String]? = nil, dropped: [String]? = nil) {
        self.added = added
        self.dropped = dropped
    }
}

/// The log of a container.
package struct LogConfiguration: Sendable, Hashable, Codable {
    /// The driver, such as `awslogs`.
    package var driver: String
    /// The driver's options.
    package var options: [String: String]?
    /// The driver's options with secret values.
    package var secretOptions: [ContainerSecret]?

    enum CodingKeys: String, CodingKey { case driver = "logDriver", options, secretOptions }

    /// Creates the value.
    package init(driver: String, options: [String: String]? = nil, secretOptions: [ContainerSecret]? = nil) {
        self.driver = driver
        self.options = options
        self.secretOptions = secretOptions
    }
}

/// The health check of a container.
package struct ContainerHealthCheck: Sendable, Hashable, Codable {
    /// The command.
    package var command: [String]
    /// The seconds between checks.
    package var interval: Int?
    /// The seconds before a check has failed.
    package var timeout: Int?
    /// The number of failures before the container is unhealthy.
    package var retries: Int?
    /// The seconds in which failures do not count.
    package var startPeriod: Int?

    enum CodingKeys: String, CodingKey { case command, interval, timeout, retries, startPeriod }

    /// Creates the value.
    package init(
        command: [String] = [], interval: Int? = nil, timeout: Int? = nil, retries: Int? = nil, startPeriod: Int? = nil
    ) {
        self.command = command
        self.interval = interval
        self.timeout = timeout
        self.retries = retries
        self.startPeriod = startPeriod
    }
}
