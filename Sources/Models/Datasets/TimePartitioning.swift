/// How wide the parts are into which a dataset's rows are put by their time.
///
/// A wish and no promise: a store that knows no partitions keeps it, so that it holds again where the dataset is copied to.
public enum TimePartitioning: String, Sendable, Hashable, CaseIterable {
    /// A day of UTC.
    case day
    /// Seven days of UTC from a Monday (ISO 8601).
    case week
    /// A month of UTC.
    case month
    /// A year of UTC.
    case year
}
