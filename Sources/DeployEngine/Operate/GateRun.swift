import AWSClient
package import AWSOperations

/// The decision at a gate: a deployment of the service waits at a stage for the operator.
package struct GateRun: Sendable {
    /// The answers.
    package enum Answer: String, Sendable, Hashable, CaseIterable {
        /// Go on.
        case approve = "CONTINUE"
        /// Roll the deployment back.
        case abort = "ROLLBACK"
    }

    private let context: EngineContext
    private let service: DeployedService

    /// Creates a decision about a service.
    package init(context: EngineContext, service: DeployedService) {
        self.context = context
        self.service = service
    }

    /// The gate at which a deployment waits; nil if it waits at none.
    package static func gate(of deployment: ServiceDeployment?) -> PausedDeployment? {
        guard let deployment, let hook = deployment.hooks.first(where: { $0.status == .awaitingAction }),
            let id = hook.id
        else { return nil }
        return PausedDeployment(
            deployment: deployment.arn, hook: id, stage: deployment.lifecycleStage?.rawValue ?? "unknown",
            expires: hook.expiresAt, timeoutAction: hook.timeoutAction)
    }

    /// Answers the gate.
    /// - Returns: The gate.
    /// - Throws: ``EngineError`` with the code ``EngineError/Code/refused`` if no deployment waits.
    package func answer(_ answer: Answer) async throws(EngineError) -> PausedDeployment {
        let deployment = try await service.currentDeployment(context.calls)
        guard let gate = Self.gate(of: deployment) else {
            let state = deployment.map { "its deployment is \($0.status.rawValue)" } ?? "no deployment is known"
            throw EngineError(.refused, "the service \(service.name) waits at no gate: \(state)")
        }
        do throws(AWSError) {
            _ = try await context.calls.call(
                ContainerOperations.ContinueServiceDeployment(
                    arn: gate.deployment, hookID: gate.hook, action: answer.rawValue))
        } catch {
            throw EngineError(error, while: "answer the gate \(gate.stage) of \(service.name)")
        }
        return gate
    }
}
