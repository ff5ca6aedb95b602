import ArgumentParser
import CommandLineInterface
import Deployment

struct OIDCShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Prints the accepted subjects and the trust policy of the deploy role.",
        usage: "infra-cli oidc show --environment <environment> [<options>]",
        discussion: """
            Exit codes: 0 success, 65 wrong environment file.

            EXAMPLE
              infra-cli oidc show -e production
            """)

    @OptionGroup var options: OIDCOptions

    func run() throws {
        try StandardOutput.write(try options.request.show(json: options.json))
    }
}
