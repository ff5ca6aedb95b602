import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct PreviewListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the previews of an environment.",
        usage: "infra-cli preview list <environment> [<options>]",
        discussion: """
            Name, state, end and address of every preview that has a stack. One that is still there after its end could \
            not be deleted: infra-cli preview sweep deletes it and says why.

            Exit codes: 0 listed, 1 refused or AWS reported an error, 64 wrong usage, 65 no such environment, 69 no \
            answer, 77 not permitted.

            EXAMPLE
              infra-cli preview list dev
              infra-cli preview list dev --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() async throws {
        let site = try target.site()
        let previews = try await site.previews()
        if json { return try StandardOutput.write(JSONOutput.text(of: previews)) }
        guard !previews.isEmpty else { return try StandardOutput.line("\(site.plan.environment) has no previews") }
        let rows = previews.map { preview in
            [
                preview.environment, preview.state, preview.expires.map(Table.time) ?? "-", preview.url ?? "-",
            ]
        }
        try StandardOutput.write(Table.text(["PREVIEW", "STATE", "EXPIRES", "URL"], rows))
    }
}
