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

    @OptionGroup var argument: FileArgument

    @OptionGroup(title: "Target") var target: ImportFlags

    @Flag(help: "Print the report as JSON.")
    var json = false

    @OptionGroup(title: "Notation of the file") var notation: NotationFlags
    @OptionGroup(title: "Settings") var flags: SettingFlags<StoreSettings>
    @OptionGroup var waiting: WaitFlag

    func run() async throws {
        let file = try argument.path()
        let mode = try target.mode(notation)
        let job = try ImportJob(path: file, dataset: target.dataset, notation: notation, key: target.key)
        let settings = try flags.settings()
        let sources = try flags.sources()
        let inferred = try await job.infer()
        guard !target.preview else { return try await preview(job, inferred, settings, sources, mode) }
        let failures = ConnectFailures()
        let store = try await StoreFactory.open(
            settings.store, connections: settings.connections, failures: failures, logger: TerminalLogHandler.logger)
        let wait = waiting.wait(for: settings.store, failures)
        do {
            do throws(StorageError) {
                _ = try await wait { () async throws(StorageError) in try await store.prepare() }
            } catch {
                throw CommandError.failure(
                    "cannot open the \(settings.store.kind) store: \(settings.store.explanation(of: error))")
            }
            let outcome = try await job.load(inferred, into: store, at: settings.store, mode: mode)
            await store.close()
            var report = ImportReport(job.name, inferred, outcome: outcome)
            report.store = StoreDescription(settings.store, sources)
            try print(report)
        } catch {
            await store.close()
            throw error
        }
    }

    /// Prints the columns, and the differences from a dataset that exists. Nothing is created, also no store.
    ///
    /// - Throws: ``CommandError`` with the code 65 after the report if an import would be refused.
    private func preview(
        _ job: ImportJob, _ inferred: InferredDataset, _ settings: ServerSettings, _ sources: SettingSources,
        _ mode: ImportMode
    ) async throws {
        var report = ImportReport(job.name, inferred, outcome: nil)
        let flags = target.effects.map { " " + $0.flag } + (target.range.map { [" --range \($0)"] } ?? [])
        let command = "api-server import \(SafeDescription.path(argument.file)) --dataset \(job.name)" + flags.joined()
        report.next = ["To create the dataset, with the other flags of this command:", "", "  \(command)"]
        var absence = ImportTarget.Absence(job.name)
        do {
            switch try await comparison(job, inferred, settings, mode) {
            case .existing(let comparison): report.comparison = comparison
            case .absent(let found): absence = found
            }
        } catch let error as CommandError where error.code == .failure {
            report.next = ["It was not compared with a dataset of this name."]
            try print(report)
            throw error
        }
        guard let comparison = report.comparison else {
            try job.check(inferred, creating: absence, mode: mode)
            report.similar = absence.similar
            return try print(report)
        }
        // The command itself uses no server, so the default port says nothing about the server's address.
        let server = sources[.port].map { _ in ProbeTarget(listeningOn: settings.host, port: settings.port).origin }
        report.next = comparison.next(command: command, server: server)
        try print(report)
        guard !comparison.fits else { return }
        throw CommandError(
            exitCode: .data,
            description: "error: the file does not fit the dataset \"\(job.name)\"; the report has the differences")
    }

    /// The comparison with a dataset, or the absence of one.
    private enum Comparison {
        case existing(ImportComparison)
        case absent(ImportTarget.Absence)
    }

    private func comparison(
        _ job: ImportJob, _ inferred: InferredDataset, _ settings: ServerSettings, _ mode: ImportMode
    ) async throws -> Comparison {
        if case .sqlite(let path) = settings.store, !FileManager.default.fileExists(atPath: path) {
            return .absent(ImportTarget.Absence(job.name))
        }
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
                throw CommandError.failure(
                    "cannot open the \(settings.store.kind) store: \(settings.store.explanation(of: error))")
            }
            let found: Comparison
            do {
                switch try await ImportTarget(job.name, in: store) {
                case .absent(let absence): found = .absent(absence)
                case .existing(let dataset):
                    found = .existing(try await job.compare(inferred, with: dataset, in: store, mode: mode))
                }
            } catch let error as StorageError {
                throw CommandError.failure("cannot read from the store: \(settings.store.explanation(of: error))")
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
