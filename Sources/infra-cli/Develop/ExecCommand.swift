import AWSClient
import AWSOperations
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Opens a shell or another command in a running task of the service.",
        usage: "infra-cli exec <environment> [<options>] [-- <command> ...]",
        discussion: """
            For development; refused in production. The environment's file needs service.exec: true, and this machine the \
            program session-manager-plugin. The newest task is opened unless --task names another one. With --json the \
            command says what would be opened and ends.

            Exit codes: those of the plugin, 0 after a session; 1 refused, no task or no plugin; 64 wrong usage, 65 wrong \
            environment file, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli exec dev
              infra-cli exec dev --task 3f9a -- ls -l /tmp
            """)

    @OptionGroup var target: EnvironmentArgument

    @Option(help: "The id of a task, or its beginning; the newest by default.")
    var task: String?

    @Option(help: "The container; the one that serves by default.")
    var container: String?

    @Flag(help: "Print as JSON what would be opened, and end.")
    var json = false

    @Argument(parsing: .postTerminator, help: "The command and its arguments; /bin/sh by default.")
    var command: [String] = []

    private struct Row: Encodable {
        let environment: String
        let target: CommandTarget
        let command: String
        let plugin: String?
    }

    func run() async throws {
        let site = try target.site()
        try await site.engine { () async throws(EngineError) in
            try DevelopmentShortcut.exec.allow(inProduction: site.plan.isProduction)
        }
        let plugin = ProgramSearch(path: ProcessVariables.all["PATH"] ?? "").path(of: SessionPlugin.program)
        if !json {
            guard plugin != nil else {
                throw CommandError.failure(
                    "\(SessionPlugin.program) is not on PATH. \(SessionPlugin.installation)")
            }
            if let obstacle = SessionPlugin.obstacle(
                version: await ForegroundProgram.output(of: [SessionPlugin.program, "--version"]))
            {
                throw CommandError.failure("\(obstacle). \(SessionPlugin.installation)")
            }
            guard Terminal.isInteractive else {
                throw CommandError.failure(
                    "there is no terminal for a session; run a command without one with: infra-cli run \(target.environment)"
                )
            }
        }
        let calls = site.context.calls
        let found = try await site.engine { () async throws(EngineError) in
            try await CommandTarget.find(site.plan, task: task, container: container, calls)
        }
        let words = command.isEmpty ? "/bin/sh" : command.joined(separator: " ")
        if json {
            return try StandardOutput.write(
                JSONOutput.text(
                    of: Row(environment: target.environment, target: found, command: words, plugin: plugin)))
        }
        let session = try await site.engine { () async throws(EngineError) in try await found.open(words, calls) }
        let endpoint: String
        do {
            endpoint = try site.session.client(for: .ssm, region: site.region).endpoint.url
        } catch {
            throw CommandError(error)
        }
        let profile = target.aws.profile ?? ProcessVariables.all["AWS_PROFILE"]
        let program = SessionPlugin(session, target: found, region: site.region, profile: profile, endpoint: endpoint)
        // Ctrl-C belongs to the command in the container.
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        switch await ForegroundProgram.run(program.words, variables: program.variables) {
        case .status(0): return
        case .status(let status): throw ExitCode(Int32(status))
        case .signal(let signal): throw CommandError.failure("signal \(signal) ended \(SessionPlugin.program)")
        case .notStarted(let reason):
            throw CommandError.failure("\(SessionPlugin.program) could not be started: \(reason)")
        }
    }
}
