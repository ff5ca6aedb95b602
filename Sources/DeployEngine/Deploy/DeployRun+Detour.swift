internal import AWSClient
internal import AWSOperations

extension DeployRun {
    /// Brings the service to what its stack describes, if something changed it beside the stack and this deployment's change set did
    /// not touch that.
    /// - Returns: The failure of the service's deployment; nil if the service runs what its stack describes.
    mutating func closeDetour() async throws(EngineError) -> DeployMachine.Result? {
        guard let service = stacks[.service] else { return nil }
        let template = try stack(.service).template
        let found: ServiceDifference?
        do throws(AWSError) {
            found = try await ServiceDifference.read(service, template: template, context.calls)
        } catch {
            throw EngineError(error, while: "compare the service with its stack")
        }
        guard let difference = found else { return nil }
        report(.execute(.service), .notice(Detour(history)?.note ?? difference.note))
        if let count = difference.desiredCount {
            do throws(AWSError) {
                _ = try await context.calls.call(
                    ContainerOperations.UpdateService(
                        cluster: difference.cluster, service: difference.service, desiredCount: count))
            } catch {
                throw EngineError(error, while: "return the service to \(count) tasks")
            }
        }
        guard let wanted = difference.taskDefinition else { return nil }
        let (lease, log) = (lease, collector)
        let update = ServiceRollbackExecution(
            context: context,
            heartbeat: { () async throws(EngineError) in if let lease { try await DeployRun.heartbeat(lease) } },
            target: .init(cluster: difference.cluster, service: difference.service, taskDefinition: wanted),
            imageDigest: imageDigest, deadline: deadline, evidence: { await log.capture($0) })
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

    /// Notes that the service differs from its unchanged stack, so that this deployment goes as far as the service. What cannot be
    /// read is compared again behind the change sets.
    mutating func noteDetour(_ live: StackDescription, template: String) async {
        guard Detour(history) == nil else { return }
        hasDetour = (try? await ServiceDifference.read(live, template: template, context.calls)) != nil
        if hasDetour { machine.requireRelease() }
    }
}
