import ArgumentParser
import CommandLineInterface
import DeployEngine

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows an environment as it is now.",
        usage: "infra-cli status <environment> [<options>]",
        discussion: """
            Stacks, tasks, targets, the image that runs, the lease and the current release, with the next step for what \
            is not well.

            Exit codes: 0 healthy, 2 not healthy or something could not be read; 64 wrong usage, 65 no such environment, \
            69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli status production
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() async throws {
        let site = try target.site()
        let location = try? await site.location()
        let status = await StatusReader(context: site.context, plan: site.plan, location: location).read()
        try StandardOutput.write(json ? JSONOutput.text(of: status) : status.description)
        if !status.isHealthy { throw ExitCode(2) }
    }
}
