import ArgumentParser
import CommandLineInterface
import DeployEngine

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
              infra-cli abort production --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Print the gate as JSON for programs.")
    var json = false

    func run() async throws {
        let gate = try await target.answer(.abort)
        if json { return try StandardOutput.write(JSONOutput.text(of: gate)) }
        try StandardOutput.line(
            "the deployment at \(gate.stage) rolls back; follow it with: infra-cli attach \(target.environment)")
    }
}
