import Models

/// The schema of a SQLite file: the catalog's tables and the datasets' tables.
enum SQLiteSchema {
    /// The migrations of the catalog's tables.
    static let migrations = MigrationPlan([
        datasets, layout, ingestLife, keys, labels, savedQueries, lifeCycle, lookups,
    ])

    private static let datasets = Migration(
        1, "datasets",
        [
            """
            CREATE TABLE weir_dataset (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                time_column TEXT,
                row_count INTEGER NOT NULL DEFAULT 0,
                data_version INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE weir_column (
                dataset_id INTEGER NOT NULL REFERENCES weir_dataset (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                name TEXT NOT NULL,
                type TEXT NOT NULL,
                nullable INTEGER NOT NULL,
                PRIMARY KEY (dataset_id, position)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE weir_ingest (
                dataset_id INTEGER NOT NULL REFERENCES weir_dataset (id) ON DELETE CASCADE,
                key TEXT NOT NULL,
                fingerprint BLOB NOT NULL,
                inserted INTEGER NOT NULL,
                rejections TEXT NOT NULL,
                data_version INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (dataset_id, key)
            ) STRICT, WITHOUT ROWID
            """,
        ])

    /// Records partitioning, which only other stores apply, and the columns' uses.
    private static let layout = Migration(
        2, "physical layout", servableFrom: 1,
        [
            "ALTER TABLE weir_dataset ADD COLUMN partitioning TEXT",
            "ALTER TABLE weir_column ADD COLUMN use TEXT",
        ])

    /// Indexes ingest records by age, so that expired ones can be deleted.
    private static let ingestLife = Migration(
        3, "life of ingest records", servableFrom: 1,
        ["CREATE INDEX weir_ingest_created ON weir_ingest (created_at)"])

    /// Adds the table of the API's keys, which older programs ignore.
    private static let keys = Migration(
        4, "keys", servableFrom: 1,
        [
            """
            CREATE TABLE weir_key (
                id TEXT PRIMARY KEY,
                family TEXT NOT NULL,
                name TEXT NOT NULL,
                digest TEXT NOT NULL,
                policy TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                expires_at INTEGER,
                revoked_at INTEGER,
                last_used_at INTEGER
            ) STRICT, WITHOUT ROWID
            """
        ])

    /// Records the columns' labels.
    private static let labels = Migration(
        5, "labels of columns", servableFrom: 1, ["ALTER TABLE weir_column ADD COLUMN label TEXT"])

    /// Adds the table of saved queries, which older programs ignore.
    private static let savedQueries = Migration(
        6, "saved queries", servableFrom: 1,
        [
            """
            CREATE TABLE weir_saved_query (
                dataset_id INTEGER NOT NULL REFERENCES weir_dataset (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                document TEXT NOT NULL,
                version INTEGER NOT NULL,
                owner TEXT,
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL,
                PRIMARY KEY (dataset_id, name)
            ) STRICT, WITHOUT ROWID
            """
        ])

    /// Adds the counts of ingests that replace rows, the key of datasets, and what columns are called and mean.
    private static let lifeCycle = Migration(
        7, "data life cycle", servableFrom: 1,
        [
            "ALTER TABLE weir_ingest ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE weir_ingest ADD COLUMN updated INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE weir_ingest ADD COLUMN ignored INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE weir_dataset ADD COLUMN key_columns TEXT",
            "ALTER TABLE weir_dataset ADD COLUMN definition_version INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE weir_dataset ADD COLUMN keep_days INTEGER",
            "ALTER TABLE weir_column ADD COLUMN description TEXT",
            "ALTER TABLE weir_column ADD COLUMN unit TEXT",
            "ALTER TABLE weir_column ADD COLUMN former_names TEXT",
        ])

    /// Adds the datasets that columns are looked up in, which older programs ignore.
    private static let lookups = Migration(
        8, "lookups", servableFrom: 1, ["ALTER TABLE weir_column ADD COLUMN lookup TEXT"])

    static func table(_ dataset: Int64) -> String { "data_\(dataset)" }

    static func createTable(_ dataset: Int64, _ columns: [Column]) -> String {
        var sql =
            "CREATE TABLE \(table(dataset)) (_id INTEGER PRIMARY KEY AUTOINCREMENT, _version INTEGER NOT NULL DEFAULT 1"
        for column in columns { sql += ", " + declaration(column) }
        return sql + ") STRICT"
    }

    /// Returns the statement that creates the index for a column's use; SQLite has B-tree indexes only.
    static func createIndex(_ column: Column, at position: Int, of dataset: Int64) -> String? {
        guard column.use != nil else { return nil }
        return
            "CREATE INDEX \(index(dataset, place: position)) ON \(table(dataset)) (\(SQLDialect.sqlite.name(of: column)))"
    }

    /// Returns the statement that creates the index of a dataset's key; `nil` without a key.
    static func createKey(_ definition: DatasetDefinition, of dataset: Int64) -> String? {
        guard !definition.key.isEmpty else { return nil }
        let names = definition.keyIndices.map { SQLDialect.sqlite.name(of: definition.columns[$0]) }
        return "CREATE UNIQUE INDEX \(table(dataset))_key ON \(table(dataset)) (\(names.joined(separator: ", ")))"
    }

    /// The name of a column's index.
    ///
    /// - Parameter place: The column's position in the catalog.
    static func index(_ dataset: Int64, place: Int) -> String { "\(table(dataset))_c\(place)" }

    /// The SQL type of a column.
    static func type(of type: ColumnType) -> String {
        switch type {
        case .string, .json: "TEXT"
        case .decimal: "TEXT COLLATE \(SQLiteDecimal.collation)"
        case .double: "REAL"
        case .integer, .boolean, .timestamp, .date: "INTEGER"
        }
    }

    static func declaration(_ column: Column) -> String {
        SQLDialect.sqlite.name(of: column) + " " + type(of: column.type) + (column.nullable ? "" : " NOT NULL")
    }
}
