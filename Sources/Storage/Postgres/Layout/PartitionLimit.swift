/// The limit on a dataset's partitions.
///
/// The limited resource is locks: a query without partition pruning locks every partition, its primary key and each of its
/// other indexes. All sessions of a server share one lock table, by default of about 15,000 locks (PostgreSQL documentation,
/// `max_locks_per_transaction`); any session that finds no free lock slot fails.
struct PartitionLimit: Sendable, Hashable {
    /// The limit for a dataset with at most one index beside the primary key.
    let most: Int

    /// The locks on one partition of a dataset with one index beside the primary key.
    private static let usualLocks = 3

    /// The limit for a dataset.
    ///
    /// - Parameter indexes: The number of indexes beside the primary key.
    func partitions(indexes: Int) -> Int {
        let locks = min(most, .max / Self.usualLocks) * Self.usualLocks
        return min(most, max(1, locks / (2 + indexes)))
    }
}
