/// A schema that this program cannot serve.
public enum SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The database lacks migrations that this program needs.
    case behind(level: Int, needed: Int)
    /// A newer program has changed objects that this one relies on.
    case ahead(level: Int, needed: Int, understood: Int)
    /// An applied migration differs from the one that this program knows.
    case altered(number: Int, name: String)
    /// The database's encoding cannot represent every text.
    case encoding(String)
    /// A column of a dataset's table is missing or has another type.
    case column(dataset: String, column: String, expected: String, found: String?)
    /// A dataset's table is missing.
    case table(dataset: String, table: String)
    /// The database's record of a migration is missing between others.
    case gap(expected: Int, found: Int)

    /// The mismatch and how to mend it.
    public var description: String {
        switch self {
        case .behind(let level, let needed):
            "the database's schema is at level \(level), this program needs level \(needed): run 'api-server migrate'"
        case .ahead(let level, let needed, let understood):
            "the database's schema is at level \(level) and needs a program that knows level \(needed), "
                + "this one knows level \(understood): start a newer version"
        case .altered(let number, let name):
            "migration \(number) (\(name)) of the database's schema differs from the one that this program knows: "
                + "start the version that wrote it, or one from the same line of releases"
        case .encoding(let encoding):
            "the database's encoding is \(encoding), this program needs UTF8: "
                + "create a database with ENCODING 'UTF8' TEMPLATE template0"
        case .column(let dataset, let column, let expected, let found):
            "in the table of the dataset \"\(dataset)\" the column \"\(column)\" "
                + (found.map { "has the type \($0), this program needs \(expected)" } ?? "is missing")
                + ": it was changed outside of this program; change it back"
        case .table(let dataset, let table):
            "the table \"\(table)\" with the rows of the dataset \"\(dataset)\" is missing: "
                + "it was dropped outside of this program; restore it from a backup, or drop the dataset"
        case .gap(let expected, let found):
            "the database's list of migrations has \(found) where \(expected) is expected: "
                + "it was changed outside of this program; restore it from a backup"
        }
    }

    /// `true` if applying the pending migrations solves it.
    var isSolvedByMigrating: Bool {
        if case .behind = self { true } else { false }
    }
}
