public import Models

/// The effect of an ingest on the rows that a dataset has.
public enum IngestMode: Sendable, Hashable {
    /// The new rows are added.
    case append
    /// The rows that meet a condition are deleted, and the new rows are added in the same transaction. Operands are indices of
    /// the dataset's columns. Of several such ingests into one dataset, one runs at a time. If the source leaves out all of its
    /// rows because of errors, the ingest fails and deletes nothing; a source without rows deletes.
    case replace(ResolvedFilter)
    /// A row with the key of another one takes its place, as if the rows were written one after the other; the other row keeps
    /// its id, and its version increases.
    ///
    /// - Parameters:
    ///   - columns: The indices of the columns that are set; those of the key are always equal.
    ///   - condition: The condition on the rows that may be set. A row with the key of another stored row fails the ingest.
    case merge(columns: [Int], where: ResolvedFilter)
    /// A row with the key of another one, stored or earlier in the source, is left out.
    case ignoreDuplicates
}

extension IngestMode {
    /// A Boolean value that indicates whether rows with the keys of other ones are written by another rule than to refuse them.
    var usesKey: Bool {
        switch self {
        case .append, .replace: false
        case .merge, .ignoreDuplicates: true
        }
    }

    /// Checks that the mode applies to a dataset.
    package func check(_ dataset: Dataset) throws(StorageError) {
        guard usesKey, dataset.definition.key.isEmpty else { return }
        throw .unexpected("rows cannot be written by key: the dataset has none")
    }

    /// Checks the rows of an ingest before it is committed. A replacement all of whose rows were rejected would only delete rows.
    ///
    /// - Parameters:
    ///   - inserted: The number of rows written.
    ///   - rejections: The rows that the source left out.
    /// - Throws: ``StorageError/rejected(_:)`` with the source's rejections.
    package func check(inserted: Int64, _ rejections: IngestRejections) throws(StorageError) {
        guard case .replace = self, inserted == 0, rejections.count > 0 else { return }
        throw .rejected(rejections)
    }

    /// Returns the errors of rows whose keys are those of stored rows that may not be set.
    ///
    /// - Parameters:
    ///   - outside: The indices of the first such rows.
    ///   - count: The number of all such rows.
    ///   - rows: The source of the rows.
    package static func outside(_ outside: [Int64], count: Int64, in rows: any RowSource) async -> StorageError {
        var errors: [RowError] = []
        for row in outside.prefix(IngestRejections.maximumErrors) {
            let lines = await rows.lines(ofRow: row)
            let elements = await rows.elements(ofRow: row)
            errors.append(
                RowError(
                    line: lines?.count == 1 ? lines?.lowerBound : nil,
                    element: elements?.count == 1 ? elements?.lowerBound : nil, column: nil, code: .outsideFilter,
                    got: "the key of a row outside of the filter",
                    expected: "a new key, or that of a row that passes the filter"))
        }
        return .rejected(IngestRejections(count: count, errors: errors))
    }

    /// Returns `true` if the ingest is long work even if the new rows are few.
    func isLong(in dataset: Dataset) -> Bool {
        switch self {
        case .append, .merge, .ignoreDuplicates: false
        case .replace: dataset.rowCount >= RowDeletion.longWork
        }
    }
}
