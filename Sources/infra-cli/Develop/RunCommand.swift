import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a one-off task of the service's version and waits for its end.",
        usage: "infra-cli run <environment> [<options>] [-- <command> ...]",
        discussion: """
            For development; refused in production. The task has the image, the roles, the secrets and the network of the \
            service, but no load balancer. Its log is printed as it is written. Ctrl-C asks whether to stop the task.

            Exit codes: that of the command; 1 the task did not run, 3 detached while it goes on; 64 wrong usage, 65 \
            wrong environment file, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli run dev -- migrate --status
              infra-cli run dev --env LOG_LEVEL=debug -- migrate
            """)

    @OptionGroup var target: EnvironmentArgument

    @Option(name: .customLong("env"), help: "A variable NAME=VALUE, which others can read in AWS; repeatable.")
    var variables: [Assignment] = []

    @Option(help: "The container; the one that serves by default.")
    var container: String?

    @Option(help: "Minutes until the task is stopped; without a limit by default.")
    var deadline: Int?

    @Flag(help: "Print one JSON object a line: every event, and the result at the end.")
    var json = false

    @Argument(parsing: .postTerminator, help: "The arguments of the program; those of the service by default.")
    var command: [String] = []

    /// A variable with its value.
    struct Assignment: ExpressibleByArgument {
        let name: String
        let value: String

        init?(argument: String) {
            guard let mark = argument.firstIndex(of: "="), mark != argument.startIndex else { return nil }
            name = String(argument[..<mark])
            value = String(argument[argument.index(after: mark)...])
        }
    }

    private struct Row: Encodable {
        let event = "result"
        let operation = "run"
        let environment: String
        let task: String?
        let exitCode: Int?
        let outcome: String

        enum CodingKeys: String, CodingKey { case event, operation, environment, task, exitCode, outcome }
    }

    func validate() throws {
        if let deadline, !(1...1440).contains(deadline) {
            throw ValidationError("got --deadline \(deadline); expected 1 to 1440 minutes")
        }
    }

    func run() async throws {
        var output = ProgressOptions()
        (output.json, output.lines) = (json, true)
        let site = try target.site(output: json ? output : nil)
        try await site.engine { () async throws(EngineError) in
            try DevelopmentShortcut.run.allow(inProduction: site.plan.isProduction)
        }
        var context = site.context
        if !json {
            context.report = { event in
                switch event.fact {
                case .notice(let text): StandardError.note(text)
                case .warning(let text): StandardError.line("warning: \(text)")
                default: break
                }
            }
        }
        let task = OneOffTask(
            command: command.isEmpty ? nil : command,
            environment: Dictionary(variables.map { ($0.name, $0.value) }) { $1 }, container: container)
        let token = "run-" + String(UInt64.random(in: 0..<UInt64.max), radix: 16)
        let request = try await site.engine { () async throws(EngineError) in
            try await task.request(of: site.plan, token: token, site.context.calls)
        }
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        let isJSON = json
        let execution = RunTaskExecution(
            context: context, phase: .service, heartbeat: { () async throws(EngineError) in }, request: request,
            deadline: deadline.map { context.now().addingTimeInterval(Double($0 * 60)) },
            onLine: { line in if !isJSON { try? StandardOutput.line(line) } })
        let outcome: RunTaskOutcome
        do {
            outcome = try await execution.run()
        } catch {
            guard error.code == .detached else { throw CommandError(error) }
            StandardError.error("\(error)")
            throw ExitCode(ExitCode.detached)
        }
        try finish(outcome)
    }

    private func finish(_ outcome: RunTaskOutcome) throws {
        let (row, code, message) = report(outcome)
        if json { try StandardOutput.line(JSONOutput.line(of: row)) }
        if let message { StandardError.error(message) }
        if code != 0 { throw ExitCode(code) }
    }

    private func report(_ outcome: RunTaskOutcome) -> (Row, code: Int32, message: String?) {
        func row(_ task: String?, _ words: String, _ code: Int? = nil) -> Row {
            Row(environment: target.environment, task: task, exitCode: code, outcome: words)
        }
        switch outcome {
        case .exited(let task, let code): return (row(task, "exited", code), Int32(truncatingIfNeeded: code), nil)
        case .failed(let failure):
            return (row(failure.task, "failed"), 1, "the task did not run: \(failure.reason)")
        case .detached(let task):
            return (row(task, "detached"), ExitCode.detached, "the task \(task) goes on")
        case .cancelled(let task): return (row(task, "cancelled"), 1, "the task was stopped")
        case .deadlineExceeded(let task):
            return (row(task, "deadlineExceeded"), 1, "the deadline passed; the task was stopped")
        }
    }
}
