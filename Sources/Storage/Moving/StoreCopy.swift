public import Models

/// Copies all datasets of one store to another, one after the other, each whole or not at all.
public struct StoreCopy: Sendable {
    /// What became of a dataset.
    public struct Item: Sendable, Hashable {
        /// How it went.
        public enum Outcome: String, Sendable, Hashable {
            /// It is in the target, and both stores answer the same about every column.
            case copied
            /// The target had one of this name.
            case skipped
            /// It would be copied.
            case planned
        }

        /// Its name.
        public let name: Identifier
        /// Its rows.
        public let rows: Int64
        /// Its columns.
        public let columns: Int
        /// How it went.
        public let outcome: Outcome
    }

    private let source: any AnalyticsStore
    private let target: any AnalyticsStore

    /// Copies between stores; both are prepared, but for a ``plan(skippingExisting:)`` alone.
    public init(from source: any AnalyticsStore, to target: any AnalyticsStore) {
        self.source = source
        self.target = target
    }

    /// What copying would do, without doing it.
    ///
    /// - Throws: ``StoreCopyProblem`` when the target has datasets of the same names, unless they are to be skipped.
    public func plan(skippingExisting: Bool = false) async throws(StoreCopyProblem) -> [Item] {
        let datasets = try await asking("the source") { () throws(StorageError) in try await source.datasets() }
        let existing = try await asking("the target") { () throws(StorageError) -> Set<Identifier> in
            // A target that nobody has prepared is looked at and left as it is.
            let status = try await target.schemaStatus()
            if status.level == 0, !status.pending.isEmpty { return [] }
            if let problem = status.problem { throw .schema(problem) }
            return Set(try await target.datasets().map(\.name))
        }
        let taken = datasets.map(\.name).filter(existing.contains)
        guard skippingExisting || taken.isEmpty else { throw .existing(taken) }
        return datasets.map { dataset in
            Item(
                name: dataset.name, rows: dataset.rowCount, columns: dataset.columns.count,
                outcome: existing.contains(dataset.name) ? .skipped : .planned)
        }
    }

    /// Copies, and compares both stores' answers about each column.
    ///
    /// - Parameters:
    ///   - skippingExisting: Leaves out datasets whose names the target has, which is also how to go on after a failure.
    ///   - report: Told of each dataset once it is done.
    /// - Throws: ``StoreCopyProblem``; datasets that were reported stay.
    public func run(
        skippingExisting: Bool = false, report: (Item) -> Void
    ) async throws(StoreCopyProblem) {
        for item in try await plan(skippingExisting: skippingExisting) {
            guard item.outcome == .planned else {
                report(item)
                continue
            }
            let copied = try await asking("\"\(item.name)\"") { () throws(StorageError) in
                let original = try await source.dataset(named: item.name)
                return (original, try await target.adopt(StoredDatasetSource(original, in: source)))
            }
            do throws(StoreCopyProblem) {
                try await compare(copied.0, copied.1)
            } catch {
                // It was made a moment ago by this copy; left there it would be taken for good.
                try await asking("the target") { () throws(StorageError) in
                    try await target.dropDataset(named: item.name, expecting: copied.1.dataVersion)
                }
                throw error
            }
            report(Item(name: item.name, rows: copied.1.rowCount, columns: item.columns, outcome: .copied))
        }
    }

    private func compare(_ original: Dataset, _ copy: Dataset) async throws(StoreCopyProblem) {
        let differing = StoreCopyProblem.differs(original.name, nil)
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
    ) async throws(StoreCopyProblem) -> Result {
        do throws(StorageError) { return try await body() } catch { throw .store(what, error) }
    }
}
