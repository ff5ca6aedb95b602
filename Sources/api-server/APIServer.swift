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

/// The analytics API as a process.
@main
struct APIServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api-server",
        abstract: "An analytics API: datasets, ingest, queries.",
        discussion: """
            EXAMPLES
              api-server
                  Serves on 127.0.0.1:8080 with SQLite in data/weir.sqlite.
              api-server --port 9000 --store sqlite:/var/lib/weir/weir.sqlite
              api-server --host 0.0.0.0 --anonymous all --store postgres://weir@db.internal/weir
                  Opens the API to everyone who reaches the address; the password comes from PGPASSWORD.
              api-server health
                  Exits with 0 if a server answers at HOST and PORT, else with 1.
              api-server migrate --status
                  Shows which steps the store's own tables have gone through.

            Every flag can be given as an environment variable: --drain-seconds as DRAIN_SECONDS. A flag wins.
            """,
        version: Version.current,
        subcommands: [
            ServeCommand.self, HealthCommand.self, MigrateCommand.self, BackupCommand.self, CopyCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)

    /// Parses and runs. What the parser says of a command line is printed without the arguments that it quotes: any may be a
    /// password in the wrong place.
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let complaint = commandNames.complaint(about: arguments, nearest: { NearestName.match($0, among: $1) }) {
            exit(withError: Failure.usage(complaint))
        }
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            // What was printed may still be held back, and fail now: on a full disk a command has told nothing.
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
