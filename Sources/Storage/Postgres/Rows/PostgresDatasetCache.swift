import Models
import Synchronization

/// A cache of datasets, so that reading a row does not need a catalog query first.
///
/// Entries may be stale; a statement that uses one checks it in the database.
final class PostgresDatasetCache: Sendable {
    /// The most entries; the cache is cleared when it is full.
    static let maximum = 1024

    private let known = Mutex<[Identifier: Entry]>([:])
    private let lastEdition = Mutex(0)

    /// The parts of a dataset that do not change within one version of its definition, except for added columns.
    struct Entry: Sendable {
        let id: Int64
        let columns: [Column]
        /// The ``Models/Dataset/definitionVersion``, which the statement requires.
        let definitionVersion: Int64
        /// `true` if a single statement may miss a row; see `snapshotRow`.
        let isPartitioned: Bool
        /// The statement that reads one row and checks that this entry is current. Its parameters are the row's id, the dataset's
        /// name, its id, and the version that it must have reached.
        ///
        /// It selects `data.*`: once a column is added, a prepared statement fails ("cached plan must not change result type"),
        /// and a newly prepared one shows the change by its number of columns.
        let pointRead: String
        /// The positions of the dataset's columns in a table with foreign columns; `nil` for a table without those.
        let layout: Layout?

        /// - Parameters:
        ///   - table: The names of the table's columns in order, as seen before `dataset` was read from the catalog.
        ///   - edition: A number that makes the statement's text new, so that each connection prepares it again.
        init(_ dataset: Dataset, in schema: PostgresSchema, table: [String]? = nil, edition: Int? = nil) {
            id = dataset.id
            columns = dataset.columns
            definitionVersion = dataset.definitionVersion
            layout = table.flatMap { Layout(dataset.columns, in: $0) }
            isPartitioned = dataset.definition.partitioning != nil
            pointRead = """
                SELECT data.*, dataset.data_version FROM \(schema.name).dataset LEFT JOIN \(schema.table(dataset.id)) AS data ON data._id = $1
                WHERE dataset.name = $2 AND dataset.id = $3 AND dataset.data_version >= $4
                    AND dataset.definition_version = \(dataset.definitionVersion)
                """ + (edition.map { " /* \($0) */" } ?? "")
        }
    }

    /// The columns of a table to which an operator has added some.
    ///
    /// The store adds a column and its catalog row in one transaction. So a column that was in the table before the catalog was
    /// read, and is not in the catalog, is not the store's.
    struct Layout: Sendable {
        /// All columns in the table's order, `_id` and `_version` first.
        let names: [String]
        /// The positions of the dataset's columns in `names`.
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

    subscript(name: Identifier) -> Entry? { known.withLock { $0[name] } }

    func remember(_ dataset: Entry, as name: Identifier) {
        known.withLock { known in
            if known.count >= Self.maximum { known = [:] }
            known[name] = dataset
        }
    }

    /// A number that no statement has used yet.
    func nextEdition() -> Int {
        lastEdition.withLock { last in
            last += 1
            return last
        }
    }

    func forget(_ name: Identifier) { known.withLock { $0[name] = nil } }
}
