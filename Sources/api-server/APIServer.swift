import ArgumentParser
import Diagnostics
import Models

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The `api-server` program.
@main
struct APIServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api-server",
        abstract: "An analytics API over HTTP: datasets, ingest and queries.",
        discussion: """
            EXAMPLES
              api-server
                  Listens on 127.0.0.1:8080 and stores data in data/weir.sqlite.
              api-server --port 9000 --store sqlite:/var/lib/weir/weir.sqlite
              api-server --host 0.0.0.0 --anonymous all --store postgres://weir@db.internal/weir
                  Allows all operations to every client that can reach the server. The password comes from PGPASSWORD.
              api-server health
                  Exits with 0 if the server at HOST and PORT is live, else with 1.
              api-server migrate --status
                  Lists the steps of the schema and their states.

            Every flag can also be set as an environment variable, for example --drain-seconds as DRAIN_SECONDS. A flag
            takes precedence.
            """,
        version: Version.current,
        subcommands: [
            ServeCommand.self, HealthCommand.self, MigrateCommand.self, BackupCommand.self, CopyCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)

    /// Parses the command line and runs the command. The parser's error messages are printed without the arguments that they
    /// quote, because any argument may be a misplaced password.
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let complaint = commandNames.complaint(about: arguments) {
            exit(withError: Failure.usage(complaint))
        }
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            // Flush buffered output, which fails on a full disk.
            guard fflush(nil) == 0 else {
                throw Failure.environment("standard output cannot be written: \(String(cString: strerror(errno)))")
            }
        } catch {
            guard !(error is ExitCode), exitCode(for: error) != .success else { exit(withError: error) }
            let text = SafeDescription.message(fullMessage(for: error), hiding: arguments)
            Terminal.write(Array((text + "\n").utf8), to: STDERR_FILENO)
            exit(withError: exitCode(for: error))
        }
    }

    private static let commandNames = CommandNames(
        "api-server", configuration.subcommands.map { CommandNames($0.configuration.commandName ?? "") })
}

/// The version of this build.
enum Version {
    static let current = "0.1.0"
}
