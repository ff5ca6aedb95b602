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
        /// The number of rows written.
        package let inserted: Int64
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

    /// Writes the rows, into a new dataset or at the end of one that exists.
    ///
    /// - Throws: ``CommandError`` with the code 65 for rows that do not fit, ``StorageError``.
    package func load(
        _ inferred: InferredDataset, named name: Identifier, into store: any AnalyticsStore
    ) async throws -> Outcome {
        let onProgress = onProgress
        let chunks = file.chunks { onProgress(.writing, $0) }
        do {
            guard let existing = try await Self.dataset(name, in: store) else {
                let definition = try inferred.definition(named: name)
                let rows = ParsedRowSource(
                    chunks, parser: inferred.parser(for: definition), skipsBadRows: false, digest: nil)
                let (dataset, outcome) = try await store.createDataset(definition, rows: rows)
                return Outcome(dataset: dataset, isNew: true, inserted: outcome.inserted)
            }
            let parser = try inferred.parser(forExisting: existing.definition)
            let rows = ParsedRowSource(chunks, parser: parser, skipsBadRows: false, digest: nil)
            let outcome = try await store.ingest(rows, into: existing, idempotencyKey: nil)
            return Outcome(
                dataset: try await store.dataset(named: name), isNew: false, inserted: outcome.inserted)
        } catch let error as RowError {
            throw RowFile.failure(file.path, "no row was written to \"\(name)\": \(error.sentence)")
        } catch let error as DefinitionError {
            throw RowFile.failure(file.path, error.description)
        } catch let error as StorageError {
            switch error {
            case .rejected(let rejections):
                let first = rejections.errors.first?.sentence ?? "\(rejections.count) rows do not fit"
                throw RowFile.failure(file.path, "no row was written to \"\(name)\": \(first)")
            case .malformed(let error):
                throw RowFile.failure(file.path, "no row was written to \"\(name)\": \(error.sentence)")
            case .sourceFailed(let cause as CommandError): throw cause
            default: throw error
            }
        }
    }

    private static func dataset(
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
        case .file(let error): RowFile.failure(file.path, error.sentence)
        case .option(let error): CommandError.usage("the option \(error.description)")
        }
    }
}
