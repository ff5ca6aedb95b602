/// How many partitions a dataset may have.
///
/// What there must not be too much of is locks: a query that leaves no partition out locks each, its primary key and each of its
/// other indexes. All sessions of a server share the room for them, with PostgreSQL's default settings that of about 15,000
/// (PostgreSQL documentation, `max_locks_per_transaction`); who finds none fails, whatever he wanted.
struct PartitionLimit: Sendable, Hashable {
    /// The most there may be, however few indexes a dataset has.
    let most: Int

    /// The locks on one partition of a dataset with one index beside the primary key, for which ``most`` is meant.
    private static let usualLocks = 3

    /// The most there may be of a dataset.
    ///
    /// - Parameter indexes: How many indexes the dataset has beside its primary key.
    func partitions(indexes: Int) -> Int {
        let locks = min(most, .max / Self.usualLocks) * Self.usualLocks
        return min(most, max(1, locks / (2 + indexes)))
    }
}
