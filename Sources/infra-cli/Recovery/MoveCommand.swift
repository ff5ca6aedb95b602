import AWSClient
import AWSOperations
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct MoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Renames or moves deployed resources without replacing them.",
        usage: "infra-cli move <environment> <old>=<new> ... [<options>]",
        discussion: """
            Each entry names a resource where it is deployed and where the environment's new templates have it, as \
            stack/LogicalId. CloudFormation moves it by a stack refactor, which changes no property; the next deployment \
            finds it under its new name. Run it before that deployment. An entry that is done already is no error. A \
            deployment does the same for the entries "moved" of the environment's file.

            Exit codes: 0 moved or nothing to move, 1 failed, 2 refused or not confirmed, 3 detached while AWS goes on, 4 \
            another run holds the lease; 64 wrong usage, 65 the file is not valid, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli move dev foundation/Database=foundation/MainDatabase
            """)

    @OptionGroup var target: EnvironmentArgument

    @Argument(help: "The moves, such as foundation/Old=foundation/New.")
    var moves: [String]

    @Flag(help: "Move without asking.")
    var yes = false

    @OptionGroup var output: ProgressOptions

    func run() async throws {
        let site = try target.site(output: output)
        var entries: [ResourceMove] = []
        for text in moves {
            let sides = text.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2 else {
                throw CommandError.usage("got the move \(SafeDescription.setting(text)); expected stack/Old=stack/New")
            }
            entries.append(
                ResourceMove(from: try site.resource(String(sides[0])), to: try site.resource(String(sides[1]))))
        }
        let plan = MovePlan(
            entries, live: try await site.liveTemplates(Set(entries.flatMap { [$0.from.stack, $0.to.stack] })),
            planned: Dictionary(uniqueKeysWithValues: site.plan.stacks.map { ($0.name, $0.template) }))
        for line in plan.lines { StandardError.line(line) }
        guard plan.refusals.isEmpty else { throw ExitCode(ExitCode.notApproved) }
        guard !plan.moves.isEmpty else { return try StandardOutput.line("nothing to move") }
        guard yes || Confirmation.ask("Move \(plan.moves.count) resources of \(site.plan.environment)?") else {
            throw ExitCode(ExitCode.notApproved)
        }
        try await site.underLease("move") { _, heartbeat throws(EngineError) in
            try await MoveExecution(context: site.context, heartbeat: heartbeat, plan: plan).run()
        }
        try StandardOutput.line("moved \(plan.moves.count) resources; deploy now")
    }
}

struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Takes existing resources into a stack instead of creating them.",
        usage: "infra-cli adopt <environment> <resource>=<identifier> ... [<options>]",
        discussion: """
            Each entry names a resource of the environment's templates, as stack/LogicalId, and the existing one: its \
            name, or its ARN where the type is identified by one. CloudFormation imports it and changes nothing else; \
            the next deployment brings its properties up to date. The resource needs a removal policy. A deployment does \
            the same for the entries "adopt" of the environment's file.

            Exit codes: 0 adopted or nothing to adopt, 1 failed, 2 refused or not confirmed, 3 detached while AWS goes \
            on, 4 another run holds the lease; 64 wrong usage, 65 the file is not valid, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli adopt dev foundation/Database=weir-dev-db
            """)

    @OptionGroup var target: EnvironmentArgument

    @Argument(help: "The resources, such as foundation/Database=weir-dev-db.")
    var resources: [String]

    @Flag(help: "Adopt without asking.")
    var yes = false

    @OptionGroup var output: ProgressOptions

    func run() async throws {
        let site = try target.site(output: output)
        var adopted: [String: [AdoptedResource]] = [:]
        for text in resources {
            guard let separator = text.firstIndex(of: "=") else {
                throw CommandError.usage("got \(SafeDescription.setting(text)); expected stack/LogicalId=identifier")
            }
            let place = try site.resource(String(text[..<separator]))
            let identifier = String(text[text.index(after: separator)...])
            adopted[place.stack, default: []].append(
                AdoptedResource(stack: place.stack, logicalID: place.logicalID, identifiers: ["": identifier]))
        }
        let live = try await site.liveTemplates(Set(adopted.keys))
        var plans: [(stack: PlannedStack, plan: AdoptPlan)] = []
        for stack in site.plan.stacks {
            guard let entries = adopted[stack.name] else { continue }
            plans.append((stack, AdoptPlan(entries, live: live[stack.name], planned: stack.template)))
        }
        for line in plans.flatMap(\.plan.lines) { StandardError.line(line) }
        guard plans.allSatisfy(\.plan.refusals.isEmpty) else { throw ExitCode(ExitCode.notApproved) }
        let count = plans.map(\.plan.resources.count).reduce(0, +)
        guard count > 0 else { return try StandardOutput.line("nothing to adopt") }
        guard yes || Confirmation.ask("Adopt \(count) resources into \(site.plan.environment)?") else {
            throw ExitCode(ExitCode.notApproved)
        }
        let setup = try await site.setup()
        let ordered = plans
        try await site.underLease("adopt") { lease, heartbeat throws(EngineError) in
            let token = await lease.record.token
            for (stack, plan) in ordered {
                try await AdoptExecution(
                    context: site.context, heartbeat: heartbeat, stack: stack, plan: plan,
                    executionRole: setup.executionRole, token: "adopt-\(token)"
                ).complete()
            }
        }
        try StandardOutput.line("adopted \(count) resources; deploy now")
    }
}

extension DeploymentSite {
    /// The place of a resource written as `stack/LogicalId`.
    func resource(_ text: String) throws(CommandError) -> ResourceLocation {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, parts[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else {
            throw CommandError.usage("got the resource \(SafeDescription.setting(text)); expected stack/LogicalId")
        }
        return ResourceLocation(stack: try stack(String(parts[0])).name, logicalID: String(parts[1]))
    }

    /// The deployed templates of those stacks that exist.
    func liveTemplates(_ names: Set<String>) async throws(CommandError) -> [String: String] {
        var templates: [String: String] = [:]
        for name in names.sorted() {
            do throws(AWSError) {
                guard let found = try await StackDescription.find(name, context.calls),
                    found.status != .reviewInProgress
                else { continue }
                templates[name] = try await context.calls.call(
                    StackOperations.GetTemplate(stack: found.id, stage: "Original")
                ).template
            } catch {
                throw CommandError(error)
            }
        }
        return templates
    }

    /// Runs a change while this process holds the environment's lease.
    /// - Parameters:
    ///   - operation: The operation's name in the lease.
    ///   - body: Changes the environment, with the lease and its renewal.
    func underLease(
        _ operation: String,
        _ body: (LeaseHolder, @escaping @Sendable () async throws(EngineError) -> Void) async throws(EngineError) ->
            Void
    ) async throws {
        let record = try await leaseRecord(operation)
        let (names, calls) = (plan.stacks.map(\.name), context.calls)
        let lease = LeaseHolder(
            context: context, location: try await location(), record: record,
            busyStacks: { () async throws(AWSError) in try await BusyStack.among(names, calls) })
        do throws(LeaseError) {
            try await lease.acquire()
        } catch {
            StandardError.error("\(error)")
            throw ExitCode(error.isHeldByAnother ? ExitCode.leaseHeld : 1)
        }
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        let heartbeat: @Sendable () async throws(EngineError) -> Void = { () async throws(EngineError) in
            do throws(LeaseError) {
                try await lease.heartbeat()
            } catch {
                throw EngineError(error)
            }
        }
        do throws(EngineError) {
            try await body(lease, heartbeat)
        } catch {
            await lease.release()
            progress?.finish()
            if error.code == .detached {
                StandardError.error("\(error)")
                throw ExitCode(ExitCode.detached)
            }
            throw CommandError(error)
        }
        await lease.release()
        progress?.finish()
    }
}
