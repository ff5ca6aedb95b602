/// A one-off task to run.
package struct RunTaskRequest: Sendable, Hashable {
    /// The cluster's ARN or name.
    package var cluster: String
    /// The task definition's ARN or family.
    package var taskDefinition: String
    /// The name of the container that the command and the exit code belong to.
    package var container: String
    /// The command; nil for the task definition's.
    package var command: [String]?
    /// The environment variables besides those of the task definition.
    package var environment: [String: String]
    /// The subnets.
    package var subnets: [String]
    /// The security groups.
    package var securityGroups: [String]
    /// `true` for a public address, which tasks in public subnets without NAT need.
    package var assignsPublicAddress: Bool
    /// The idempotency token, at most 64 characters: with the same one, ECS returns the task of the earlier call.
    package var token: String
    /// The `startedBy` of the task, at most 128 characters.
    package var startedBy: String?
    /// The log group that the task writes to; nil to show no log.
    package var logGroup: String?
    /// The prefix of the log stream, `PREFIX/CONTAINER/TASK-ID`.
    package var logPrefix: String?

    /// Creates a request.
    package init(
        cluster: String, taskDefinition: String, container: String, command: [String]? = nil,
        environment: [String: String] = [:], subnets: [String], securityGroups: [String],
        assignsPublicAddress: Bool = false, token: String, startedBy: String? = nil, logGroup: String? = nil,
        logPrefix: String? = nil
    ) {
        self.cluster = cluster
        self.taskDefinition = taskDefinition
        self.container = container
        self.command = command
        self.environment = environment
        self.subnets = subnets
        self.securityGroups = securityGroups
        self.assignsPublicAddress = assignsPublicAddress
        self.token = token
        self.startedBy = startedBy
        self.logGroup = logGroup
        self.logPrefix = logPrefix
    }
}
