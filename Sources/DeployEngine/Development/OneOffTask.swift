import AWSOperations

/// A one-off task of the service's task definition, with another command or further variables.
package struct OneOffTask: Sendable, Hashable {
    /// The command; nil for the task definition's.
    package var command: [String]?
    /// The variables besides those of the task definition.
    package var environment: [String: String]
    /// The container; nil for the one that serves.
    package var container: String?

    /// Describes a task.
    package init(command: [String]? = nil, environment: [String: String] = [:], container: String? = nil) {
        self.command = command
        self.environment = environment
        self.container = container
    }

    /// The request that runs the task in the network of the service.
    /// - Parameters:
    ///   - plan: The environment.
    ///   - token: The token of idempotency.
    ///   - calls: The calls.
    /// - Throws: ``EngineError``; with the code `refused` in production.
    package func request(
        of plan: ReleasePlan, token: String, _ calls: any AWSCalls
    ) async throws(EngineError) -> RunTaskRequest {
        try DevelopmentShortcut.run.allow(inProduction: plan.isProduction)
        let service = try await DeployedService.find(plan, calls)
        let description = try await service.describe(calls)
        let definition = try await service.taskDefinition(of: description, calls)
        let chosen = try DeployedService.container(container, in: definition, of: description)
        guard let network = description.networkConfiguration?.vpc, let name = chosen.name else {
            throw EngineError(.refused, "the service \(service.name) has no network of its own to run a task in")
        }
        let log = chosen.logConfiguration?.options ?? [:]
        return RunTaskRequest(
            cluster: service.cluster, taskDefinition: definition.arn, container: name, command: command,
            environment: environment, subnets: network.subnets, securityGroups: network.securityGroups,
            assignsPublicAddress: network.publicAddress == "ENABLED", token: token, startedBy: "infra-cli run",
            logGroup: log["awslogs-group"], logPrefix: log["awslogs-stream-prefix"])
    }
}
