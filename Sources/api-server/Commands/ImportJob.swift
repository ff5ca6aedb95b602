import APIServer
import CommandLineInterface
import Diagnostics
import Models
import Storage
import Synchronization
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The import of a file by a command, with its progress on standard error.
final class ImportJob: Sendable {
    /// The dataset's name.
    let name: Identifier
    private let work: FileImport
    private let line: ProgressLine

    /// Checks the file, the name and the notation.
    ///
    /// - Parameters:
    ///   - dataset: The dataset's name; `nil` for the file's.
    ///   - key: The columns that identify a row, separated by commas.
    /// - Throws: ``CommandError``.
    init(path: String, dataset: String?, notation: NotationFlags, key: String? = nil) throws(CommandError) {
        let file = try RowFile(path: path)
        let name = try Self.name(dataset, file)
        let line = ProgressLine(
            ImportProgress(name: name.rawValue, total: file.size, isTerminal: isatty(STDERR_FILENO) == 1))
        work = try FileImport(
            file, format: notation.inferenceFormat(), options: notation.options(key: key), onProgress: line.show)
        self.name = name
        self.line = line
    }

    private static func name(_ dataset: String?, _ file: RowFile) throws(CommandError) -> Identifier {
        guard let dataset else {
            guard let name = Identifier(suggestedBy: file.stem) else {
                throw CommandError.usage("the file's name gives no name for a dataset; choose one with --dataset")
            }
            return name
        }
        do { return try Identifier(dataset) } catch {
            throw CommandError.usage(
                "--dataset: got \(SafeDescription.title(dataset)), expected a lower-case letter followed by at most 62 "
                    + "lower-case letters, digits or underscores" + NearestName.hint(error.nearest))
        }
    }

    /// Infers the definition.
    func infer() async throws -> InferredDataset {
        defer { line.end() }
        return try await work.infer()
    }

    /// Checks that a mode allows a new dataset.
    func check(
        _ inferred: InferredDataset, creating absence: ImportTarget.Absence, mode: ImportMode
    ) throws(CommandError) {
        try work.check(inferred, creating: absence, mode: mode)
    }

    /// Compares the file with a dataset.
    func compare(
        _ inferred: InferredDataset, with dataset: Dataset, in store: any AnalyticsStore, mode: ImportMode
    ) async throws -> ImportComparison {
        defer { line.end() }
        return try await work.compare(inferred, with: dataset, mode: mode, in: store)
    }

    /// Checks that a store has no dataset of the name, so that a repeated command does not add the same rows again.
    ///
    /// - Throws: ``CommandError``.
    func requireNew(
        in store: any AnalyticsStore, at location: StoreLocation, _ description: StoreDescription
    ) async throws {
        let target: ImportTarget
        do throws(StorageError) {
            target = try await ImportTarget(name, in: store)
        } catch {
            throw CommandError.failure("cannot read from the store: \(location.explanation(of: error))")
        }
        guard case .existing(let found) = target else { return }
        throw CommandError.failure(
            "the store has a dataset \"\(name)\" with \(found.rowCount.counted("row")) already (\(description.text)), and no row was added. "
                + "To serve it: \(description.command). To add the file's rows: api-server import, with the same --store. "
                + "To keep both: another name with --dataset")
    }

    /// Writes the rows into a store. The first signal to stop rolls back, the second ends the program.
    ///
    /// - Throws: ``CommandError``.
    func load(
        _ inferred: InferredDataset, into store: any AnalyticsStore, at location: StoreLocation,
        mode: ImportMode = .append
    ) async throws -> FileImport.Outcome {
        let task = Task { [work, name] in try await work.load(inferred, named: name, into: store, mode: mode) }
        let signals = Task {
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                guard !task.isCancelled else { exit(128 + signal.rawValue) }
                task.cancel()
            }
        }
        defer {
            signals.cancel()
            line.end()
        }
        do {
            return try await task.value
        } catch  where task.isCancelled {
            throw CommandError.failure("stopped by a signal; no row was written")
        } catch let error as StorageError {
            throw CommandError.failure("cannot write to the store: \(location.explanation(of: error))")
        }
    }
}

/// A line on standard error that shows an import's progress.
private final class ProgressLine: Sendable {
    private let progress: Mutex<ImportProgress>
    private let start = ContinuousClock.now

    init(_ progress: ImportProgress) { self.progress = Mutex(progress) }

    @Sendable func show(_ phase: ImportProgress.Phase, _ bytes: Int) {
        let text = progress.withLock { $0.text(phase, bytes: bytes, at: start.duration(to: .now)) }
        if let text { StandardError.write(text) }
    }

    @Sendable func end() {
        if let text = progress.withLock({ $0.end() }) { StandardError.write(text) }
    }
}
