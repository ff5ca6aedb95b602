import APIServer
import AnalyticsAPI
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

/// `api-server try`.
struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Load a CSV or NDJSON file and serve it on this machine until Ctrl-C.",
        discussion: """
            Without --store, the data lies in a temporary folder, which is deleted
            at the end. Without --port, the system chooses a free one. A dataset
            that a store already has is left as it is.

            EXAMPLES
              api-server try orders.csv
              api-server try umsatz.csv --dates dmy --zone Europe/Berlin
              api-server try log.ndjson --port 9000 --store sqlite:log.sqlite

            Further settings: --help-hidden, and api-server config for their values.

            EXIT CODES
              0   the server was stopped
              1   the server cannot listen, or the store is not available or has
                  a dataset of this name
              64  a flag or a setting is not valid, or the file contradicts it
              65  the file cannot be read without loss; the line is named
            """)

    @OptionGroup var argument: FileArgument

    @Option(help: "The dataset's name (default: the file's name).")
    var dataset: String?

    @Flag(help: "Print the report and the addresses as JSON.")
    var json = false

    @OptionGroup(title: "Notation of the file") var notation: NotationFlags
    @OptionGroup(title: "Settings") var flags: SettingFlags<TrialSettings>

    func run() async throws {
        let job = try ImportJob(path: argument.path(), dataset: self.dataset, notation: notation)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "weir-try-\(UInt64.random(in: 0 ... .max))")
        let settings = try self.settings(folder)
        let access: AccessPolicy
        do { access = try settings.access() } catch { throw CommandError.usage(error.description) }
        guard settings.listensOnLoopback else {
            throw CommandError.usage(
                "try serves this machine only; to serve others, import the file and start the server")
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let inferred = try await job.infer()
        let store = try await StoreFactory.open(
            settings.store, connections: settings.connections, logger: TerminalLogHandler.logger)
        let report: ImportReport
        let dataset: Dataset
        let query: FirstQuery
        do {
            do throws(StorageError) { _ = try await store.prepare() } catch {
                throw CommandError.failure(
                    "cannot open the \(settings.store.kind) store: \(settings.store.explanation(of: error))")
            }
            try await job.requireNew(
                in: store, at: settings.store, StoreDescription(settings.store, try flags.sources()))
            let outcome = try await job.load(inferred, into: store, at: settings.store)
            dataset = outcome.dataset
            report = ImportReport(job.name, inferred, outcome: outcome)
            query = try await FirstQuery(for: dataset, in: store)
            await store.close()
        } catch {
            await store.close()
            throw error
        }
        let isJSON = json
        try await ServerProcess(settings: settings, access: access, version: BuildVersion.current) { port in
            let host = "http://\(settings.host):\(port)"
            try? Self.announce(report, dataset, query, host, isJSON: isJSON)
        }.run()
    }

    /// Reads the settings, with defaults that suit a trial.
    private func settings(_ folder: URL) throws(CommandError) -> ServerSettings {
        let given = try flags.reader()
        let hasStore = given(.store) != nil || Setting.database.contains { given($0) != nil }
        do {
            return try ServerSettings { setting in
                switch setting {
                case .store: hasStore ? given(setting) : "sqlite:\(folder.path)/weir.sqlite"
                default: given(setting) ?? TrialSettings.fallback(of: setting)
                }
            }
        } catch {
            throw CommandError.usage(error.description)
        }
    }

    private static func announce(
        _ report: ImportReport, _ dataset: Dataset, _ query: FirstQuery, _ host: String, isJSON: Bool
    ) throws {
        let path = "\(host)/v1/datasets/\(dataset.name)"
        let page = "\(host)/explore/\(dataset.name)"
        let answer = query.address(of: dataset.name, host: host)
        guard !isJSON else {
            return try StandardOutput.write(
                report.json(addresses: [
                    "explorer": page, "dataset": path, "rows": path + "/rows", "answer": answer,
                    "chart": answer + "&format=svg", "query": path + "/query",
                ]))
        }
        try StandardOutput.write(
            report.text + """

                Explore  \(page)
                Dataset  \(path)
                Rows     \(path)/rows?limit=10
                Answer   \(answer)
                Chart    \(answer)&format=svg
                Query    curl -s \(path)/query \\
                           -H 'Content-Type: application/json' \\
                           -d '\(query.json)'

                Ctrl-C stops the server.

                """)
    }
}
