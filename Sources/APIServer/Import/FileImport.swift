package import Diagnostics
package import Models
package import Storage

/// Loads a file of rows into a store: infers the definition, creates the dataset if there is none, and writes the rows in one
/// transaction.
package struct FileImport: Sendable {
    /// The result of an import.
    package struct Outcome: Sendable {
        /// The dataset with its rows.
        package let dataset: Dataset
        /// `true` if the import created the dataset.
        package let isNew: Bool
        /// The number of rows written, changed, left out and deleted.
        package let rows: IngestOutcome
    }

    private let file: RowFile
    private let format: InferenceFormat
    private let options: InferenceOptions
    private let onProgress: @Sendable (ImportProgress.Phase, Int) -> Void

    /// Creates an import.
    ///
    /// - Parameters:
    ///   - format: The format; `nil` to take it from the file's name and its first byte.
    ///   - options: The notation as far as the operator states it.
    ///   - onProgress: Called with a phase and its bytes so far.
    /// - Throws: ``CommandError`` for a file of another format.
    package init(
        _ file: RowFile, format: InferenceFormat? = nil, options: InferenceOptions,
        onProgress: @escaping @Sendable (ImportProgress.Phase, Int) -> Void = { _, _ in }
    ) throws(CommandError) {
        self.file = file
        self.options = options
        self.onProgress = onProgress
        switch file.ending {
        case "ndjson", "jsonl": self.format = format ?? .ndjson
        case "json" where format == nil:
            throw RowFile.failure(
                file.path,
                "JSON documents have no lines; write one object a line, for example with: jq -c '.[]', or use --format ndjson "
                    + "if it has lines")
        default: self.format = format ?? .csv
        }
    }

    /// Infers the definition.
    ///
    /// - Throws: ``CommandError`` with the code 65 for a file that is refused, and 64 for an option that is not valid.
    package func infer() async throws -> InferredDataset {
        var inference = DatasetInference(format: format, options: options)
        let onProgress = onProgress
        do {
            for try await chunk in file.chunks({ onProgress(.inferring, $0) }) {
                try Task.checkCancellation()
                try inference.consume(chunk)
            }
            return try inference.finish()
        } catch let error as InferenceError {
            throw Self.explained(error, file)
        }
    }

    /// Compares the file with a dataset: its columns, and each of its rows.
    ///
    /// - Throws: ``CommandError`` if the file cannot be read.
    package func compare(_ inferred: InferredDataset, with dataset: Dataset) async throws -> ImportComparison {
        let onProgress = onProgress
        let columns: DatasetComparison
        do throws(DefinitionError) {
            columns = try inferred.comparison(with: dataset.definition)
        } catch {
            throw RowFile.failure(file.path, error.description)
        }
        var check = RowCheck(parser: columns.parser)
        do {
            for try await chunk in file.chunks({ onProgress(.comparing, $0) }) {
                try Task.checkCancellation()
                try check.read(chunk)
            }
            try check.finish()
        } catch let error as RowError {
            throw RowFile.failure(file.path, ImportFlag.translated(error.sentence))
        }
        return ImportComparison(
            columns: columns, dataset: dataset, refused: check.parser.rejectedRows, errors: check.parser.errors)
    }

    /// Writes the rows, into a new dataset or into one that exists.
    ///
    /// - Throws: ``CommandError`` with the code 65 for rows that do not fit, ``StorageError``.
    package func load(
        _ inferred: InferredDataset, named name: Identifier, into store: any AnalyticsStore, mode: ImportMode = .append
    ) async throws -> Outcome {
        let onProgress = onProgress
        let chunks = file.chunks { onProgress(.writing, $0) }
        do {
            guard let existing = try await Self.dataset(name, in: store) else {
                let definition = try inferred.definition(named: name)
                // A new dataset has no key, and no rows to replace.
                let slice = try mode.mode(for: definition).slice
                let parsed = ParsedRowSource(
                    chunks, parser: inferred.parser(for: definition), skipsBadRows: false, digest: nil)
                let (dataset, outcome) = try await store.createDataset(
                    definition, rows: Self.rows(parsed, in: slice, of: definition))
                return Outcome(dataset: dataset, isNew: true, rows: outcome)
            }
            let (ingest, slice) = try mode.mode(for: existing.definition)
            let parser = try inferred.parser(forExisting: existing.definition)
            let parsed = ParsedRowSource(chunks, parser: parser, skipsBadRows: false, digest: nil)
            let outcome = try await store.ingest(
                Self.rows(parsed, in: slice, of: existing.definition), into: existing, mode: ingest,
                idempotencyKey: nil)
            return Outcome(dataset: try await store.dataset(named: name), isNew: false, rows: outcome)
        } catch let error as RowError {
            throw RowFile.failure(
                file.path, "no row was written to \"\(name)\": \(ImportFlag.translated(error.sentence))")
        } catch let error as DefinitionError {
            throw RowFile.failure(file.path, error.description)
        } catch let error as StorageError {
            switch error {
            case .rejected(let rejections): throw refusal(rejections, of: name, mode)
            case .malformed(let error):
                throw RowFile.failure(
                    file.path, "no row was written to \"\(name)\": \(ImportFlag.translated(error.sentence))")
            case .sourceFailed(let cause as CommandError): throw cause
            default: throw error
            }
        }
    }

    /// Returns the error of refused rows, with the flags that write rows with the keys of other ones.
    private func refusal(_ rejections: IngestRejections, of name: Identifier, _ mode: ImportMode) -> CommandError {
        let first = rejections.errors.first
        let sentence = first?.sentence ?? "\(rejections.count) rows do not fit"
        let hint =
            first?.isKeyTaken == true && mode == .append
            ? "; --merge-duplicates replaces rows with the key of a row of the file, and --ignore-duplicates leaves the new ones out"
            : ""
        return RowFile.failure(
            file.path, "no row was written to \"\(name)\": \(ImportFlag.translated(sentence))\(hint)")
    }

    private static func rows(
        _ rows: ParsedRowSource<FileChunks>, in slice: RowFilter?, of dataset: DatasetDefinition
    ) -> any RowSource {
        guard let slice, let index = dataset.timeIndex else { return rows }
        return SliceRowSource(rows, in: slice, of: dataset, index: index)
    }

    /// Returns the dataset of a name; `nil` if there is none.
    package static func dataset(
        _ name: Identifier, in store: any AnalyticsStore
    ) async throws(StorageError) -> Dataset? {
        do throws(StorageError) {
            return try await store.dataset(named: name)
        } catch {
            guard case .datasetNotFound = error else { throw error }
            return nil
        }
    }

    private static func explained(_ error: InferenceError, _ file: RowFile) -> CommandError {
        switch error {
        case .file(let error): RowFile.failure(file.path, ImportFlag.translated(error.sentence))
        case .option(let error): CommandError.usage(ImportFlag.sentence(error))
        }
    }
}

/// A parser whose rows are counted and not kept.
private struct RowCheck {
    private(set) var parser: any RowParser

    init(parser: any RowParser) { self.parser = parser }

    // Not inlined for the reason at ``ImportMode/mode(for:)``.
    @inline(never)
    mutating func read(_ chunk: [UInt8]) throws {
        try chunk.withUnsafeBytes { bytes in try parser.consume(bytes) }
        _ = parser.takeBatch()
    }

    @inline(never)
    mutating func finish() throws { try parser.finish() }
}
