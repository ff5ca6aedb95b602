import ArgumentParser
import CommandLineInterface
import DeployEngine

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Lets a deployment go on that waits at a gate.",
        usage: "infra-cli approve <environment> [<options>]",
        discussion: """
            With service.strategy gates, ECS pauses a deployment at a stage and rolls it back without an answer in time.

            Exit codes: 0 approved, 1 no deployment waits; 64 wrong usage, 65 no such environment, 69 no answer, 77 not \
            permitted.

            EXAMPLE
              infra-cli approve production
            """)

    @OptionGroup var target: EnvironmentArgument

    func run() async throws {
        let gate = try await target.answer(.approve)
        try StandardOutput.line("the deployment goes on from \(gate.stage); follow it with: infra-cli attach \(target.environment)")
    }
}

struct AbortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort",
        abstract: "Rolls a deployment back that waits at a gate.",
        usage: "infra-cli abort <environment> [<options>]",
        discussion: """
            The counterpart of infra-cli approve. A deployment that waits at no gate is cancelled with infra-cli cancel.

            Exit codes: 0 rolled back, 1 no deployment waits; 64 wrong usage, 65 no such environment, 69 no answer, 77 \
            not permitted.

            EXAMPLE
              infra-cli abort production
            """)

    @OptionGroup var target: EnvironmentArgument

    func run() async throws {
        let gate = try await target.answer(.abort)
        try StandardOutput.line("the deployment at \(gate.stage) rolls back; follow it with: infra-cli attach \(target.environment)")
    }
}

extension EnvironmentArgument {
    /// Answers the gate of the environment's service.
    fileprivate func answer(_ answer: GateRun.Answer) async throws -> PausedDeployment {
        let site = try site()
        return try await site.engine { () async throws(EngineError) in
            let service = try await DeployedService.find(site.plan, site.context.calls)
            return try await GateRun(context: site.context, service: service).answer(answer)
        }
    }
}
