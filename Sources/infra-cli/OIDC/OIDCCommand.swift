import ArgumentParser
import Deployment

struct OIDCCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oidc",
        abstract: "Explains which GitHub jobs may deploy, without network or credentials.",
        discussion: """
            A GitHub job assumes the deploy role with a token, whose subject names repository, branch and environment. \
            The section "github" of deploy/<environment>.yaml says which subjects the role accepts.

            EXAMPLE
              infra-cli oidc show -e production
              infra-cli oidc sub -e production --workflow deploy.yml --job deploy
              infra-cli oidc check -e production --sub repo:octo/shop:pull_request
            """,
        subcommands: [OIDCShowCommand.self, OIDCSubCommand.self, OIDCCheckCommand.self])
}

/// The options of every command of `oidc`.
struct OIDCOptions: ParsableArguments {
    @Option(
        name: .shortAndLong, help: "The environment: dev, staging, production or the name of another file in deploy.")
    var environment: String

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    @Flag(help: "Print JSON.")
    var json = false

    var request: OIDCRequest { OIDCRequest(environment: environment, directory: directory) }
}
