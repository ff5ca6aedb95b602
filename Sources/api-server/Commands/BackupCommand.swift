import APIServer
import ArgumentParser
import CommandLineInterface
import Diagnostics
import Storage

/// `api-server backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a verified copy of a SQLite store to a file, also while a server uses the store.")

    @Option(help: "The store: sqlite:PATH (default: STORE, else sqlite:data/weir.sqlite).")
    var store: String?

    @Option(help: "The file to write.")
    var to: String

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() async throws {
        // A connection URI would become the name of a file, including its password.
        guard !SafeDescription.namesLogin(to) else {
            throw CommandError.usage("--to: got \(SafeDescription.form(of: to)), expected the path of a file")
        }
        let flags = try SettingFlags<AllSettings>.parse(store.map { ["--store", $0] } ?? [])
        guard case .sqlite(let path) = try flags.settings().store else {
            throw CommandError.usage(
                "backup supports only SQLite; for PostgreSQL use pg_dump --format=custom --file=\(to) \"$STORE\""
            )
        }
        let summary: SQLiteBackup.Summary
        do {
            summary = try await SQLiteBackup(of: path, to: to, replacing: force).run()
        } catch {
            throw CommandError.failure(error.description)
        }
        try StandardOutput.line(
            "\(to): \(summary.datasets.counted("dataset")), \(summary.rows.counted("row")), "
                + "\(summary.bytes.counted("byte")), verified")
    }
}
