import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Runs the database migration of the deployed version.",
        usage: "infra-cli migrate <environment> [<options>]",
        discussion: """
            A deployment migrates by itself; this repeats it, for example after a restore. It runs the task of the \
            migration stack under the environment's lease, shows its log and waits for its end. --status reads the level \
            of the schema with the same task and changes nothing.

            Exit codes: 0 migrated, 1 the migration failed, 3 detached while it goes on, 4 another run holds the lease; \
            64 wrong usage, 65 wrong environment file, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli migrate dev
              infra-cli migrate production --status
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Read the level of the schema, and migrate nothing.")
    var status = false

    @OptionGroup var output: ProgressOptions

    func run() async throws {
        let site = try target.site(output: output)
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        let token = "migrate-" + String(UInt64.random(in: 0..<UInt64.max), radix: 16)
        let result: MigrateRun.Result
        do {
            result = try await MigrateRun(context: site.context, plan: site.plan, addresses: site.addresses).run(
                author: CIEnvironment.author(), token: token, command: status ? ["migrate", "--status"] : nil)
        } catch {
            site.progress?.finish()
            guard error.code == .conflict || error.code == .detached else { throw CommandError(error) }
            StandardError.error("\(error)")
            throw ExitCode(error.code == .conflict ? ExitCode.leaseHeld : ExitCode.detached)
        }
        site.progress?.finish()
        switch result.outcome {
        case .exited(_, 0):
            let level = result.levels.map { ": the schema is at level \($0.level)" } ?? ""
            try StandardOutput.line((status ? "read" : "migrated") + level)
        case .exited(_, let code): throw CommandError.failure("the migration ended with code \(code)")
        case .failed(let failure): throw CommandError.failure("the migration's task did not run: \(failure.reason)")
        case .detached(let task):
            StandardError.line("the migration goes on in the task \(task)")
            throw ExitCode(ExitCode.detached)
        case .cancelled: throw CommandError.failure("the migration was stopped")
        case .deadlineExceeded: throw CommandError.failure("the deadline passed; the migration was stopped")
        }
    }
}
