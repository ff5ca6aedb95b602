import Models

/// The store's schema in a PostgreSQL database and its migrations. The datasets' own tables are in `PostgresSchema+Tables.swift`.
struct PostgresSchema: Sendable {
    /// The quoted name of the schema.
    let name: String
    /// The unquoted name of the role that owns the tables of datasets, if the application has a login of its own.
    let dataRole: String

    /// - Parameter schema: The unquoted name of the schema.
    init(_ schema: Identifier) {
        name = SQLText.quoted(schema.rawValue)
        // PostgreSQL truncates names to 63 bytes.
        dataRole = String(schema.rawValue.prefix(58)) + "_data"
    }

    /// The migrations of the tables that describe datasets, in order.
    var migrations: MigrationPlan {
        MigrationPlan(
            [datasets, layout, ingestLife, keys, labels, savedQueries, lifeCycle, lookups, statistics],
            // The last one only changes what the planner knows.
            servesFrom: 8, schema: name)
    }

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

    /// Adds partitioning, the use of columns, the row count at the last `ANALYZE`, and the table of ``PendingDrops``.
    ///
    /// Older programs can still serve, but reject rows that need a new partition.
    private var layout: Migration {
        Migration(
            2, "physical layout", servableFrom: 1,
            [
                """
                ALTER TABLE \(name).dataset
                    ADD COLUMN partitioning text, ADD COLUMN analyzed_rows bigint NOT NULL DEFAULT 0
                """,
                "ALTER TABLE \(name).\"column\" ADD COLUMN use text",
                """
                CREATE TABLE \(name).doomed (
                    dataset_id bigint NOT NULL,
                    partition text COLLATE "C" NOT NULL DEFAULT '',
                    since timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (dataset_id, partition)
                )
                """,
            ])
    }

    /// Adds the index by which expired records of ingests are deleted.
    private var ingestLife: Migration {
        Migration(
            3, "life of ingest records", servableFrom: 1,
            ["CREATE INDEX ingest_created ON \(name).ingest (created_at)"])
    }

    /// Adds the table of the API's keys, which older programs ignore.
    private var keys: Migration {
        Migration(
            4, "keys", servableFrom: 1,
            [
                """
                CREATE TABLE \(name).key (
                    id text COLLATE "C" PRIMARY KEY,
                    family text NOT NULL,
                    name text NOT NULL,
                    digest text NOT NULL,
                    policy text NOT NULL,
                    created_at timestamptz NOT NULL,
                    created_by text NOT NULL,
                    expires_at timestamptz,
                    revoked_at timestamptz,
                    last_used_at timestamptz
                )
                """
            ])
    }

    /// Adds the labels of columns.
    private var labels: Migration {
        Migration(
            5, "labels of columns", servableFrom: 1, ["ALTER TABLE \(name).\"column\" ADD COLUMN label text"])
    }

    /// Adds the table of saved queries, which older programs ignore.
    private var savedQueries: Migration {
        Migration(
            6, "saved queries", servableFrom: 1,
            [
                """
                CREATE TABLE \(name).saved_query (
                    dataset_id bigint NOT NULL REFERENCES \(name).dataset (id) ON DELETE CASCADE,
                    name text COLLATE "C" NOT NULL,
                    document text NOT NULL,
                    version bigint NOT NULL,
                    owner text,
                    created_at timestamptz NOT NULL,
                    created_by text NOT NULL,
                    updated_at timestamptz NOT NULL,
                    updated_by text NOT NULL,
                    PRIMARY KEY (dataset_id, name)
                )
                """
            ])
    }

    /// Adds the counts of ingests that replace rows, the key of datasets, and what columns are called and mean.
    private var lifeCycle: Migration {
        Migration(
            7, "data life cycle", servableFrom: 1,
            [
                """
                ALTER TABLE \(name).ingest ADD COLUMN deleted bigint NOT NULL DEFAULT 0,
                    ADD COLUMN updated bigint NOT NULL DEFAULT 0, ADD COLUMN ignored bigint NOT NULL DEFAULT 0
                """,
                """
                ALTER TABLE \(name).dataset
                    ADD COLUMN key_columns text, ADD COLUMN definition_version bigint NOT NULL DEFAULT 0,
                    ADD COLUMN keep_days bigint
                """,
                """
                ALTER TABLE \(name)."column"
                    ADD COLUMN description text, ADD COLUMN unit text, ADD COLUMN former_names text
                """,
            ])
    }

    /// Adds the datasets that columns are looked up in, which older programs ignore.
    private var lookups: Migration {
        Migration(8, "lookups", servableFrom: 1, ["ALTER TABLE \(name).\"column\" ADD COLUMN lookup text"])
    }

    /// Removes the planner statistics of the columns with texts of clients, and collects none any more: they quote values, which
    /// an erasure deletes. The application's login does not own these tables, so it cannot analyze them itself.
    ///
    /// A change of a column's type to the same one removes its statistics and rewrites nothing.
    private var statistics: Migration {
        let columns = [
            ("ingest", ["rejections text"]), ("key", ["name text", "policy text", "created_by text"]),
            (
                "saved_query",
                ["name text COLLATE \"C\"", "document text", "created_by text", "updated_by text"]
            ),
        ]
        return Migration(
            9, "statistics without texts", servableFrom: 1,
            columns.map { table, columns in
                let changes = columns.flatMap { column in
                    let name = column.prefix { $0 != " " }
                    return [
                        "ALTER COLUMN \(name) SET DATA TYPE\(column.dropFirst(name.count))",
                        "ALTER COLUMN \(name) SET STATISTICS 0",
                    ]
                }
                return "ALTER TABLE \(self.name).\(table) \(changes.joined(separator: ", "))"
            })
    }
}
