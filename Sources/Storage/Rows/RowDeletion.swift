/// The outcome of a deletion of rows by a condition.
public enum RowDeletion: Sendable, Hashable {
    /// The number of rows that were deleted, and the dataset's version after it.
    case deleted(Int64, dataVersion: Int64)
    /// The number of rows that meet the condition: more than allowed, so none was deleted.
    case tooMany(Int64)

    /// The number of rows of a dataset from which on a deletion counts as long work, and waits with large uploads.
    static let longWork: Int64 = 20_000
}
