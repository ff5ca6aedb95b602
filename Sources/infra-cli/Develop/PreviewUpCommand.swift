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

struct PreviewUpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Makes or changes a preview, and lets it stay from now on.",
        usage: "infra-cli preview up <environment> <name> [<options>]",
        discussion: """
            Deploys as infra-cli deploy does: lease, preflight, review, foundation, migration on the new image, service, \
            verification. The first deployment makes a network and a database, which takes about 15 minutes; later ones \
            change what differs. Each moves the end to midnight (UTC) after the days of bootstrap.previewDays. With \
            --json the first line is the event "preview" with the name and the end.

            Exit codes: 0 deployed or nothing to do, 1 failed or refused, 2 not approved, 3 detached while AWS goes on, \
            4 another run holds the lease; 64 wrong usage, 65 the file is not valid or allows no previews, 69 no answer, \
            77 not permitted.

            EXAMPLE
              infra-cli preview up dev pr-12 --image weir:pr-12 --yes
              infra-cli preview up dev pr-12 --image weir:pr-12 --approve 3f9a0c51b2d4
            """)

    @OptionGroup var target: PreviewArgument

    @Option(help: "The image, such as weir:pr-12; the file's by default.")
    var image: String?

    @Flag(help: "Approve whatever is shown.")
    var yes = false

    @Option(help: "Approve the changes with this digest, or its first 12 digits or more.")
    var approve: String?

    @Option(help: "Minutes until the operation is cancelled; without a limit by default.")
    var deadline: Int?

    @OptionGroup var output: ProgressOptions

    private struct Row: Encodable {
        let event = "preview"
        let environment: String
        let expires: Date

        enum CodingKeys: String, CodingKey { case event, environment, expires }
    }

    func validate() throws {
        guard !(yes && approve != nil) else { throw ValidationError("got --yes and --approve; expected one of them") }
        if let deadline, !(1...1440).contains(deadline) {
            throw ValidationError("got --deadline \(deadline); expected 1 to 1440 minutes")
        }
    }

    func run() async throws {
        let site = try target.site(image: image, output: output)
        guard let preview = site.planner.settings.preview else {
            throw CommandError.usage("\(site.plan.environment) is no preview")
        }
        if output.json {
            let row = Row(environment: site.plan.environment, expires: preview.expires)
            try StandardOutput.line(JSONOutput.line(of: row))
        } else {
            StandardError.note(
                "\(site.plan.environment) stays until \(Table.time(preview.expires)); its log: infra-cli logs \(site.plan.environment)"
            )
        }
        var options = DeployOptions()
        options.approval = yes ? .always : approve.map { .digest($0) } ?? .ask
        options.deadline = deadline.map { .seconds($0 * 60) }
        try await site.deploy(options, output: output)
    }
}
