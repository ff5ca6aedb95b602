import APIServer
import ArgumentParser
import CommandLineInterface
import Diagnostics
import Models
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

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
              api-server import orders.csv --dataset orders --replace
              api-server import may.csv --dataset orders --replace --range 2026-05
              api-server import prices.csv --dataset prices --key item
              api-server import prices.csv --dataset prices --merge-duplicates
              api-server import log.csv --dataset log --zone Europe/Berlin
              api-server import umsatz.csv --dataset umsatz --dates datum=dmy \\
                  --decimal betrag=comma --encoding windows-1252

            Further settings: --help-hidden, and api-server config for their values.

            EXIT CODES
              0   the rows are written; with --preview: they could be
              1   the store is not available, or a signal stopped the command
              64  a flag or a setting is not valid, or the file contradicts it
              65  the file cannot be read without loss, or does not fit the
                  dataset; the line is named
            """)

    /// The effect on the rows that the dataset has.
    enum Effect: String, EnumerableFlag {
        case replace, mergeDuplicates, ignoreDuplicates

        /// The flag.
        var flag: String {
            switch self {
            case .replace: "--replace"
            case .mergeDuplicates: "--merge-duplicates"
            case .ignoreDuplicates: "--ignore-duplicates"
            }
        }

        static func help(for value: Effect) -> ArgumentHelp? {
            switch value {
            case .replace: "Replace the dataset's rows, or those of --range."
            case .mergeDuplicates: "Replace rows with the key of a row of the file."
            case .ignoreDuplicates: "Leave out rows with the key of another row."
            }
        }
    }

    @Argument(help: "The file, which is read twice.")
    var file: String

    @Option(help: "The dataset's name.")
    var dataset: String

    @Flag(
        help:
            "Show the columns with the reasons for their types, compare them with a dataset of this name, and write nothing."
    )
    var preview = false

    @Flag var effects: [Effect] = []

    @Option(help: "The columns that identify a row, with commas between, for a new dataset.")
    var key: String?

    @Option(help: "With --replace: a month, a year or a day, or FROM,TO.")
    var range: String?

    @Flag(help: "Print the report as JSON.")
    var json = false

    @OptionGroup(title: "Notation of the file") var notation: NotationFlags
    @OptionGroup(title: "Settings") var flags: SettingFlags<StoreSettings>
    @OptionGroup var waiting: WaitFlag

    func run() async throws {
        let mode = try mode()
        let job = try ImportJob(path: file, dataset: dataset, notation: notation, key: key)
        let settings = try flags.settings()
        let sources = try flags.sources()
        let inferred = try await job.infer()
        guard !preview else { return try await preview(job, inferred, settings, mode) }
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
            let outcome = try await job.load(inferred, into: store, mode: mode)
            await store.close()
            var report = ImportReport(job.name, inferred, outcome: outcome)
            report.store = StoreDescription(settings.store, sources)
            try print(report)
        } catch {
            await store.close()
            throw error
        }
    }

    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    private func mode() throws(CommandError) -> ImportMode {
        let given = Set(effects)
        let effect = given.first
        guard given.count <= 1 else {
            let flags = Effect.allCases.filter(given.contains).map(\.flag)
            throw CommandError.usage(
                "\(flags.joined(separator: " and ")): got \(flags.count), expected one of them. "
                    + "--replace deletes rows and then adds those of the file; with the other flags, rows whose key the file "
                    + "does not have stay")
        }
        guard effect == .replace || range == nil else {
            throw CommandError.usage("--range: expected --replace with it")
        }
        switch effect {
        case nil: return .append
        case .mergeDuplicates?: return .mergeDuplicates
        case .ignoreDuplicates?: return .ignoreDuplicates
        case .replace?:
            guard let range else { return .replace(nil) }
            let zone = try notation.options().commonZone ?? .utc
            return .replace(try ImportRange(range, zone: zone))
        }
    }

    /// Prints the columns, and the differences from a dataset that exists. Nothing is created, also no store.
    ///
    /// - Throws: ``CommandError`` with the code 65 after the report if an import would be refused.
    private func preview(
        _ job: ImportJob, _ inferred: InferredDataset, _ settings: ServerSettings, _ mode: ImportMode
    ) async throws {
        var report = ImportReport(job.name, inferred, outcome: nil)
        let flags = effects.map { " " + $0.flag } + (range.map { [" --range \($0)"] } ?? [])
        let command = "api-server import \(SafeDescription.path(file)) --dataset \(job.name)" + flags.joined()
        report.next = ["To create the dataset, with the other flags of this command:", "", "  \(command)"]
        do {
            report.comparison = try await comparison(job, inferred, settings, mode)
        } catch let error as CommandError where error.code == .failure {
            report.next = ["It was not compared with a dataset of this name."]
            try print(report)
            throw error
        }
        guard let comparison = report.comparison else {
            try job.check(inferred, mode: mode)
            return try print(report)
        }
        report.next = comparison.next(command: command, server: "http://\(settings.host):\(settings.port)")
        try print(report)
        guard !comparison.fits else { return }
        throw CommandError(
            exitCode: .data,
            description: "error: the file does not fit the dataset \"\(job.name)\"; the report has the differences")
    }

    private func comparison(
        _ job: ImportJob, _ inferred: InferredDataset, _ settings: ServerSettings, _ mode: ImportMode
    ) async throws -> ImportComparison? {
        if case .sqlite(let path) = settings.store, !FileManager.default.fileExists(atPath: path) { return nil }
        let failures = ConnectFailures()
        let store = try await StoreFactory.open(
            settings.store, connections: settings.connections, failures: failures, logger: TerminalLogHandler.logger)
        do {
            let wait = waiting.wait(for: settings.store, failures)
            do throws(StorageError) {
                let status = try await wait { () async throws(StorageError) in try await store.schemaStatus() }
                // A preview migrates nothing.
                if let error = status.error { throw .schema(error) }
            } catch {
                throw CommandError.failure("cannot open the \(settings.store.kind) store: \(error)")
            }
            let found: ImportComparison?
            do {
                found = try await job.compare(inferred, in: store, mode: mode)
            } catch let error as StorageError {
                throw CommandError.failure("cannot read from the store: \(error)")
            }
            await store.close()
            return found
        } catch {
            await store.close()
            throw error
        }
    }

    private func print(_ report: ImportReport) throws {
        try StandardOutput.write(json ? report.json() : report.text)
    }
}
