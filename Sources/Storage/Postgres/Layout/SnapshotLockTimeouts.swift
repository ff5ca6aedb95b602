import Synchronization

/// Lock time-outs of reads in a snapshot, so that the reads of a locked table do not occupy the connections of others.
///
/// The first read that waits for a table in vain takes two seconds. Further reads of that dataset fail after a tenth of a second,
/// until one gets its lock.
final class SnapshotLockTimeouts: Sendable {
    /// The lock time-out for a table that was not locked last time.
    static let usual = "2s"
    /// The lock time-out for a table that was locked last time.
    static let afterTimeout = "100ms"
    /// The most datasets; beyond it all are forgotten, which costs one longer wait each.
    private static let most = 1024

    private let locked = Mutex<Set<Int64>>([])

    /// The lock time-out for a dataset's table.
    func timeout(for dataset: Int64) -> String {
        locked.withLock { $0.contains(dataset) } ? Self.afterTimeout : Self.usual
    }

    /// Records whether a dataset's table was locked.
    func record(_ dataset: Int64, isLocked: Bool) {
        locked.withLock { locked in
            guard isLocked else {
                if !locked.isEmpty { locked.remove(dataset) }
                return
            }
            if locked.count >= Self.most { locked = [] }
            locked.insert(dataset)
        }
    }
}
