import Models

/// The view of a dataset for other programs, such as `sqlite3`.
///
/// Tables store times as numbers, and decimals with a collation that only this program registers, so other programs can neither
/// compare, group nor order by them. A view's columns are expressions without a collation. The store itself uses no views.
enum SQLiteView {
    /// The quoted name of a dataset's view. No table of the store has its prefix.
    static func name(_ dataset: Identifier) -> String { SQLText.quoted("rows_" + dataset.rawValue) }

    /// The statements that recreate a dataset's view.
    static func make(_ dataset: Int64, _ definition: DatasetDefinition) -> [String] {
        let columns = definition.columns.map { expression($0) + " AS " + SQLDialect.sqlite.name(of: $0) }
        return [
            drop(definition.name),
            "CREATE VIEW \(name(definition.name)) AS SELECT "
                + (["_id", "_version"] + columns).joined(separator: ", ") + " FROM \(SQLiteSchema.table(dataset))",
        ]
    }

    /// The statement that drops a dataset's view.
    static func drop(_ dataset: Identifier) -> String { "DROP VIEW IF EXISTS \(name(dataset))" }

    private static func expression(_ column: Column) -> String {
        let name = SQLDialect.sqlite.name(of: column)
        switch column.type {
        case .decimal: return "\(name) || ''"
        case .date: return "date(\(name) * 86400, 'unixepoch')"
        case .timestamp:
            // Before 1970 the remainder is negative.
            let fraction = "((\(name) % 1000000 + 1000000) % 1000000)"
            return "strftime('%Y-%m-%dT%H:%M:%S', (\(name) - \(fraction)) / 1000000, 'unixepoch') "
                + "|| printf('.%06dZ', \(fraction))"
        case .string, .integer, .double, .boolean, .json: return name
        }
    }
}
