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
              infra-cli approve production --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Print the gate as JSON for programs.")
    var json = false

    func run() async throws {
        let gate = try await target.answer(.approve)
        if json { return try StandardOutput.write(JSONOutput.text(of: gate)) }
        try StandardOutput.line(
            "the deployment goes on from \(gate.stage); follow it with: infra-cli attach \(target.environment)")
    }
}

extension EnvironmentArgument {
    /// Answers the gate of the environment's service.
    func answer(_ answer: GateRun.Answer) async throws -> PausedDeployment {
        let site = try site()
        return try await site.engine { () async throws(EngineError) in
            let service = try await DeployedService.find(site.plan, site.context.calls)
            return try await GateRun(context: site.context, service: service).answer(answer)
        }
    }
}
