public import Models

/// The effect of an ingest on the rows that a dataset has.
public enum IngestMode: Sendable, Hashable {
    /// The new rows are added.
    case append
    /// The rows that meet a condition are deleted, and the new rows are added in the same transaction. Operands are indices of the
    /// dataset's columns. Of several such ingests into one dataset, one runs at a time.
    case replace(ResolvedFilter)
}

extension IngestMode {
    /// Returns `true` if the ingest is long work even if the new rows are few.
    func isLong(in dataset: Dataset) -> Bool {
        switch self {
        case .append: false
        case .replace: dataset.rowCount >= RowDeletion.longWork
        }
    }
}
