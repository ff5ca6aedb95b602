import AWSClient
package import AWSOperations

/// The service of a deployed environment, as the outputs of its stack name it.
package struct DeployedService: Sendable, Hashable {
    /// The cluster's name.
    package var cluster: String
    /// The service's name.
    package var name: String
    /// The log group of its tasks; nil if the stack does not tell.
    package var logGroup: String?

    /// Names a service.
    package init(cluster: String, name: String, logGroup: String? = nil) {
        self.cluster = cluster
        self.name = name
        self.logGroup = logGroup
    }

    /// Finds the service of an environment.
    /// - Throws: ``EngineError`` with the code ``EngineError/Code/notFound`` before the first deployment.
    package static func find(_ plan: ReleasePlan, _ calls: some AWSCalls) async throws(EngineError) -> DeployedService {
        guard let stack = plan.stacks.first(where: { $0.role == .service })?.name else {
            throw EngineError(.invalidInput, "the plan has no stack of a service")
        }
        let found: StackDescription?
        do throws(AWSError) {
            found = try await StackDescription.find(stack, calls)
        } catch {
            throw EngineError(error, while: "read the stack \(stack)")
        }
        guard let outputs = found?.outputs, let cluster = outputs["ClusterName"], let name = outputs["ServiceName"]
        else {
            throw EngineError(
                .notFound, "\(plan.environment) has no service yet",
                advice: "Run `infra-cli deploy \(plan.environment)`")
        }
        return DeployedService(cluster: cluster, name: name, logGroup: outputs["LogGroupName"])
    }

    /// Describes the service.
    package func describe(_ calls: some AWSCalls) async throws(EngineError) -> ServiceDescription {
        do throws(AWSError) {
            let output = try await calls.call(ContainerOperations.DescribeServices(cluster: cluster, services: [name]))
            if let service = output.services.first { return service }
        } catch {
            throw EngineError(error, while: "read the service \(name)")
        }
        throw EngineError(.notFound, "the cluster \(cluster) has no service \(name)")
    }

    /// Describes the task definition that the service runs.
    /// - Parameter service: The description of the service.
    package func taskDefinition(
        of service: ServiceDescription, _ calls: some AWSCalls
    ) async throws(EngineError) -> TaskDefinition {
        guard let name = service.taskDefinition else {
            throw EngineError(.notFound, "the service \(self.name) has no task definition")
        }
        do throws(AWSError) {
            return try await calls.call(
                ContainerOperations.DescribeTaskDefinition(taskDefinition: name)
            ).taskDefinition
        } catch {
            throw EngineError(error, while: "read the task definition \(name)")
        }
    }

    /// The container of a task definition that a command means: the named one, or the one that serves.
    /// - Parameters:
    ///   - name: The container's name; nil for the one behind the load balancer, or else the first essential one.
    ///   - definition: The task definition.
    ///   - service: The description of the service.
    package static func container(
        _ name: String?, in definition: TaskDefinition, of service: ServiceDescription
    ) throws(EngineError) -> ContainerDefinition {
        let names = definition.containers.compactMap(\.name)
        let wanted =
            name ?? service.loadBalancers.first?.containerName
            ?? definition.containers.first { $0.isEssential != false }?.name
        guard let found = definition.containers.first(where: { $0.name == wanted }) else {
            throw EngineError(
                .invalidInput, "the task definition has no container \(wanted ?? "that is essential")",
                advice: "Name one of them: \(names.joined(separator: ", "))")
        }
        return found
    }

    /// Describes the service's current deployment; nil if none is known.
    package func currentDeployment(_ calls: some AWSCalls) async throws(EngineError) -> ServiceDeployment? {
        guard let arn = try await describe(calls).currentDeployment else { return nil }
        do throws(AWSError) {
            return try await calls.call(ContainerOperations.DescribeServiceDeployments(arns: [arn])).deployments.first
        } catch {
            throw EngineError(error, while: "read the deployment of \(name)")
        }
    }
}
