import ArgumentParser
import CommandLineInterface
import DeployEngine

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancels the operation that runs in an environment.",
        usage: "infra-cli cancel <environment> [<options>]",
        discussion: """
            Stops the service's deployment with a rollback and cancels the update of its stack. It says first what that \
            can and cannot do in the present status, and asks. A first creation cannot be cancelled; --delete deletes the \
            new stack.

            Exit codes: 0 cancelled or nothing runs, 1 AWS reported an error, 2 not approved; 64 wrong usage, 65 no such \
            environment, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli cancel staging --yes
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Cancel without asking.")
    var yes = false

    @Flag(help: "Delete a stack that is being created.")
    var delete = false

    func run() async throws {
        let site = try target.site()
        let run = CancelRun(context: site.context, plan: site.plan)
        let plan = try await site.engine { () async throws(EngineError) in try await run.plan(allowsDeletion: delete) }
        for note in plan.notes { try StandardOutput.line(note) }
        guard !plan.steps.isEmpty else { return }
        guard yes || Terminal.confirms("Cancel?") else { throw ExitCode(ExitCode.notApproved) }
        try await site.engine { () async throws(EngineError) in try await run.run(plan) }
        try StandardOutput.line("cancelled; follow the rollback with: infra-cli attach \(site.plan.environment)")
    }
}
