import ArgumentParser
import Deployment
import Diagnostics

/// The entry point, which parses arguments, calls `Infra` and prints the result.
@main
struct InfraCLI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infra-cli",
        abstract: "Deploys Weir to an AWS account and operates it.",
        discussion: """
            Environments are files: deploy/dev.yaml is the environment "dev".

            Exit codes: 0 success, 1 error of a service, 64 wrong usage, 65 wrong data (an environment file, a missing \
            resource), 69 no response, 73 output cannot be written, 77 missing or wrong credentials, or access denied.

            EXAMPLE
              infra-cli synth --environment dev
              infra-cli whoami --profile staging
            """,
        version: BuildVersion.current,
        subcommands: [SynthCommand.self, WhoAmICommand.self, RequestCommand.self, SecretsCommand.self])

    /// Parses the arguments and runs the command. The parser's messages are printed without the arguments that they quote,
    /// because any may be a misplaced password.
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let complaint = commandNames.complaint(about: arguments) {
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
                // Help and the version go to standard output.
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
