import APIServer
import ArgumentParser
import CommandLineInterface
import Diagnostics
import Models
import Storage

/// `api-server import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Load a CSV or NDJSON file into a dataset of a store.",
        discussion: """
            The whole file decides about the columns: their names come from the
            headers, and each has the narrowest type that holds every value
            unchanged. A dataset that does not exist is created; rows are added
            to one that does, in its own types. All rows are written, or none.

            EXAMPLES
              api-server import orders.csv --dataset orders --preview
              api-server import orders.csv --dataset orders
              api-server import log.csv --dataset log --zone Europe/Berlin
              api-server import umsatz.csv --dataset umsatz --dates datum=dmy \\
                  --decimal betrag=comma --encoding windows-1252

            EXIT CODES
              0   the rows are written; with --preview: they could be
              1   the store is not available, or a signal stopped the command
              64  a flag or a setting is not valid, or the file contradicts it
              65  the file cannot be read without loss; the line is named
            """)

    @Argument(help: "The file, which is read twice.")
    var file: String

    @Option(help: "The dataset's name.")
    var dataset: String

    @Flag(help: "Show the columns with the reasons for their types, and write nothing.")
    var preview = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    @OptionGroup(title: "Notation of the file") var notation: NotationFlags
    @OptionGroup(title: "Settings") var flags: SettingFlags
    @OptionGroup var waiting: WaitFlag

    func run() async throws {
        let job = try ImportJob(path: file, dataset: dataset, notation: notation)
        let settings = try flags.settings()
        let inferred = try await job.infer()
        guard !preview else { return try print(ImportReport(job.name, inferred, outcome: nil)) }
        let failures = ConnectFailures()
        let store = try await StoreFactory.open(
            settings.store, connections: settings.connections, failures: failures, logger: TerminalLogHandler.logger)
        let wait = waiting.wait(for: settings.store, failures)
        do {
            do throws(StorageError) {
                _ = try await wait { () async throws(StorageError) in try await store.prepare() }
            } catch {
                throw CommandError.failure(
                    "cannot open the \(settings.store.kind) store: \(error)")
            }
            let outcome = try await job.load(inferred, into: store)
            await store.close()
            try print(ImportReport(job.name, inferred, outcome: outcome))
        } catch {
            await store.close()
            throw error
        }
    }

    private func print(_ report: ImportReport) throws {
        try StandardOutput.write(json ? report.json() : report.text)
    }
}
