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
        /// Whether a row may be missed by a single statement; see `snapshotRow`.
        let isPartitioned: Bool
        /// Reads one row, and says in the same statement whether the dataset is still this one. Binds the row's id, the dataset's
        /// name, its id, and the version it must have reached.
        ///
        /// `data.*` rather than names: a prepared statement then refuses to run once a column was added ("cached plan must not
        /// change result type"), and one prepared after that shows by its number of columns that there are more.
        let pointRead: String

        init(_ dataset: Dataset, in schema: PostgresSchema) {
            id = dataset.id
            columns = dataset.columns
            isPartitioned = dataset.definition.partitioning != nil
            pointRead = """
                SELECT data.*, dataset.data_version FROM \(schema.name).dataset LEFT JOIN \(schema.table(dataset.id)) AS data ON data._id = $1
                WHERE dataset.name = $2 AND dataset.id = $3 AND dataset.data_version >= $4
                """
        }
    }

    subscript(name: Identifier) -> Known? { known.withLock { $0[name] } }

    func remember(_ dataset: Known, as name: Identifier) {
        known.withLock { known in
            if known.count >= Self.maximum { known = [:] }
            known[name] = dataset
        }
    }

    func forget(_ name: Identifier) { known.withLock { $0[name] = nil } }
}
