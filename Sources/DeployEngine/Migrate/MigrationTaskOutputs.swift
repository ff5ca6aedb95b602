package import AWSOperations

/// The migration's task as the outputs of its stack describe it.
package struct MigrationTaskOutputs: Sendable, Hashable {
    /// The cluster's name.
    package let cluster: String
    /// The ARN of the task definition.
    package let taskDefinition: String
    /// The ids of the subnets.
    package let subnets: [String]
    /// The id of the security group.
    package let securityGroup: String
    /// The log group.
    package let logGroup: String

    /// Reads the outputs of a stack.
    /// - Parameter stack: The migration's stack.
    /// - Throws: ``EngineError`` if the stack does not exist or lacks one of them.
    package init(_ stack: StackDescription?) throws(EngineError) {
        guard let stack else { throw EngineError(.refused, "the migration's stack does not exist") }
        func output(_ name: String) throws(EngineError) -> String {
            if let value = stack.outputs[name], !value.isEmpty { return value }
            throw EngineError(.refused, "the stack \(stack.name) has no output \(name)", advice: "Deploy it again")
        }
        cluster = try output("ClusterName")
        taskDefinition = try output("MigrationTaskDefinition")
        subnets = try output("MigrationSubnetIds").split(separator: ",").map(String.init)
        securityGroup = try output("MigrationSecurityGroupId")
        logGroup = try output("MigrationLogGroupName")
    }

    /// The name of the container in the task definition.
    package static let container = "main"

    /// The first part of the names of its log streams.
    package static let logPrefix = "task"

    /// The task to run.
    /// - Parameters:
    ///   - token: The idempotency token.
    ///   - command: The command in place of the task definition's; nil for the migration.
    package func request(token: String, command: [String]? = nil) -> RunTaskRequest {
        RunTaskRequest(
            cluster: cluster, taskDefinition: taskDefinition, container: MigrationTaskOutputs.container,
            command: command,
            subnets: subnets, securityGroups: [securityGroup], token: token, logGroup: logGroup,
            logPrefix: MigrationTaskOutputs.logPrefix)
    }
}
