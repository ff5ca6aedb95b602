import Models

/// The view of a dataset for people who open the file with another program, such as `sqlite3`.
///
/// Tables keep times as numbers, and decimals with a collation that only this program has: others can neither compare, group
/// nor order by them. A view's column is an expression and has none. The store itself reads no view.
enum SQLiteView {
    /// The name of a dataset's view, quoted. Tables of the store begin otherwise.
    static func name(_ dataset: Identifier) -> String { SQLText.quoted("rows_" + dataset.rawValue) }

    /// The statements that make a dataset's view anew.
    static func make(_ dataset: Int64, _ definition: DatasetDefinition) -> [String] {
        let columns = definition.columns.map { expression($0) + " AS " + SQLDialect.sqlite.name(of: $0) }
        return [
            drop(definition.name),
            "CREATE VIEW \(name(definition.name)) AS SELECT "
                + (["_id", "_version"] + columns).joined(separator: ", ") + " FROM \(SQLiteSchema.table(dataset))",
        ]
    }

    /// The statement that takes a dataset's view away.
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
