import Diagnostics

/// A fault of a dataset's key.
public enum DatasetKeyError: Sendable, Equatable, CustomStringConvertible {
    /// More columns than ``DatasetDefinition/maximumKeyColumns``.
    case tooManyColumns(Int)
    /// A name that is not among the columns.
    case unknownColumn(index: Int, name: Identifier, nearest: String?)
    /// A column that the key has twice.
    case duplicateColumn(index: Int, name: Identifier)
    /// A column that accepts null, which is not equal to itself.
    case nullable(index: Int, name: Identifier)
    /// A column of a type whose values are not compared exactly.
    case type(index: Int, name: Identifier, ColumnType)
    /// A key without the time column of a dataset that is partitioned by it.
    case withoutTimeColumn(Identifier)

    /// The types of a key's columns.
    static let types: [ColumnType] = [.string, .integer, .decimal, .boolean, .timestamp, .date]

    /// The fault, the expected value and the remedy.
    public var description: String {
        switch self {
        case .tooManyColumns(let count):
            "got a key of \(count) columns, expected at most \(DatasetDefinition.maximumKeyColumns)"
        case .unknownColumn(_, let name, let nearest):
            "the key's column \"\(name)\" is not among the columns" + NearestName.hint(nearest)
        case .duplicateColumn(_, let name): "the key has the column \"\(name)\" twice"
        case .nullable(_, let name): "the key's column \"\(name)\" must not be nullable"
        case .type(_, let name, let type):
            "the key's column \"\(name)\" has type \(type.rawValue), expected one of "
                + Self.types.map(\.rawValue).joined(separator: ", ")
        case .withoutTimeColumn(let name):
            "the key must contain the time column \"\(name)\", because rows are partitioned by it"
        }
    }

    /// The JSON pointer (RFC 6901) of the offending part of a definition.
    package var pointer: String {
        switch self {
        case .tooManyColumns, .withoutTimeColumn: "/key"
        case .unknownColumn(let index, _, _), .duplicateColumn(let index, _), .nullable(let index, _),
            .type(let index, _, _):
            "/key/\(index)"
        }
    }
}
