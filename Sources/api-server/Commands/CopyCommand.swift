import APIServer
import ArgumentParser
import CMalloc
import CommandLineInterface
import Diagnostics
import Models
import Storage
import UnixSignals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `api-server copy`.
struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Copy all datasets from one store to another, and compare the copies.",
        discussion: """
            Rows keep their ids and versions, datasets their data versions. Records of Idempotency-Key are not copied: a \
            request that is repeated against the new store is a new one. Each dataset is copied completely or not at \
            all. If one fails, the others are still copied. Statements have no time-out unless DB_STATEMENT_TIMEOUT \
            is set.

            EXIT CODES
              0  all datasets are in the target, or were skipped with --skip-existing
              1  a dataset was not copied; the reasons are listed at the end, and --skip-existing resumes
            """)

    @Option(help: "The store to read: sqlite:PATH or postgres://….")
    var from: String

    @Option(help: "The store to write to.")
    var to: String

    @Flag(help: "Skip datasets that exist in the target. Use it to resume after a failure.")
    var skipExisting = false

    @Flag(help: "Show what would be copied without copying it.")
    var dryRun = false

    @OptionGroup var waiting: WaitFlag

    func run() async throws {
        // A copy does one thing after another, on changing threads. With a heap for each of them its memory grew by 15 MB on a busy
        // machine, depending on which threads there were.
        weir_share_heaps()
        let (source, target) = (try Self.location(from, of: "--from"), try Self.location(to, of: "--to"))
        guard source != target else { throw CommandError.usage("--from and --to are the same store") }
        if case .sqlite(let path) = source, !FileManager.default.fileExists(atPath: path) {
            throw CommandError.failure("there is no store at \(path)")
        }
        let connections = try Self.connections()
        let failures = (ConnectFailures(), ConnectFailures())
        let stores = (
            try await Self.make(source, connections, failures.0), try await Self.make(target, connections, failures.1)
        )
        let waits = (waiting.wait(for: source, failures.0), waiting.wait(for: target, failures.1))
        let work = Task {
            if case .sqlite = source {} else { try await Self.wait(for: stores.0, "source", waits.0) }
            if case .sqlite = target {} else { try await Self.wait(for: stores.1, "target", waits.1) }
            return try await copy(stores.0, stores.1)
        }
        let signals = Self.cancel(work)
        let outcome = await work.result
        signals.cancel()
        await stores.0.close()
        await stores.1.close()
        do {
            let failed = try outcome.get()
            guard !failed.isEmpty else { return }
            throw CommandError.failure(
                "not copied: " + failed.map { "\"\($0)\"" }.joined(separator: ", ")
                    + "; correct the cause, then resume with --skip-existing")
        } catch  where !(error is CommandError) && work.isCancelled {
            throw CommandError.failure(
                "stopped by a signal; datasets reported as copied are in the target: resume with --skip-existing")
        } catch let problem as StoreCopyError {
            if case .existing = problem { throw CommandError.failure(problem.description) }
            let reason =
                switch problem {
                case .store("the source", let error): "the source: \(source.explanation(of: error))"
                case .store("the target", let error): "the target: \(target.explanation(of: error))"
                default: problem.description
                }
            throw CommandError.failure(
                "\(reason); datasets reported as copied are in the target: resume with --skip-existing")
        } catch let problem as StorageError {
            throw CommandError.failure("cannot open the target: \(target.explanation(of: problem))")
        }
    }

    /// Waits until a store is available.
    ///
    /// - Throws: ``CommandError`` if it does not become available.
    private static func wait(for store: any AnalyticsStore, _ role: String, _ wait: DatabaseWait) async throws {
        do throws(StorageError) {
            _ = try await wait { () async throws(StorageError) in try await store.schemaStatus() }
        } catch {
            if case .cancelled = error { throw CancellationError() }
            throw CommandError.failure("cannot open the \(role): \(error)")
        }
    }

    /// Cancels the work at the first signal, which rolls back the current dataset, and exits at the second.
    private static func cancel(_ work: Task<[Identifier], any Error>) -> Task<Void, Never> {
        Task {
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                guard !work.isCancelled else { Self.exit(withError: ExitCode(128 + signal.rawValue)) }
                work.cancel()
            }
        }
    }

    /// - Returns: The datasets that could not be copied.
    private func copy(_ source: any AnalyticsStore, _ target: any AnalyticsStore) async throws -> [Identifier] {
        if !dryRun { try await target.prepare() }
        let copy = StoreCopy(from: source, to: target)
        try Self.print("DATASET", "ROWS", "COLUMNS", "OUTCOME")
        var failed: [StoreCopy.Item] = []
        // Print errors at the end, where the operator sees them, and also when the copy is aborted.
        defer { for item in failed { if let error = item.error { StandardError.error(error.description) } } }
        if dryRun {
            for item in try await copy.plan(skippingExisting: skipExisting) { try Self.print(item) }
        } else {
            var outputError: CommandError?
            try await copy.run(skippingExisting: skipExisting) { item in
                do throws(CommandError) { try Self.print(item) } catch { outputError = error }
                if item.outcome == .failed { failed.append(item) }
            }
            if let outputError { throw outputError }
        }
        return failed.map(\.name)
    }

    private static func location(_ text: String, of flag: String) throws -> StoreLocation {
        do { return try StoreLocation(text, from: flag) } catch { throw CommandError.usage(error.description) }
    }

    /// Reads the connection options from the environment, for both stores. The comparison of large stores reads whole tables in
    /// one statement.
    private static func connections() throws -> DatabaseConnections {
        let flags = try SettingFlags<AllSettings>.parse([])
        let reader = try flags.reader()
        do { return try DatabaseConnections(reader).forWholeStores() } catch {
            throw CommandError.usage(error.description)
        }
    }

    private static func make(
        _ location: StoreLocation, _ connections: DatabaseConnections, _ failures: ConnectFailures
    ) async throws -> any AnalyticsStore {
        try await StoreFactory.open(
            location, connections: connections, failures: failures, logger: TerminalLogHandler.logger)
    }

    private static func print(_ item: StoreCopy.Item) throws(CommandError) {
        let outcome =
            switch item.outcome {
            case .copied: "copied and verified"
            case .skipped: "skipped: exists in the target"
            case .planned: "would be copied"
            case .failed: "failed"
            }
        try print("\(item.name)", "\(item.rows)", "\(item.columns)", outcome)
    }

    private static func print(_ name: String, _ rows: String, _ columns: String, _ outcome: String) throws(CommandError)
    {
        func pad(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        try StandardOutput.line([pad(name, 32), pad(rows, 14), pad(columns, 8), outcome].joined(separator: " "))
    }
}
