import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Removes images and task definitions that no rollback needs.",
        usage: "infra-cli prune <environment> [<options>]",
        discussion: """
            Lists first, and removes what was confirmed: images, task definitions, templates and evidence of releases \
            older than the newest that --keep retains. Nothing that the running service, a stack, a task, an open or a \
            retained release refers to is removed, nor an image that any active task definition of the account names or \
            that was pushed within --days. The records of the releases stay; a pruned release cannot be restored.

            Exit codes: 0 removed, listed or nothing to remove, 1 failed, 2 refused or not confirmed, 4 another run holds \
            the lease; 64 wrong usage, 65 the file is not valid, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli prune dev --dry-run
              infra-cli prune production --keep 20 --yes --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Option(help: "The number of releases that a rollback can restore.")
    var keep = 10

    @Option(help: "The days after its push in which an image stays in any case.")
    var days = 14

    @Flag(help: "Leave images alone, such as those that another account pulls.")
    var keepImages = false

    @Flag(help: "List what would be removed, and remove nothing.")
    var dryRun = false

    @Flag(help: "Remove without asking.")
    var yes = false

    @OptionGroup var output: ProgressOptions

    func validate() throws {
        guard (1...1000).contains(keep) else { throw ValidationError("got --keep \(keep); expected 1 to 1000") }
        guard (0...3650).contains(days) else { throw ValidationError("got --days \(days); expected 0 to 3650") }
        guard !(dryRun && yes) else { throw ValidationError("got --dry-run and --yes; expected one of them") }
    }

    private struct Row: Encodable {
        struct Image: Encodable {
            let digest: String
            let tags: [String]
            let pushed: Date
            let bytes: Int?
        }

        let event = "result"
        let operation = "prune"
        let environment: String
        let isRemoved: Bool
        let repository: String?
        let releases: [Int]
        let taskDefinitions: [String]
        let images: [Image]
        let objects: [String]
        let kept: [String: String]
        let refusals: [String]
        let notes: [String]

        enum CodingKeys: String, CodingKey {
            case event, operation, environment, isRemoved, repository, releases, taskDefinitions, images, objects, kept
            case refusals, notes
        }

        init(_ plan: PrunePlan, isRemoved: Bool) {
            environment = plan.environment
            self.isRemoved = isRemoved
            repository = plan.repository
            releases = plan.releases
            taskDefinitions = plan.taskDefinitions
            images = plan.images.map { Image(digest: $0.digest, tags: $0.tags, pushed: $0.pushed, bytes: $0.bytes) }
            objects = plan.objects
            kept = Dictionary(plan.kept.map { (String($0.key), $0.value) }) { first, _ in first }
            refusals = plan.refusals
            notes = plan.notes
        }
    }

    func run() async throws {
        let site = try target.site(output: output)
        try site.refusePreview("prune", "its task definitions go with its stacks")
        var options = PruneOptions(targets: keep, grace: .seconds(days * 86_400))
        options.leavesImages =
            keepImages ? "--keep-images was given" : site.planner.foreignPull(directory: target.directory)
        let preparation = PrunePreparation(
            context: site.context, ledger: try await site.ledger(), plan: site.plan, options: options)
        let plan = try await site.engine { () async throws(EngineError) in try await preparation.plan() }
        for line in plan.lines { StandardError.line(line) }
        guard plan.refusals.isEmpty else {
            try show(plan, isRemoved: false)
            throw ExitCode(ExitCode.notApproved)
        }
        guard !plan.isEmpty, !dryRun else { return try show(plan, isRemoved: false) }
        guard yes || Confirmation.ask("Remove this from \(site.plan.environment)?") else {
            try show(plan, isRemoved: false)
            throw ExitCode(ExitCode.notApproved)
        }
        try await site.underLease("prune") { _, heartbeat throws(EngineError) in
            _ = try await PruneExecution(preparation, heartbeat: heartbeat).run(plan)
        }
        try show(plan, isRemoved: true)
    }

    private func show(_ plan: PrunePlan, isRemoved: Bool) throws {
        if output.json {
            return try StandardOutput.line(JSONOutput.line(of: Row(plan, isRemoved: isRemoved)))
        }
        guard plan.refusals.isEmpty else { return }
        if plan.isEmpty { return try StandardOutput.line("nothing to remove") }
        let contents =
            "\(plan.images.count) images (\(plan.bytes / 1_000_000) MB), \(plan.taskDefinitions.count) task definitions and \(plan.objects.count) objects"
        try StandardOutput.line(isRemoved ? "removed \(contents)" : "to remove: \(contents)")
    }
}
