import ArgumentParser
import CommandLineInterface
import Diagnostics

/// The `api-server` program.
@main
struct APIServerProgram: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "api-server",
        abstract: "An analytics API over HTTP: datasets, ingest and queries.",
        discussion: """
            EXAMPLES
              api-server
                  Listens on 127.0.0.1:8080 and stores data in
                  data/weir.sqlite.
              api-server --port 9000 --store sqlite:/var/lib/weir/weir.sqlite
              api-server --host 0.0.0.0 --anonymous all \\
                  --store postgres://weir@db.internal/weir
                  Allows all operations to every client that can reach the
                  server. The password comes from PGPASSWORD.
              api-server try orders.csv
                  Loads a file and serves it on this machine.
              api-server import orders.csv --dataset orders
                  Loads a file into a dataset of the store.
              api-server health
                  Exits with 0 if the server at HOST and PORT is live, else
                  with 1.
              api-server migrate --status
                  Lists the steps of the schema and their states.
              api-server keys create dashboard --scope read
                  Prints a new API key, once.
              api-server config
                  Prints the effective settings with their origins, without
                  secrets.

            Every flag can also be set as an environment variable, for example --drain-seconds as DRAIN_SECONDS, or in the file \
            of --config. A flag takes precedence over a variable, and a variable over the file.
            """,
        version: BuildVersion.current,
        subcommands: [
            ServeCommand.self, TryCommand.self, ImportCommand.self, HealthCommand.self, MigrateCommand.self,
            BackupCommand.self, CopyCommand.self, KeysCommand.self, ConfigCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)

    static func main() async { await runFromCommandLine() }
}
