import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct ImageCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks whether ECS can run the image of an environment.",
        usage: "infra-cli image check <environment> [<options>]",
        discussion: """
            Reads the index, the manifest and the configuration in the registry: the platform must be right in each, and \
            the image must not be archived. A deployment does the same.

            Exit codes: 0 ECS can run it, 1 it cannot or AWS reported an error, 64 wrong usage, 65 wrong environment \
            file, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli image check production
              infra-cli image check production --image weir:1.3.0 --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Option(help: "The image, such as weir:1.3.0; the file's by default.")
    var image: String?

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() async throws {
        let site = try target.site(image: image)
        let report = try await site.imageReport()
        try StandardOutput.write(json ? JSONOutput.text(of: report) : report.lines.map { $0 + "\n" }.joined())
        if !report.problems.isEmpty { throw ExitCode(1) }
    }
}

extension DeploymentSite {
    /// The check of the environment's image.
    func imageReport() async throws(CommandError) -> ImageReport {
        guard plan.image.isOwn else {
            throw CommandError(
                exitCode: .data, description: "error: the image is of another registry, which infra-cli cannot ask")
        }
        do {
            return try await ImageCheck(calls: context.calls, blobs: blobs).run(plan.image)
        } catch {
            throw CommandError(error)
        }
    }
}
