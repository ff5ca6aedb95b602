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
