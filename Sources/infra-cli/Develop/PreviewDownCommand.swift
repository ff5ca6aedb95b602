import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct PreviewDownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down",
        abstract: "Deletes a preview with its data.",
        usage: "infra-cli preview down <environment> <name> [<options>]",
        discussion: """
            Lists what is deleted and asks. The records of its releases and the evidence of failures stay in the bucket \
            of the environment.

            Exit codes: 0 deleted or nothing to delete, 1 failed or refused, 2 blocked or not confirmed, 3 detached \
            while AWS goes on; 64 wrong usage, 65 the file is not valid or allows no previews, 69 no answer, 77 not \
            permitted.

            EXAMPLE
              infra-cli preview down dev pr-12
              infra-cli preview down dev pr-12 --yes --json
            """)

    @OptionGroup var target: PreviewArgument

    @Flag(help: "Delete without asking.")
    var yes = false

    @OptionGroup var output: ProgressOptions

    func run() async throws {
        try await target.site(output: output).destroy(
            DeploymentSite.previewDestruction, isConfirmed: yes, output: output)
    }
}
