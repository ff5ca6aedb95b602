import ArgumentParser
import Diagnostics
import Infra

/// The entry point: parses, calls `Infra`, prints.
@main
struct InfraCLI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infra-cli",
        abstract: "Puts Weir into an AWS account and keeps it healthy.",
        discussion: """
            Environments are files: deploy/dev.yaml is the environment "dev".

            Exit codes: 0 success, 1 a service answered with an error, 64 wrong usage, 65 wrong data (an environment \
            file, a name that does not exist), 69 no answer, 73 output that cannot be written, 77 no credentials, wrong \
            ones or not allowed.

            EXAMPLE
              infra-cli synth --environment dev
              infra-cli whoami --profile staging
            """,
        version: BuildVersion.current,
        subcommands: [SynthCommand.self, WhoAmICommand.self, RequestCommand.self, SecretsCommand.self])

    /// Parses and runs. What the parser says of a command line is printed without the arguments that it quotes: any may be a
    /// password in the wrong place.
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let complaint = commandNames.complaint(about: arguments, nearest: { Nearest.name(to: $0, among: $1) }) {
            StandardError.write("error: \(complaint); see: infra-cli --help\n")
            exit(withError: ExitCode(CommandError.Code.usage.rawValue))
        }
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if error is ExitCode { exit(withError: error) }
            if exitCode(for: error) == .success {
                // Help and the version are output like any other.
                do { try StandardOutput.line(fullMessage(for: error)) } catch { exit(withError: error) }
                exit(withError: ExitCode.success)
            }
            StandardError.write(SafeDescription.message(fullMessage(for: error), hiding: arguments) + "\n")
            exit(withError: exitCode(for: error))
        }
    }

    private static let commandNames = names(of: InfraCLI.self)

    private static func names(of command: any ParsableCommand.Type) -> CommandNames {
        CommandNames(command.configuration.commandName ?? "", command.configuration.subcommands.map { names(of: $0) })
    }
}
