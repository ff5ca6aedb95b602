import Models
import Synchronization

/// Datasets as they were last seen, so that reading a row needs no look at the catalog first.
///
/// What stands here may be out of date; whoever uses it asks the database, in the same statement, whether it still holds.
final class PostgresDatasets: Sendable {
    /// The most datasets kept; beyond it the whole is begun anew, which costs a look at the catalog each.
    static let maximum = 1024

    private let known = Mutex<[Identifier: Known]>([:])
    private let lastEdition = Mutex(0)

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
        /// Where a table that has columns of somebody else's too has the dataset's; `nil` where it has none but those.
        let layout: Layout?

        /// - Parameters:
        ///   - table: The table's columns in their order, as they were before `dataset` was looked up, if they were seen.
        ///   - edition: Makes the statement one that no connection has prepared yet.
        init(_ dataset: Dataset, in schema: PostgresSchema, table: [String]? = nil, edition: Int? = nil) {
            id = dataset.id
            columns = dataset.columns
            layout = table.flatMap { Layout(dataset.columns, in: $0) }
            isPartitioned = dataset.definition.partitioning != nil
            pointRead = """
                SELECT data.*, dataset.data_version FROM \(schema.name).dataset LEFT JOIN \(schema.table(dataset.id)) AS data ON data._id = $1
                WHERE dataset.name = $2 AND dataset.id = $3 AND dataset.data_version >= $4
                """ + (edition.map { " /* \($0) */" } ?? "")
        }
    }

    /// The columns of a table to which somebody else has added some.
    ///
    /// The dataset's own come with a row in the catalog in one transaction. So what a table had before the catalog was asked, and
    /// the catalog does not name, is not the store's.
    struct Layout: Sendable {
        /// All columns in the table's order, the store's own ones in front.
        let names: [String]
        /// Where in `names` the dataset's columns are.
        let places: [Int]

        init?(_ columns: [Column], in names: [String]) {
            let quoted = names.map(SQLText.quoted)
            var places: [Int] = []
            for column in columns {
                guard let place = quoted.firstIndex(of: SQLDialect.postgres.name(of: column)) else { return nil }
                places.append(place)
            }
            guard names.count > columns.count + 2 else { return nil }
            (self.names, self.places) = (names, places)
        }
    }

    subscript(name: Identifier) -> Known? { known.withLock { $0[name] } }

    func remember(_ dataset: Known, as name: Identifier) {
        known.withLock { known in
            if known.count >= Self.maximum { known = [:] }
            known[name] = dataset
        }
    }

    /// A number that no statement bears yet.
    func nextEdition() -> Int {
        lastEdition.withLock { last in
            last += 1
            return last
        }
    }

    func forget(_ name: Identifier) { known.withLock { $0[name] = nil } }
}
