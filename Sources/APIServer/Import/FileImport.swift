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
        /// A dataset whose name is nearly that of a new one; `nil` if there is none.
        package var similar: String?
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

    /// Checks that a mode allows a new dataset with the file's definition.
    ///
    /// - Throws: ``CommandError``.
    @inline(never)
    package func check(
        _ inferred: InferredDataset, creating absence: ImportTarget.Absence, mode: ImportMode
    ) throws(CommandError) {
        try mode.checkCreation(of: absence, hasKey: !inferred.key.isEmpty)
        let definition: DatasetDefinition
        do throws(DefinitionError) { definition = try inferred.definition(named: absence.name) } catch {
            throw RowFile.failure(file.path, error.description)
        }
        _ = try mode.mode(for: definition)
    }

    /// Compares the file with a dataset: its columns, and each of its rows.
    ///
    /// - Throws: ``CommandError`` if the file cannot be read or the dataset does not allow the mode; ``StorageError``.
    package func compare(
        _ inferred: InferredDataset, with dataset: Dataset, mode: ImportMode = .append, in store: any AnalyticsStore
    ) async throws -> ImportComparison {
        let onProgress = onProgress
        try Self.checkKey(of: inferred, against: dataset.definition)
        let slice = try mode.mode(for: dataset.definition).slice
        let columns: DatasetComparison
        do throws(DefinitionError) {
            columns = try inferred.comparison(with: dataset.definition)
        } catch {
            throw RowFile.failure(file.path, error.description)
        }
        var check = RowCheck(columns.parser, in: slice, of: dataset.definition)
        do {
            for try await chunk in file.chunks({ onProgress(.comparing, $0) }) {
                try Task.checkCancellation()
                try check.read(chunk)
            }
            try check.finish()
        } catch let error as RowError {
            throw RowFile.failure(file.path, ImportFlag.translated(error.sentence))
        }
        var comparison = ImportComparison(
            columns: columns, dataset: dataset, refused: check.parser.rejectedRows, errors: check.parser.errors)
        comparison.mode = mode
        if case .replace(let range) = mode {
            comparison.replacement = ImportComparison.Replacement(
                present: try await Self.present(in: range, of: dataset, store), inside: check.inside,
                outside: check.outside, errors: check.errors)
        }
        return comparison
    }

    /// Counts the rows that a dataset has in a range of times.
    private static func present(
        in range: ImportRange?, of dataset: Dataset, _ store: any AnalyticsStore
    ) async throws(StorageError) -> Int64 {
        guard let range, let query = range.count(of: dataset.definition) else { return dataset.rowCount }
        let found = try await store.query(query, on: dataset)
        guard let batch = try await found.nextBatch(), case .integer(let count) = batch[0][0] else {
            return 0
        }
        return count
    }

    /// Checks that a stated key is that of a dataset, because a key is set when a dataset is created.
    ///
    /// - Throws: ``CommandError`` with the code 64.
    @inline(never)
    private static func checkKey(
        of inferred: InferredDataset, against dataset: DatasetDefinition
    ) throws(CommandError) {
        guard !inferred.key.isEmpty, inferred.key != dataset.key else { return }
        let key = dataset.key.map(\.rawValue).joined(separator: ",")
        throw CommandError.usage(
            "--key: got \(SafeDescription.name(inferred.key.map(\.rawValue).joined(separator: ","))), but \"\(dataset.name)\" "
                + (key.isEmpty ? "was created without a key" : "was created with the key \(key)")
                + "; expected the same key or no flag. For another key, import into another dataset")
    }

    /// Writes the rows, into a new dataset or into one that exists.
    ///
    /// - Throws: ``CommandError`` with the code 65 for rows that do not fit, ``StorageError``.
    package func load(
        _ inferred: InferredDataset, named name: Identifier, into store: any AnalyticsStore, mode: ImportMode = .append
    ) async throws -> Outcome {
        let onProgress = onProgress
        let chunks = file.chunks { onProgress(.writing, $0) }
        var isNew = false
        do {
            let existing: Dataset
            switch try await ImportTarget(name, in: store) {
            case .existing(let dataset): existing = dataset
            case .absent(let absence):
                try mode.checkCreation(of: absence, hasKey: !inferred.key.isEmpty)
                let definition = try inferred.definition(named: name)
                isNew = true
                // A new dataset has no rows to replace.
                let slice = try mode.mode(for: definition).slice
                let parsed = ParsedRowSource(
                    chunks, parser: inferred.parser(for: definition), skipsBadRows: false, digest: nil)
                let (dataset, outcome) = try await store.createDataset(
                    definition, rows: Self.rows(parsed, in: slice, of: definition))
                return Outcome(dataset: dataset, isNew: true, rows: outcome, similar: absence.similar)
            }
            try Self.checkKey(of: inferred, against: existing.definition)
            let (ingest, slice) = try mode.mode(for: existing.definition)
            let parser = try inferred.parser(forExisting: existing.definition)
            let parsed = ParsedRowSource(chunks, parser: parser, skipsBadRows: false, digest: nil)
            let outcome = try await store.ingest(
                Self.rows(parsed, in: slice, of: existing.definition), into: existing, mode: ingest,
                idempotencyKey: nil)
            return Outcome(dataset: try await store.dataset(named: name), isNew: false, rows: outcome)
        } catch let error as RowError {
            throw RowFile.failure(
                file.path, "\(mode.unchanged) \"\(name)\": \(ImportFlag.translated(error.sentence))")
        } catch let error as DefinitionError {
            throw RowFile.failure(file.path, error.description)
        } catch let error as StorageError {
            switch error {
            case .rejected(let rejections): throw refusal(rejections, of: name, mode, isNew: isNew)
            case .malformed(let error):
                throw RowFile.failure(
                    file.path, "\(mode.unchanged) \"\(name)\": \(ImportFlag.translated(error.sentence))")
            case .sourceFailed(let cause as CommandError): throw cause
            default: throw error
            }
        }
    }

    /// Returns the error of refused rows, with the flags that write rows with the keys of other ones.
    private func refusal(
        _ rejections: IngestRejections, of name: Identifier, _ mode: ImportMode, isNew: Bool
    ) -> CommandError {
        let first = rejections.errors.first
        let sentence = first?.sentence ?? "\(rejections.count.counted("row does", "rows do")) not fit"
        let hint =
            first?.isKeyTaken == true && isNew
            ? "; two rows of the file have the same key, so add the column that tells them apart to --key"
            : first?.isKeyTaken == true && mode == .append
                ? "; --merge-duplicates replaces rows with the key of a row of the file, and --ignore-duplicates leaves the new ones out"
                : ""
        return RowFile.failure(
            file.path, "\(mode.unchanged) \"\(name)\": \(ImportFlag.translated(sentence))\(hint)")
    }

    private static func rows(
        _ rows: ParsedRowSource<FileChunks>, in slice: RowFilter?, of dataset: DatasetDefinition
    ) -> any RowSource {
        guard let slice, let index = dataset.timeIndex else { return rows }
        return SliceRowSource(rows, in: slice, of: dataset, index: index)
    }

    private static func explained(_ error: InferenceError, _ file: RowFile) -> CommandError {
        switch error {
        case .file(let error): RowFile.failure(file.path, ImportFlag.translated(error.sentence))
        case .option(let error): CommandError.usage(ImportFlag.sentence(error))
        }
    }
}
