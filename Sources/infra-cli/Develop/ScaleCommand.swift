import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct ScaleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale",
        abstract: "Changes the number of the service's tasks until the next deployment.",
        usage: "infra-cli scale <environment> <count> [<options>]",
        discussion: """
            For development; refused in production. 0 stops every task. The next deploy returns to the number of the \
            environment's file. Under automatic scaling the policies go on from the new number, and one outside of their \
            limits is moved back.

            Exit codes: 0 changed, 1 refused, 4 another run holds the lease; 64 wrong usage, 65 wrong environment file, \
            69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli scale dev 0
              infra-cli scale staging 4 --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Argument(help: "The number of tasks, 0 to 1000.")
    var count: Int

    @Flag(help: "Print JSON for programs.")
    var json = false

    func validate() throws {
        guard (0...1000).contains(count) else { throw ValidationError("got \(count) tasks; expected 0 to 1000") }
    }

    func run() async throws {
        let site = try target.site()
        try await site.engine { () async throws(EngineError) in
            try DevelopmentShortcut.scale.allow(inProduction: site.plan.isProduction)
        }
        var result: ScaleRun.Result?
        try await site.underLease("scale") { (_, _) async throws(EngineError) in
            result = try await ScaleRun(context: site.context, plan: site.plan).run(count)
        }
        guard let result else { return }
        if json { return try StandardOutput.write(JSONOutput.text(of: result)) }
        try StandardOutput.line("\(result.service) wants \(result.count) tasks; before it wanted \(result.before)")
        for note in result.notes { try StandardOutput.line(note) }
    }
}
