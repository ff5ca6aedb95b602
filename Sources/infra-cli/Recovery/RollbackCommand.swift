import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Returns an environment to an earlier release.",
        usage: "infra-cli rollback <environment> [--to <number>] [<options>]",
        discussion: """
            Restores the templates, the parameters and the image of a release from the ledger, through change sets and \
            the review of a deployment. --service-only returns the service to that release's task definition in seconds; \
            its stacks stay as they are, and the next deployment closes the difference.

            Data, the schema and secrets stay as they are. Refused before anything is changed: a release whose image or \
            task definition is gone, or that cannot serve the present schema.

            Exit codes: 0 rolled back, 1 failed or refused, 2 not approved, 3 detached while AWS goes on, 4 another run \
            holds the lease; 64 wrong usage, 65 the file is not valid, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli rollback production --service-only
              infra-cli rollback production --to 41
            """)

    @OptionGroup var target: EnvironmentArgument

    @Option(name: .customLong("to"), help: "The release; by default the newest that can be restored.")
    var number: Int?

    @Flag(help: "Return to the task definition alone, without CloudFormation.")
    var serviceOnly = false

    @Flag(help: "Approve whatever is shown.")
    var yes = false

    @Option(help: "Approve the changes with this digest, or its first 12 digits or more.")
    var approve: String?

    @Option(help: "A resource with content that may be replaced or removed; repeatable.")
    var allowReplace: [String] = []

    @Flag(help: "State that the release can serve the present schema, although the ledger does not say so.")
    var acceptSchema = false

    @Option(help: "Minutes until the operation is cancelled; without a limit by default.")
    var deadline: Int?

    @OptionGroup var output: ProgressOptions

    func validate() throws {
        if let number, number < 1 { throw ValidationError("got --to \(number); expected the number of a release") }
        if let deadline, !(1...1440).contains(deadline) {
            throw ValidationError("got --deadline \(deadline); expected 1 to 1440 minutes")
        }
        guard !(yes && approve != nil) else { throw ValidationError("got --yes and --approve; expected one of them") }
        guard !(serviceOnly && (approve != nil || !allowReplace.isEmpty)) else {
            throw ValidationError(
                "--approve and --allow-replace belong to change sets, which --service-only does not make")
        }
    }

    func run() async throws {
        let site = try target.site(output: output)
        // The templates of earlier releases have an end that may be past, and task definitions that are gone.
        try site.refusePreview("rollback", "deploy the earlier image with infra-cli preview up")
        let ledger = try await site.ledger()
        let preparation = RollbackPreparation(context: site.context, ledger: ledger)
        let plan: RollbackPlan
        do {
            plan = try await preparation.plan(
                to: number, scope: serviceOnly ? .service : .stacks, acceptsSchema: acceptSchema
            ).plan
        } catch {
            throw CommandError(error)
        }
        for line in plan.lines { StandardError.line(line) }
        guard plan.refusals.isEmpty else {
            throw CommandError.failure("\(site.plan.environment) cannot return to release \(plan.number)")
        }
        if serviceOnly {
            try await rollBackService(site, ledger, plan)
        } else {
            try await rollBackStacks(site, preparation, plan)
        }
    }

    private func rollBackStacks(_ site: DeploymentSite, _ preparation: RollbackPreparation, _ plan: RollbackPlan)
        async throws
    {
        let planner: LedgerPlanner
        do {
            planner = try await preparation.planner(of: plan, base: site.plan)
        } catch {
            throw CommandError(error)
        }
        var options = DeployOptions()
        options.approval = yes ? .always : approve.map { .digest($0) } ?? .ask
        options.allowedReplacements = Set(allowReplace)
        options.deadline = deadline.map { .seconds($0 * 60) }
        options.restores = plan.target?.number
        try await site.deploy(options, output: output, planner: planner)
    }

    private struct Row: Encodable {
        let event = "result"
        let operation = "rollback"
        let environment: String
        let release: Int
        let restores: Int?
        let outcome: String

        enum CodingKeys: String, CodingKey { case event, operation, environment, release, restores, outcome }
    }

    private func rollBackService(_ site: DeploymentSite, _ ledger: ReleaseLedger, _ plan: RollbackPlan) async throws {
        let question =
            "Return the service of \(site.plan.environment) to release \(plan.target?.number ?? plan.number)?"
        guard yes || Confirmation.ask(question) else { throw ExitCode(ExitCode.notApproved) }
        var run = ServiceRollbackRun(context: site.context, ledger: ledger, author: CIEnvironment.author())
        run.deadline = deadline.map { .seconds($0 * 60) }
        let prepared = run
        var found: (release: Release, outcome: ServiceRollbackExecution.Outcome)?
        try await site.underLease("rollback") { (lease, _) async throws(EngineError) in
            found = try await prepared.run(plan, under: lease)
        }
        guard let result = found else { return }
        if output.json {
            try StandardOutput.write(
                JSONOutput.text(
                    of: Row(
                        environment: site.plan.environment, release: result.release.number,
                        restores: result.release.restores, outcome: result.release.outcome.state)))
        } else {
            try StandardOutput.line("release \(result.release.number): \(result.release.outcome)")
        }
        switch result.outcome {
        case .succeeded: break
        case .failed(let failure):
            throw CommandError.failure(failure.reason ?? "the service deployment is \(failure.status)")
        case .deadlineExceeded: throw CommandError.failure("the deadline passed; the service deployment was stopped")
        case .paused(let paused):
            StandardError.line(
                "the deployment waits at \(paused.stage); continue with: infra-cli approve \(site.plan.environment)")
            throw ExitCode(ExitCode.detached)
        case .detached:
            StandardError.line("ECS goes on; look with: infra-cli status \(site.plan.environment)")
            throw ExitCode(ExitCode.detached)
        }
    }
}
