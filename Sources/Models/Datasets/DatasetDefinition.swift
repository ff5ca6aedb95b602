/// What a dataset is: its name, its columns in order, and which of them is its time.
public struct DatasetDefinition: Hashable, Sendable {
    /// The most columns a dataset may have.
    public static let maximumColumns = 256

    /// The dataset's name.
    public let name: Identifier
    /// The columns, in the order in which rows list them.
    public let columns: [Column]
    /// The column that says when a row happened, if the dataset is a series of events.
    public let timeColumn: Identifier?

    /// Makes a definition.
    ///
    /// - Throws: ``DefinitionProblem`` when there is no column, too many, one twice, or the time column is missing or no time.
    public init(name: Identifier, columns: [Column], timeColumn: Identifier? = nil) throws(DefinitionProblem) {
        guard !columns.isEmpty, columns.count <= Self.maximumColumns else {
            throw .columnCount(columns.count)
        }
        var seen: Set<Identifier> = []
        for (index, column) in columns.enumerated() where !seen.insert(column.name).inserted {
            throw .duplicateColumn(index: index, name: column.name)
        }
        if let timeColumn {
            guard let column = columns.first(where: { $0.name == timeColumn }) else {
                throw .unknownTimeColumn(
                    timeColumn, nearest: NearestName.match(timeColumn.rawValue, among: columns.map(\.name.rawValue)))
            }
            guard column.type.isTime else { throw .timeColumnType(timeColumn, column.type) }
        }
        self.name = name
        self.columns = columns
        self.timeColumn = timeColumn
    }

    /// The position of the column with this name.
    public func index(of column: String) -> Int? { columns.firstIndex { $0.name.rawValue == column } }
}

/// Why a ``DatasetDefinition`` cannot be.
public enum DefinitionProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// None or more than ``DatasetDefinition/maximumColumns``.
    case columnCount(Int)
    /// A name that an earlier column already has.
    case duplicateColumn(index: Int, name: Identifier)
    /// The time column is not among the columns.
    case unknownTimeColumn(Identifier, nearest: String?)
    /// The time column is neither a timestamp nor a date.
    case timeColumnType(Identifier, ColumnType)
    /// A column added to a dataset that has rows must accept null.
    case addedColumnNotNullable(index: Int, name: Identifier)

    /// Says what was got, what was expected and what to do.
    public var description: String {
        switch self {
        case .columnCount(let count):
            "got \(count) columns, expected 1 to \(DatasetDefinition.maximumColumns)"
        case .duplicateColumn(_, let name):
            "the column \"\(name)\" is named twice; every column needs a name of its own"
        case .unknownTimeColumn(let name, let nearest):
            "the time column \"\(name)\" is not among the columns" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
        case .timeColumnType(let name, let type):
            "the time column \"\(name)\" has type \(type.rawValue), expected timestamp or date"
        case .addedColumnNotNullable(_, let name):
            "the added column \"\(name)\" must be nullable: rows that exist already have no value for it"
        }
    }

    /// The JSON pointer (RFC 6901) of the offending part of a definition.
    public var pointer: String {
        switch self {
        case .columnCount: "/columns"
        case .duplicateColumn(let index, _): "/columns/\(index)/name"
        case .unknownTimeColumn, .timeColumnType: "/timeColumn"
        case .addedColumnNotNullable(let index, _): "/columns/\(index)/nullable"
        }
    }
}
