/// The width of the time partitions of a dataset.
///
/// A hint: a store without partitions keeps the value, so that a copy in a store with partitions has it.
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
