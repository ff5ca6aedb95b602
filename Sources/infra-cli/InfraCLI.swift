import ArgumentParser
import Infra

/// The entry point: parses, calls `Infra`, prints.
@main
struct InfraCLI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infra-cli",
        abstract: "Puts Weir into an AWS account and keeps it healthy.",
        discussion: """
            Environments are files: deploy/dev.yaml is the environment “dev”.

            Exit codes: 0 success, 64 wrong usage, 65 wrong data (an environment file, a name that does not exist), \
            73 output that cannot be written.

            EXAMPLE
              infra-cli synth --environment dev
            """,
        version: BuildVersion.current,
        subcommands: [SynthCommand.self])
}
