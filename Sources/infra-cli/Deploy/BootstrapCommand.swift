import AWSOperations
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct BootstrapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap",
        abstract: "Prepares an account for deployments of an environment.",
        usage: "infra-cli bootstrap <environment> [<options>]",
        discussion: """
            Makes the artifact bucket, the image repository and the roles that deploy, with an administrator's \
            credentials. Run it once for each environment, and again when a deployment says that the execution role \
            lacks permissions. --diff shows the changes and ends.

            Exit codes: 0 deployed or nothing to do, 1 failed, 2 not approved or, with --diff, there are changes, 3 \
            detached; 64 wrong usage, 65 the file is not valid, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli bootstrap production --diff
              infra-cli bootstrap production --yes
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Show the changes and end.")
    var diff = false

    @Flag(help: "Approve whatever is shown.")
    var yes = false

    @OptionGroup var output: ProgressOptions

    func validate() throws {
        guard !(diff && yes) else { throw ValidationError("got --diff and --yes; expected one of them") }
    }

    func run() async throws {
        let site = try target.site(output: output)
        try site.refusePreview("bootstrap", "it uses the bootstrap stack of its environment")
        let stack = try site.planner.bootstrapStack()
        let dialogue = TerminalDialogue(planner: BootstrapPlanner(base: site.plan, stack: stack), isJSON: output.json)
        let outcome: BootstrapRun.Outcome
        do {
            outcome = try await BootstrapRun(context: site.context, stack: stack).run(
                environment: site.plan.environment
            ) { review, deployed in
                await dialogue.show(review, deployed: deployed.map { [stack.name: $0] } ?? [:])
                if diff { return false }
                if yes { return true }
                return await dialogue.approves(review)
            }
        } catch {
            throw CommandError(error)
        }
        site.progress?.finish()
        switch outcome {
        case .unchanged(let stack): try StandardOutput.line("\(stack.name) is up to date")
        case .deployed(let stack):
            try StandardOutput.line("\(stack.name) is \(stack.status.rawValue)")
            for (name, value) in stack.outputs.sorted(by: { $0.key < $1.key }) {
                try StandardOutput.line("  \(name)  \(value)")
            }
        case .notApproved: throw ExitCode(ExitCode.notApproved)
        case .failed(let failure): throw CommandError.failure(failure.words)
        case .detached:
            StandardError.line(
                "CloudFormation goes on; follow it with: infra-cli events \(site.plan.environment) --stack bootstrap")
            throw ExitCode(ExitCode.detached)
        }
    }
}

/// The plan of the bootstrap stack alone, for its review.
private struct BootstrapPlanner: ReleasePlanner {
    let base: ReleasePlan
    let stack: PlannedStack

    func plan(imageDigest: String?) -> ReleasePlan {
        var plan = base
        plan.stacks = [stack]
        return plan
    }
}
