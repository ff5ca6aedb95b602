import AWSClient
import AWSOperations

extension DeployRun {
    /// Checks that nothing stands in the way, before anything is changed.
    mutating func preflight() async throws(EngineError) {
        let (plan, setup) = (try planned(), try account())
        var obstacles: [String] = []
        let account = caller.split(separator: ":", omittingEmptySubsequences: false).dropFirst(4).first.map(String.init)
        if let wanted = plan.account, let account, wanted != account {
            obstacles.append("the credentials belong to the account \(account); \(plan.environment) is in \(wanted)")
        }
        if setup.executionPolicyHash != plan.executionPolicyHash {
            obstacles.append(
                "the execution role was bootstrapped for other templates: run infra-cli bootstrap \(plan.environment)")
        }
        for stack in plan.stacks {
            do throws(AWSError) {
                guard let found = try await StackDescription.find(stack.name, context.calls) else { continue }
                if let obstacle = Self.obstacle(found, plan.environment) { obstacles.append(obstacle) }
            } catch {
                throw EngineError(error, while: "read the stack \(stack.name)")
            }
        }
        guard obstacles.isEmpty else { throw EngineError(.refused, obstacles.joined(separator: "; ")) }
        phaseResult = "account \(account ?? "unknown"), \(plan.region), stacks deployable"
    }

    /// The reason why a stack cannot be deployed in its status; nil if it can.
    private static func obstacle(_ stack: StackDescription, _ environment: String) -> String? {
        let words = "\(stack.name) is \(stack.status.rawValue)"
        switch stack.status.meaning.recovery {
        case .deploy, .explainThenDeploy, .deleteEmptyStack: return nil
        case .attach, .attachOrCancel: return "\(words); follow it with infra-cli attach \(environment)"
        default: return "\(words); infra-cli recover \(environment) shows the way out"
        }
    }
}
