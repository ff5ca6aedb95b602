import AnalyticsAPI
import ArgumentParser
import Diagnostics
import Storage

/// `api-server backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a checked copy of a SQLite store to a file; the server may be running.")

    @Option(help: "The store: sqlite:PATH (default: STORE, else sqlite:data/weir.sqlite).")
    var store: String?

    @Option(help: "The file to write.")
    var to: String

    @Flag(help: "Replace the file if it is there.")
    var force = false

    func run() async throws {
        // A copy goes to a file; what is named like another store would become a file of that name, password and all.
        guard !SafeDescription.namesLogin(to) else {
            throw Failure.usage("--to: got \(SafeDescription.form(of: to)), expected the path of a file")
        }
        let flags = try SettingFlags.parse(store.map { ["--store", $0] } ?? [])
        guard case .sqlite(let path) = try flags.settings().store else {
            throw Failure.usage(
                "backup copies SQLite stores; for PostgreSQL use pg_dump: pg_dump --format=custom --file=\(to) \"$STORE\""
            )
        }
        do {
            let summary = try await SQLiteBackup(of: path, to: to, replacing: force).run()
            print("\(to): \(summary.datasets) datasets, \(summary.rows) rows, \(summary.bytes) bytes, checked")
        } catch {
            throw Failure.environment(error.description)
        }
    }
}
