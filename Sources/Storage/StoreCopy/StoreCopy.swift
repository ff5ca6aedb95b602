public import Models

/// A copy of all datasets of one store to another. Each dataset is copied in one transaction.
public struct StoreCopy: Sendable {
    /// A dataset and the outcome of its copy.
    public struct Item: Sendable {
        /// The outcome of copying a dataset.
        public enum Outcome: String, Sendable, Hashable {
            /// The target has the dataset, and the checksums of all columns are equal.
            case copied
            /// The target had a dataset of this name.
            case skipped
            /// The dataset is to be copied.
            case planned
            /// The dataset was not copied.
            case failed
        }

        /// The dataset's name.
        public let name: Identifier
        /// The number of rows.
        public let rows: Int64
        /// The number of columns.
        public let columns: Int
        /// The outcome.
        public let outcome: Outcome
        /// The reason of a failure; `nil` for other outcomes.
        public let error: StoreCopyError?
    }

    private let source: any AnalyticsStore
    private let target: any AnalyticsStore

    /// Creates a copy. Prepare both stores before ``run(skippingExisting:report:)``.
    public init(from source: any AnalyticsStore, to target: any AnalyticsStore) {
        self.source = source
        self.target = target
    }

    /// Lists the datasets to copy, without copying them.
    ///
    /// - Throws: ``StoreCopyError/existing(_:)`` if the target has datasets of the same names, unless they are skipped.
    public func plan(skippingExisting: Bool = false) async throws(StoreCopyError) -> [Item] {
        let datasets = try await asking("the source") { () throws(StorageError) in try await source.datasets() }
        let existing = try await asking("the target") { () throws(StorageError) -> Set<Identifier> in
            // Leave an unprepared target as it is.
            let status = try await target.schemaStatus()
            if status.level == 0, !status.pending.isEmpty { return [] }
            if let error = status.error { throw .schema(error) }
            return Set(try await target.datasets().map(\.name))
        }
        let taken = datasets.map(\.name).filter(existing.contains)
        guard skippingExisting || taken.isEmpty else { throw .existing(taken) }
        return datasets.map { dataset in
            Item(
                name: dataset.name, rows: dataset.rowCount, columns: dataset.columns.count,
                outcome: existing.contains(dataset.name) ? .skipped : .planned, error: nil)
        }
    }

    /// Copies the datasets and compares the checksums of each column in both stores.
    ///
    /// The copy continues after a dataset that fails.
    ///
    /// - Parameters:
    ///   - skippingExisting: `true` to skip datasets whose names the target has, for example to resume after a failure.
    ///   - report: Called for each dataset once it is copied, skipped or has failed.
    /// - Throws: ``StoreCopyError`` for a failure that concerns all remaining datasets: an unavailable store, existing names or
    ///   cancellation. Datasets that were reported as copied stay.
    public func run(
        skippingExisting: Bool = false, report: (Item) -> Void
    ) async throws(StoreCopyError) {
        for item in try await plan(skippingExisting: skippingExisting) {
            guard item.outcome == .planned else {
                report(item)
                continue
            }
            do throws(StoreCopyError) {
                let rows = try await copy(item.name)
                report(Item(name: item.name, rows: rows, columns: item.columns, outcome: .copied, error: nil))
            } catch {
                guard !error.stopsAll else { throw error }
                report(
                    Item(name: item.name, rows: item.rows, columns: item.columns, outcome: .failed, error: error))
            }
        }
    }

    /// Copies one dataset.
    ///
    /// - Returns: The number of rows.
    private func copy(_ name: Identifier) async throws(StoreCopyError) -> Int64 {
        let (original, copy) = try await asking("\"\(name)\"") { () throws(StorageError) in
            let original = try await source.dataset(named: name)
            return (original, try await target.adopt(StoredDatasetSource(original, in: source)))
        }
        do throws(StoreCopyError) {
            try await copyQueries(original, copy)
            try await compare(original, copy)
        } catch {
            // Remove the dataset that this copy has just created: a later run would take it for complete. Use a task of its own,
            // because the calling task may have been cancelled during the comparison.
            let removal = Task { [target] () -> StorageError? in
                do throws(StorageError) {
                    try await target.dropDataset(named: name, expecting: copy.dataVersion)
                    return nil
                } catch {
                    return error
                }
            }
            if let failure = await removal.value { throw .left(name, failure) }
            throw error
        }
        return copy.rowCount
    }

    /// Copies the saved queries of a dataset, with their versions and owners.
    private func copyQueries(_ original: Dataset, _ copy: Dataset) async throws(StoreCopyError) {
        guard let from = source as? any SavedQueryStore, let to = target as? any SavedQueryStore else { return }
        try await asking("the saved queries of \"\(original.name)\"") { () throws(StorageError) in
            for query in try await from.savedQueries(of: original) {
                _ = try await to.saveQuery(query, in: copy, if: .absent, limit: .max)
            }
        }
    }

    private func compare(_ original: Dataset, _ copy: Dataset) async throws(StoreCopyError) {
        let differing = StoreCopyError.differs(original.name, nil)
        guard original.definition == copy.definition, original.dataVersion == copy.dataVersion else { throw differing }
        for checksum in ColumnChecksum.all(of: original.definition) {
            let expected = try await asking("\"\(original.name)\" in the source") { () throws(StorageError) in
                try await checksum.values(of: original, in: source)
            }
            let got = try await asking("\"\(original.name)\" in the target") { () throws(StorageError) in
                try await checksum.values(of: copy, in: target)
            }
            guard expected == got else {
                throw .differs(original.name, checksum.column.map { original.columns[$0].name })
            }
        }
    }

    private func asking<Result>(
        _ what: String, _ body: () async throws(StorageError) -> Result
    ) async throws(StoreCopyError) -> Result {
        do throws(StorageError) { return try await body() } catch { throw .store(what, error) }
    }
}
