import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Leads an environment out of what a failed run left behind.",
        usage: "infra-cli recover <environment> [<options>]",
        discussion: """
            Looks at every stack, the lease and the ledger, shows the steps back to an environment that can be deployed, \
            and performs them after a confirmation: follows running operations, continues or starts rollbacks, deletes \
            stacks that can only be deleted, records the outcome of a run that died and releases its lease.

            Never deletes or skips a resource with data unless --allow-loss names it.

            Exit codes: 0 nothing to do or recovered, 1 something is left or an error, 2 refused or not confirmed, 3 \
            detached while AWS goes on, 4 a run holds the lease; 64 wrong usage, 65 the file is not valid, 69 no answer, \
            77 not permitted.

            EXAMPLE
              infra-cli recover production
              infra-cli recover production --skip --yes
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Perform the steps without asking.")
    var yes = false

    @Flag(help: "Cancel running operations instead of waiting for them.")
    var abort = false

    @Flag(help: "Give up resources that a rollback cannot restore.")
    var skip = false

    @Flag(help: "Leave resources that cannot be deleted in the account.")
    var retain = false

    @Flag(help: "Delete a stack by force whose deletion failed.")
    var force = false

    @Option(help: "A resource with data that may be lost; repeatable.")
    var allowLoss: [String] = []

    @OptionGroup var output: ProgressOptions

    func validate() throws {
        guard !(retain && force) else { throw ValidationError("got --retain and --force; expected one of them") }
    }

    private struct Row: Encodable {
        let event = "result"
        let operation = "recover"
        let environment: String
        let steps: [String]
        let done: [String]
        let refusals: [String]
        let obstacle: String?
        let releases: [String: String]
        let redeployment: String

        enum CodingKeys: String, CodingKey {
            case event, operation, environment, steps, done, refusals, obstacle, releases, redeployment
        }
    }

    func run() async throws {
        let site = try target.site(output: output)
        let known = try await site.ledgerIfBootstrapped()
        let stacks = [try site.bootstrapEnvironmentStack()] + site.environmentStacks
        let recovery = RecoverExecution(
            context: site.context, ledger: known?.ledger, location: known?.location, stacks: stacks,
            record: try await site.leaseRecord("recover"),
            options: RecoverOptions(
                aborts: abort, skips: skip, retains: retain, forces: force, allowedLosses: Set(allowLoss)))
        let plan = try await Self.result { () async throws(EngineError) in try await recovery.plan() }
        for line in plan.lines { StandardError.line(line) }
        guard !plan.isEmpty else {
            return try show(site, plan, RecoverExecution.Result(rest: plan))
        }
        if plan.steps.isEmpty {
            try show(site, plan, RecoverExecution.Result(rest: plan))
            throw ExitCode(plan.isLeaseHeld ? ExitCode.leaseHeld : ExitCode.notApproved)
        }
        guard yes || Confirmation.ask("Perform these steps on \(site.plan.environment)?") else {
            throw ExitCode(ExitCode.notApproved)
        }
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        let result: RecoverExecution.Result
        do {
            result = try await recovery.run(plan)
        } catch  where error.code == .detached {
            site.progress?.finish()
            StandardError.error("\(error)")
            throw ExitCode(ExitCode.detached)
        } catch {
            site.progress?.finish()
            throw CommandError(error)
        }
        site.progress?.finish()
        try show(site, plan, result)
        if let obstacle = result.obstacle { throw CommandError.failure(obstacle) }
        if !result.rest.refusals.isEmpty { throw ExitCode(ExitCode.notApproved) }
    }

    private func show(_ site: DeploymentSite, _ plan: RecoverPlan, _ result: RecoverExecution.Result) throws {
        if output.json {
            let row = Row(
                environment: site.plan.environment, steps: plan.steps.map(\.description),
                done: result.done.map(\.description), refusals: result.rest.refusals, obstacle: result.obstacle,
                releases: Dictionary(uniqueKeysWithValues: result.closed.map { ("\($0.key)", $0.value.state) }),
                redeployment: plan.redeployment.rawValue)
            return try StandardOutput.write(JSONOutput.text(of: row))
        }
        if plan.isEmpty { return try StandardOutput.line("\(site.plan.environment) needs no recovery") }
        for step in result.done { try StandardOutput.line("done: \(step)") }
        for (number, outcome) in result.closed.sorted(by: { $0.key < $1.key }) {
            try StandardOutput.line("release \(number): \(outcome)")
        }
        for refusal in result.rest.refusals { StandardError.error(refusal) }
    }

    private static func result<Value>(_ body: () async throws(EngineError) -> Value) async throws(CommandError) -> Value
    {
        do {
            return try await body()
        } catch {
            throw CommandError(error)
        }
    }
}
