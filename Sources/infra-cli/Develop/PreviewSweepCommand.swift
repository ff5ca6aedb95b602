import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct PreviewSweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Deletes the previews that are still there after their end.",
        usage: "infra-cli preview sweep <environment> [<options>]",
        discussion: """
            AWS deletes a preview at its end. This is for what it could not delete, such as a stack whose network AWS \
            itself still used, and fits a nightly job. A preview before its end is left alone.

            Exit codes: 0 deleted or nothing to delete, 1 failed or refused, 2 blocked or not confirmed, 3 detached \
            while AWS goes on; 64 wrong usage, 65 the file is not valid or allows no previews, 69 no answer, 77 not \
            permitted.

            EXAMPLE
              infra-cli preview sweep dev --yes
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Delete without asking.")
    var yes = false

    @OptionGroup var output: ProgressOptions

    func run() async throws {
        let site = try target.site(output: output)
        let expired = try await site.previews().filter(\.isExpired)
        guard !expired.isEmpty else {
            StandardError.note("\(site.plan.environment) has no preview after its end")
            return
        }
        var last: (any Error)?
        for preview in expired {
            let one = try DeploymentSite(
                preview.environment, directory: target.directory, aws: target.aws, output: output)
            do {
                try await one.destroy(DeploymentSite.previewDestruction, isConfirmed: yes, output: output)
            } catch {
                // The next one may be deleted all the same.
                if let error = error as? CommandError { StandardError.line(error.description) }
                last = error is CommandError ? ExitCode(1) : error
            }
        }
        if let last { throw last }
    }
}
