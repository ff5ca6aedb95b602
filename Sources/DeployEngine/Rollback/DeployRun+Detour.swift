internal import AWSClient
internal import AWSOperations

extension DeployRun {
    /// Brings the service to the task definition that its stack describes, if an earlier service rollback left it on another one and
    /// this deployment's change set did not touch it: CloudFormation compares templates, and not the service.
    /// - Returns: The failure of the service's deployment; nil if the service runs what its stack describes.
    mutating func closeDetour() async throws(EngineError) -> DeployMachine.Result? {
        guard let detour = Detour(history), let service = stacks[.service],
            let cluster = service.outputs["ClusterName"],
            let name = service.outputs["ServiceName"]
        else { return nil }
        let wanted: String
        do throws(AWSError) {
            let resources = try await context.calls.call(StackOperations.DescribeStackResources(stack: service.id))
                .resources
            let running = try await context.calls.call(
                ContainerOperations.DescribeServices(cluster: cluster, services: [name])
            ).services.first?.taskDefinition
            // The family tells the service's task definition from those of other tasks of the stack.
            let definitions = resources.filter { $0.type == "AWS::ECS::TaskDefinition" }.compactMap(\.physicalID)
            guard let running, let described = definitions.first(where: { Self.family($0) == Self.family(running) }),
                described != running
            else { return nil }
            wanted = described
        } catch {
            throw EngineError(error, while: "compare the service with its stack")
        }
        report(.execute(.service), .notice(detour.note))
        let (lease, log) = (lease, collector)
        let update = ServiceRollbackExecution(
            context: context,
            heartbeat: { () async throws(EngineError) in if let lease { try await DeployRun.heartbeat(lease) } },
            target: .init(cluster: cluster, service: name, taskDefinition: wanted), imageDigest: imageDigest,
            deadline: deadline, evidence: { await log.capture($0) })
        switch try await update.run() {
        case .succeeded: return nil
        case .failed(let failure):
            wasRolledBack = failure.kind != .rollbackFailed
            return .failed(
                DeployFailure(
                    .execute(.service), "the service did not return to its stack: \(failure.reason ?? failure.status)"))
        case .paused(let paused):
            return .detached(
                DeployFailure(
                    .execute(.service),
                    "the deployment waits at the gate \(paused.stage): continue with \"infra-cli approve\", or undo it with \"infra-cli abort\""
                ))
        case .detached:
            return .detached(
                DeployFailure(.execute(.service), "detached while the service returns to its stack", code: .interrupted)
            )
        case .deadlineExceeded:
            return .cancelled(
                DeployFailure(
                    .execute(.service), "the deadline passed before the service returned to its stack",
                    code: .deadlineExceeded))
        }
    }

    /// The ARN of a task definition without its revision.
    private static func family(_ arn: String) -> Substring { arn[..<(arn.lastIndex(of: ":") ?? arn.endIndex)] }
}
