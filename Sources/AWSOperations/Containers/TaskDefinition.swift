#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A revision of a task definition.
package struct TaskDefinition: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The family.
    package var family: String?
    /// The number of the revision.
    package var revision: Int
    /// `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`.
    package var status: String?
    /// The containers.
    package var containers: [ContainerDefinition]
    /// The role of the program.
    package var taskRoleARN: String?
    /// The role that pulls the image and reads the secrets.
    package var executionRoleARN: String?
    /// The network mode, such as `awsvpc`.
    package var networkMode: String?
    /// The launch types, such as `FARGATE`.
    package var compatibilities: [String]
    /// The CPU units.
    package var cpu: String?
    /// The memory in MiB.
    package var memory: String?
    /// The platform; on Fargate, nil is `X86_64`.
    package var platform: RuntimePlatform?
    /// The volumes.
    package var volumes: [TaskVolume]
    /// The size of the storage.
    package var ephemeralStorage: EphemeralStorage?
    /// The time of the registration.
    package var registeredAt: Date?
    /// The time at which it became inactive.
    package var deregisteredAt: Date?

    enum CodingKeys: String, CodingKey {
        case arn = "taskDefinitionArn", family, revision, status, containers = "containerDefinitions"
        case taskRoleARN = "taskRoleArn", executionRoleARN = "executionRoleArn", networkMode
        case compatibilities = "requiresCompatibilities", cpu, memory, platform = "runtimePlatform", volumes
        case ephemeralStorage, registeredAt, deregisteredAt
    }

    /// Creates the value.
    package init(
        arn: String, family: String? = nil, revision: Int = 0, status: String? = nil,
        containers: [ContainerDefinition] = [], taskRoleARN: String? = nil, executionRoleARN: String? = nil,
        networkMode: String? = nil, compatibilities: [String] = [], cpu: String? = nil, memory: String? = nil,
        platform: RuntimePlatform? = nil, volumes: [TaskVolume] = [], ephemeralStorage: EphemeralStorage? = nil,
        registeredAt: Date? = nil, deregisteredAt: Date? = nil
    ) {
        self.arn = arn
        self.family = family
        self.revision = revision
        self.status = status
        self.containers = containers
        self.taskRoleARN = taskRoleARN
        self.executionRoleARN = executionRoleARN
        self.networkMode = networkMode
        self.compatibilities = compatibilities
        self.cpu = cpu
        self.memory = memory
        self.platform = platform
        self.volumes = volumes
        self.ephemeralStorage = ephemeralStorage
        self.registeredAt = registeredAt
        self.deregisteredAt = deregisteredAt
    }
}

/// The platform of tasks.
package struct RuntimePlatform: Sendable, Hashable, Codable {
    /// `X86_64` or `ARM64`.
    package var architecture: String?
    /// The operating system, such as `LINUX`.
    package var system: String?

    enum CodingKeys: String, CodingKey { case architecture = "cpuArchitecture", system = "operatingSystemFamily" }

    /// Creates the value.
    package init(architecture: String? = nil, system: String? = nil) {
        self.architecture = architecture
        self.system = system
    }
}

/// A volume of tasks.
package struct TaskVolume: Sendable, Hashable, Codable {
    /// The name.
    package var name: String?

    enum CodingKeys: String, CodingKey { case name }

    /// Creates the value.
    package init(name: String? = nil) {
        self.name = name
    }
}

/// The size of tasks' storage.
package struct EphemeralStorage: Sendable, Hashable, Codable {
    /// The size in GiB.
    package var gibibytes: Int

    enum CodingKeys: String, CodingKey { case gibibytes = "sizeInGiB" }

    /// Creates the value.
    package init(gibibytes: Int = 0) {
        self.gibibytes = gibibytes
    }
}
