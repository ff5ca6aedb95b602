public import Models

/// Copies all datasets of one store to another, one after the other, each whole or not at all.
public struct StoreCopy: Sendable {
    /// What became of a dataset.
    public struct Item: Sendable {
        /// How it went.
        public enum Outcome: String, Sendable, Hashable {
            /// It is in the target, and both stores answer the same about every column.
            case copied
            /// The target had one of this name.
            case skipped
            /// It would be copied.
            case planned
            /// It could not be copied.
            case failed
        }

        /// Its name.
        public let name: Identifier
        /// Its rows.
        public let rows: Int64
        /// Its columns.
        public let columns: Int
        /// How it went.
        public let outcome: Outcome
        /// Why it could not be copied; `nil` if it was not tried, or could.
        public let problem: StoreCopyProblem?
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
                outcome: existing.contains(dataset.name) ? .skipped : .planned, problem: nil)
        }
    }

    /// Copies, and compares both stores' answers about each column.
    ///
    /// A dataset that cannot be copied does not keep the others from it.
    ///
    /// - Parameters:
    ///   - skippingExisting: Leaves out datasets whose names the target has, which is also how to go on after a failure.
    ///   - report: Told of each dataset once it is done, or has failed.
    /// - Throws: ``StoreCopyProblem`` for what keeps all others from being copied too: a store that is away, names that are
    ///   taken, or a caller who gave up. Datasets that were reported as copied stay.
    public func run(
        skippingExisting: Bool = false, report: (Item) -> Void
    ) async throws(StoreCopyProblem) {
        for item in try await plan(skippingExisting: skippingExisting) {
            guard item.outcome == .planned else {
                report(item)
                continue
            }
            do throws(StoreCopyProblem) {
                let rows = try await copy(item.name)
                report(Item(name: item.name, rows: rows, columns: item.columns, outcome: .copied, problem: nil))
            } catch {
                guard !error.stopsAll else { throw error }
                report(
                    Item(name: item.name, rows: item.rows, columns: item.columns, outcome: .failed, problem: error))
            }
        }
    }

    /// Copies one dataset.
    ///
    /// - Returns: How many rows it has.
    private func copy(_ name: Identifier) async throws(StoreCopyProblem) -> Int64 {
        let (original, copy) = try await asking("\"\(name)\"") { () throws(StorageError) in
            let original = try await source.dataset(named: name)
            return (original, try await target.adopt(StoredDatasetSource(original, in: source)))
        }
        do throws(StoreCopyProblem) {
            try await compare(original, copy)
        } catch {
            // It was made a moment ago by this copy; left there it would be taken for good. A task of its own: a caller who gave
            // up while the stores were compared wants it removed as well.
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
