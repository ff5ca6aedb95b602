import ArgumentParser
import CommandLineInterface
import Deployment

/// Prints the generated pages of the documentation.
struct ReferenceCommand: ParsableCommand {
    enum Page: String, CaseIterable, ExpressibleByArgument {
        case environment
        case checks
    }

    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Prints a generated page of the documentation.",
        discussion: """
            Exit codes: those of every command.

            EXAMPLE
              infra-cli reference environment > Docs/Environment.md
              infra-cli reference checks > Docs/Checks.md
            """,
        shouldDisplay: false)

    @Argument(help: "The page: environment or checks.")
    var page: Page

    func run() throws {
        try StandardOutput.write(page == .environment ? EnvironmentReference.text : CheckReference.text)
    }
}
