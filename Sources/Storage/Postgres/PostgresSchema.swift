import Models

/// What a PostgreSQL database needs before it holds datasets, and the tables of datasets themselves.
struct PostgresSchema: Sendable {
    /// The schema that holds all tables, quoted.
    let name: String

    /// - Parameter schema: The schema's name, unquoted.
    init(_ schema: Identifier) { name = SQLText.quoted(schema.rawValue) }

    /// The tables that describe datasets, in the order in which they were invented.
    var migrations: MigrationPlan { MigrationPlan([datasets], schema: name) }

    private var datasets: Migration {
        Migration(
            1, "datasets",
            [
                """
                CREATE TABLE \(name).dataset (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    name text COLLATE "C" NOT NULL UNIQUE,
                    time_column text,
                    row_count bigint NOT NULL DEFAULT 0,
                    data_version bigint NOT NULL DEFAULT 0,
                    created_at timestamptz NOT NULL
                )
                """,
                """
                CREATE TABLE \(name)."column" (
                    dataset_id bigint NOT NULL REFERENCES \(name).dataset (id) ON DELETE CASCADE,
                    position bigint NOT NULL,
                    name text NOT NULL,
                    type text NOT NULL,
                    nullable boolean NOT NULL,
                    PRIMARY KEY (dataset_id, position)
                )
                """,
                """
                CREATE TABLE \(name).ingest (
                    dataset_id bigint NOT NULL REFERENCES \(name).dataset (id) ON DELETE CASCADE,
                    key text COLLATE "C" NOT NULL,
                    fingerprint bytea NOT NULL,
                    inserted bigint NOT NULL,
                    rejections text NOT NULL,
                    data_version bigint NOT NULL,
                    created_at timestamptz NOT NULL,
                    PRIMARY KEY (dataset_id, key)
                )
                """,
            ])
    }

    func table(_ dataset: Int64) -> String { "\(name).data_\(dataset)" }

    func createTable(_ dataset: Int64, _ columns: [Column]) -> String {
        var sql = "CREATE TABLE \(table(dataset)) (_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        sql += ", _version bigint NOT NULL DEFAULT 1"
        for column in columns { sql += ", " + Self.declaration(column) }
        return sql + ")"
    }

    static func declaration(_ column: Column) -> String {
        let type =
            switch column.type {
            // Byte order, whatever the database's locale: the same answers everywhere, and the fastest comparison.
            case .string: "text COLLATE \"C\""
            case .integer: "bigint"
            case .double: "double precision"
            case .decimal: "numeric"
            case .boolean: "boolean"
            case .timestamp: "timestamptz"
            case .date: "date"
            // Not jsonb: what was sent is given back as it was, number by number and key by key.
            case .json: "json"
            }
        return SQLDialect.postgres.name(of: column) + " " + type + (column.nullable ? "" : " NOT NULL")
    }
}
