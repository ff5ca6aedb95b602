import ArgumentParser

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
}

/// The version of this build.
enum Version {
    static let current = "0.1.0"
}
