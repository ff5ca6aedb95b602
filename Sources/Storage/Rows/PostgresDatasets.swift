import Models
import Synchronization

/// Datasets as they were last seen, so that reading a row needs no look at the catalog first.
///
/// What stands here may be out of date; whoever uses it asks the database, in the same statement, whether it still holds.
final class PostgresDatasets: Sendable {
    /// The most datasets kept; beyond it the whole is begun anew, which costs a look at the catalog each.
    static let maximum = 1024

    private let known = Mutex<[Identifier: Known]>([:])

    /// What does not change while a dataset lives, but for columns that are added.
    struct Known: Sendable {
        let id: Int64
        let columns: [Column]
    }

    subscript(name: Identifier) -> Known? { known.withLock { $0[name] } }

    func remember(_ dataset: Dataset) {
        known.withLock { known in
            if known.count >= Self.maximum { known = [:] }
            known[dataset.name] = Known(id: dataset.id, columns: dataset.columns)
        }
    }

    func forget(_ name: Identifier) { known.withLock { $0[name] = nil } }
}
