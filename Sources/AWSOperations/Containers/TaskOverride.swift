/// The network of tasks.
package struct NetworkConfiguration: Sendable, Hashable, Codable {
    /// The network of the mode `awsvpc`.
    package var vpc: VPCConfiguration?

    enum CodingKeys: String, CodingKey { case vpc = "awsvpcConfiguration" }

    /// Creates the value.
    package init(vpc: VPCConfiguration? = nil) {
        self.vpc = vpc
    }
}

/// The subnets and security groups of tasks.
package struct VPCConfiguration: Sendable, Hashable, Codable {
    /// The subnets' ids.
    package var subnets: [String]
    /// The security groups' ids.
    package var securityGroups: [String]
    /// `ENABLED` for a public address, or `DISABLED`.
    package var publicAddress: String?

    enum CodingKeys: String, CodingKey { case subnets, securityGroups, publicAddress = "assignPublicIp" }

    /// Creates the value.
    package init(subnets: [String] = [], securityGroups: [String] = [], publicAddress: String? = nil) {
        self.subnets = subnets
        self.securityGroups = securityGroups
        self.publicAddress = publicAddress
    }
}

/// The values of a task that replace those of its task definition.
package struct TaskOverride: Sendable, Hashable, Codable {
    /// The containers' values.
    package var containers: [ContainerOverride]?
    /// The CPU units.
    package var cpu: String?
    /// The memory in MiB.
    package var memory: String?
    /// The role of the program.
    package var taskRoleARN: String?
    /// The role that pulls the image and reads the secrets.
    package var executionRoleARN: String?

    enum CodingKeys: String, CodingKey {
        case containers = "containerOverrides", cpu, memory, taskRoleARN = "taskRoleArn"
        case executionRoleARN = "executionRoleArn"
    }

    /// Creates the value.
    package init(
        containers: [ContainerOverride]? = nil, cpu: String? = nil, memory: String? = nil, taskRoleARN: String? = nil,
        executionRoleARN: String? = nil
    ) {
        self.containers = containers
        self.cpu = cpu
        self.memory = memory
        self.taskRoleARN = taskRoleARN
        self.executionRoleARN = executionRoleARN
    }
}

/// The values of a container that replace those of its definition.
package struct ContainerOverride: Sendable, Hashable, Codable {
    /// The container's name.
    package var name: String?
    /// The command.
    package var command: [String]?
    /// The environment variables to set besides.
    @Listed<NamedValueNames> package var environment: [String: String]
    /// The CPU units.
    package var cpu: Int?
    /// The memory in MiB.
    package var memory: Int?

    enum CodingKeys: String, CodingKey { case name, command, environment, cpu, memory }

    /// Creates the value.
    package init(
        name: String? = nil, command: [String]? = nil, environment: [String: String] = [:], cpu: Int? = nil,
        memory: Int? = nil
    ) {
        self.name = name
        self.command = command
        self.environment = environment
        self.cpu = cpu
        self.memory = memory
    }
}
