import ArgumentParser
import CommandLineInterface
import DeployEngine

struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Follows the operation that runs in an environment.",
        usage: "infra-cli attach <environment> [<options>]",
        discussion: """
            For an operation that another terminal or a job began, or that was detached. It changes nothing. At its end, \
            records that a dead run left open are closed as the stacks prove; repeat infra-cli deploy to go on with the \
            steps behind it.

            Exit codes: 0 every operation succeeded or none ran, 1 one failed, 3 detached again; 64 wrong usage, 65 no \
            such environment, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli attach production
            """)

    @OptionGroup var target: EnvironmentArgument
    @OptionGroup var output: ProgressOptions

    func run() async throws {
        let site = try target.site(output: output)
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        let run = AttachRun(context: site.context, plan: site.plan, location: try? await site.location())
        let results = try await site.engine { () async throws(EngineError) in try await run.run() }
        site.progress?.finish()
        if results.isEmpty {
            // A run that migrates or verifies changes no stack, and there is nothing of it to follow.
            let lease = try? await site.leaseStatus()
            let words =
                lease?.stored == nil ? "nothing runs in \(site.plan.environment)" : "no stack changes at present"
            try StandardOutput.line([words, lease?.stored?.record?.summary].compactMap(\.self).joined(separator: "; "))
        }
        var code: Int32 = 0
        for result in results {
            let (words, failed) = Self.words(result)
            try StandardOutput.line(words)
            code = max(code, failed)
        }
        let closed = try await site.engine { () async throws(EngineError) in try await run.closeRecords() }
        for release in closed { try StandardOutput.line("release \(release.number): \(release.outcome)") }
        if code != 0 { throw ExitCode(code) }
    }

    private static func words(_ result: AttachRun.Result) -> (text: String, code: Int32) {
        switch result.outcome {
        case .succeeded: ("\(result.stack): succeeded", 0)
        case .failed(let failure), .rolledBack(let failure): (failure.words, 1)
        case .paused(let gate):
            ("\(result.stack): waits at the gate \(gate.stage): infra-cli approve, or abort", ExitCode.detached)
        case .detached: ("\(result.stack): goes on", ExitCode.detached)
        case .cancelled(let failure), .deadlineExceeded(let failure):
            (failure?.words ?? "\(result.stack): cancelled", 1)
        }
    }
}
