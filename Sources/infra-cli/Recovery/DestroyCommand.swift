import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Deletes the stacks of an environment.",
        usage: "infra-cli destroy <environment> [<options>]",
        discussion: """
            Lists first what blocks the deletion, what is deleted with its data and what stays: termination and deletion \
            protection, buckets and repositories with content, network interfaces, exports in use. Then it deletes the \
            service before what it depends on. Data goes with its stack if the environment's file says so, outside of \
            production; otherwise --allow-loss has to name it.

            The bucket with the ledger and the repository stay, unless --bootstrap is given.

            Exit codes: 0 deleted or nothing to delete, 1 failed, 2 blocked or not confirmed, 3 detached while AWS goes \
            on; 64 wrong usage, 65 the file is not valid, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli destroy dev
              infra-cli destroy dev --empty --bootstrap --yes
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Delete without asking.")
    var yes = false

    @Flag(help: "Empty buckets and repositories that are deleted.")
    var empty = false

    @Flag(help: "Switch off the termination protection of the stacks.")
    var unprotect = false

    @Flag(help: "Delete the bootstrap stack as well.")
    var bootstrap = false

    @Option(help: "A resource that may be deleted with its data; repeatable.")
    var allowLoss: [String] = []

    @OptionGroup var output: ProgressOptions

    private struct Row: Encodable {
        let event = "result"
        let operation = "destroy"
        let environment: String
        let isDeleted: Bool
        let blockers: [String]
        let steps: [String]
        let losses: [String]
        let retained: [String]

        enum CodingKeys: String, CodingKey {
            case event, operation, environment, isDeleted, blockers, steps, losses, retained
        }
    }

    func run() async throws {
        let site = try target.site(output: output)
        let destruction = DestroyExecution(
            context: site.context, addresses: site.addresses, stacks: site.environmentStacks,
            bootstrap: try site.bootstrapEnvironmentStack(), location: try await site.ledgerIfBootstrapped()?.location,
            record: try await site.leaseRecord("destroy"),
            options: DestroyOptions(
                empties: empty, unprotects: unprotect, allowedLosses: Set(allowLoss),
                acceptsDeclaredLosses: !site.plan.isProduction, includesBootstrap: bootstrap))
        let plan: DestroyPlan
        do {
            plan = try await destruction.plan()
        } catch {
            throw CommandError(error)
        }
        for line in plan.lines { StandardError.line(line) }
        if plan.isEmpty {
            try show(site, plan, isDeleted: false)
            return
        }
        guard plan.blockers.isEmpty else {
            try show(site, plan, isDeleted: false)
            throw ExitCode(ExitCode.notApproved)
        }
        guard yes || Confirmation.askFor(site.plan.environment, "This deletes \(site.plan.environment).") else {
            throw ExitCode(ExitCode.notApproved)
        }
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        do {
            try await destruction.run(plan)
        } catch  where error.code == .detached {
            site.progress?.finish()
            StandardError.error("\(error)")
            throw ExitCode(ExitCode.detached)
        } catch {
            site.progress?.finish()
            throw CommandError(error)
        }
        site.progress?.finish()
        try show(site, plan, isDeleted: true)
    }

    private func show(_ site: DeploymentSite, _ plan: DestroyPlan, isDeleted: Bool) throws {
        if output.json {
            let row = Row(
                environment: site.plan.environment, isDeleted: isDeleted,
                blockers: plan.blockers.map { "\($0.stack): \($0.reason); \($0.remedy)" },
                steps: plan.steps.map(\.description), losses: plan.losses, retained: plan.retained)
            return try StandardOutput.write(JSONOutput.text(of: row))
        }
        if plan.isEmpty { return try StandardOutput.line("\(site.plan.environment) has no stacks") }
        if isDeleted { try StandardOutput.line("\(site.plan.environment) is deleted") }
    }
}
