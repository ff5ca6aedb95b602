package import ArgumentParser
import Diagnostics

/// The root command of a program.
package protocol CommandLineProgram: AsyncParsableCommand {}

extension CommandLineProgram {
    /// Parses the command line, runs the command, and exits with its code. Call it from `main()`.
    ///
    /// The parser's error messages are printed without the arguments that they quote: any argument may be a misplaced password.
    package static func runFromCommandLine() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            do {
                try await run(arguments)
            } catch  where exitCode(for: error) == .success && !(error is ExitCode) {
                // Help and the version are results, so a failure to write them is an error.
                try StandardOutput.line(fullMessage(for: error))
            }
        } catch let error as CommandError {
            StandardError.line(error.description)
            exit(withError: ExitCode(error.code.rawValue))
        } catch let error as ExitCode {
            exit(withError: error)
        } catch {
            StandardError.line(SafeDescription.message(fullMessage(for: error), hiding: arguments))
            exit(withError: exitCode(for: error))
        }
    }

    private static func run(_ arguments: [String]) async throws {
        let names = names(of: Self.self)
        if let complaint = names.complaint(about: arguments) {
            throw CommandError.usage("\(complaint); see: \(names.name) --help")
        }
        var command = try parseAsRoot(arguments)
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    private static func names(of command: any ParsableCommand.Type) -> CommandNames {
        CommandNames(command.configuration.commandName ?? "", command.configuration.subcommands.map { names(of: $0) })
    }
}
