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

            Exit codes: 0 cancelled, rolling back already or nothing runs, 1 AWS reported an error, 2 not approved, or \
            something runs on that cannot be cancelled; 64 wrong usage, 65 no such environment, 69 no answer, 77 not \
            permitted.

            EXAMPLE
              infra-cli cancel staging
              infra-cli cancel staging --yes --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Cancel without asking.")
    var yes = false

    @Flag(help: "Delete a stack that is being created.")
    var delete = false

    @Flag(help: "Print JSON for programs.")
    var json = false

    private struct Row: Encodable {
        let environment: String
        let isCancelled: Bool
        let notes: [String]
    }

    func run() async throws {
        let site = try target.site()
        let run = CancelRun(context: site.context, plan: site.plan)
        let plan = try await site.engine { () async throws(EngineError) in try await run.plan(allowsDeletion: delete) }
        for note in plan.notes { if json { StandardError.line(note) } else { try StandardOutput.line(note) } }
        let isCancelled = !plan.steps.isEmpty && (yes || Terminal.confirms("Cancel?"))
        if isCancelled { try await site.engine { () async throws(EngineError) in try await run.run(plan) } }
        if json {
            let row = Row(environment: site.plan.environment, isCancelled: isCancelled, notes: plan.notes)
            try StandardOutput.write(JSONOutput.text(of: row))
        } else if isCancelled {
            try StandardOutput.line("cancelled; follow the rollback with: infra-cli attach \(site.plan.environment)")
        }
        guard isCancelled || plan.steps.isEmpty && !plan.isRefused else { throw ExitCode(ExitCode.notApproved) }
    }
}
