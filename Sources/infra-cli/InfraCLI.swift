import ArgumentParser
import Infra

/// The entry point: parses, calls `Infra`, prints.
@main
struct InfraCLI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infra-cli",
        abstract: "Puts Weir into an AWS account and keeps it healthy.",
        discussion: """
            Environments are files: deploy/dev.yaml is the environment “dev”.

            Exit codes: 0 success, 1 a service answered with an error, 64 wrong usage, 65 wrong data (an environment \
            file, a name that does not exist), 69 no answer, 73 output that cannot be written, 77 no credentials or not \
            allowed.

            EXAMPLE
              infra-cli synth --environment dev
              infra-cli whoami --profile staging
            """,
        version: BuildVersion.current,
        subcommands: [SynthCommand.self, WhoAmICommand.self, RequestCommand.self, SecretsCommand.self])
}
