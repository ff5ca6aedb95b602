/// What a dataset is: its name, its columns in order, which of them is its time, and how its rows are best kept.
public struct DatasetDefinition: Hashable, Sendable {
    /// The most columns a dataset may have.
    public static let maximumColumns = 256

    /// The dataset's name.
    public let name: Identifier
    /// The columns, in the order in which rows list them.
    public let columns: [Column]
    /// The column that says when a row happened, if the dataset is a series of events.
    public let timeColumn: Identifier?
    /// How rows are split by the time column, if they are.
    public let partitioning: TimePartitioning?

    /// Makes a definition.
    ///
    /// - Throws: ``DefinitionProblem`` when there is no column, too many, one twice, one of a type that its use does not apply
    ///   to; when the time column is missing or no time; when rows are to be split by a time that is not there or may be null.
    public init(
        name: Identifier, columns: [Column], timeColumn: Identifier? = nil, partitioning: TimePartitioning? = nil
    ) throws(DefinitionProblem) {
        guard !columns.isEmpty, columns.count <= Self.maximumColumns else {
            throw .columnCount(columns.count)
        }
        var seen: Set<Identifier> = []
        for (index, column) in columns.enumerated() where !seen.insert(column.name).inserted {
            throw .duplicateColumn(index: index, name: column.name)
        }
        for (index, column) in columns.enumerated() {
            guard let use = column.use, !use.applies(to: column.type) else { continue }
            throw .useOfType(index: index, name: column.name, use, column.type)
        }
        if let timeColumn {
            guard let index = columns.firstIndex(where: { $0.name == timeColumn }) else {
                throw .unknownTimeColumn(
                    timeColumn, nearest: NearestName.match(timeColumn.rawValue, among: columns.map(\.name.rawValue)))
            }
            let column = columns[index]
            guard column.type.isTime else { throw .timeColumnType(timeColumn, column.type) }
            guard partitioning == nil || !column.nullable else {
                throw .partitionedByNullable(index: index, name: timeColumn)
            }
        } else if let partitioning {
            throw .partitionedWithoutTime(partitioning)
        }
        self.name = name
        self.columns = columns
        self.timeColumn = timeColumn
        self.partitioning = partitioning
    }

    /// The position of the column with this name.
    public func index(of column: String) -> Int? { columns.firstIndex { $0.name.rawValue == column } }

    /// The position of the time column, if there is one.
    public var timeIndex: Int? { timeColumn.flatMap { index(of: $0.rawValue) } }

    /// The definition with more columns at its end.
    ///
    /// - Throws: ``DefinitionProblem`` when one of them must not be null, or as for a new definition.
    public func adding(_ added: [Column]) throws(DefinitionProblem) -> DatasetDefinition {
        for (index, column) in added.enumerated() where !column.nullable {
            throw .addedColumnNotNullable(index: index, name: column.name)
        }
        return try DatasetDefinition(
            name: name, columns: columns + added, timeColumn: timeColumn, partitioning: partitioning)
    }
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
    /// A use that columns of this type have none of; see ``ColumnUse/applies(to:)``.
    case useOfType(index: Int, name: Identifier, ColumnUse, ColumnType)
    /// Rows are to be split by time, and there is no time column.
    case partitionedWithoutTime(TimePartitioning)
    /// Rows are to be split by a time that may be null: a row without one would belong nowhere.
    case partitionedByNullable(index: Int, name: Identifier)
    /// An index is to be added to a dataset that has more partitions than it may have with as many indexes.
    case indexOfManyPartitions(index: Int, name: Identifier, partitions: Int, limit: Int)

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
        case .useOfType(_, let name, let use, let type):
            "the column \"\(name)\" has type \(type.rawValue), which has no index for \(use.rawValue); expected one of "
                + ColumnType.allCases.filter(use.applies).map(\.rawValue).joined(separator: ", ")
        case .partitionedWithoutTime(let partitioning):
            "rows are to be split by \(partitioning.rawValue), but there is no time column; name one"
        case .partitionedByNullable(_, let name):
            "rows are to be split by the time column \"\(name)\", so it must not be nullable"
        case .indexOfManyPartitions(_, let name, let partitions, let limit):
            """
            the column "\(name)" cannot have an index: the dataset has \(partitions) partitions, and with one index more it \
            may have at most \(limit); add it without
            """
        }
    }

    /// The JSON pointer (RFC 6901) of the offending part of a definition.
    public var pointer: String {
        switch self {
        case .columnCount: "/columns"
        case .duplicateColumn(let index, _): "/columns/\(index)/name"
        case .unknownTimeColumn, .timeColumnType: "/timeColumn"
        case .addedColumnNotNullable(let index, _), .partitionedByNullable(let index, _): "/columns/\(index)/nullable"
        case .useOfType(let index, _, _, _), .indexOfManyPartitions(let index, _, _, _): "/columns/\(index)/index"
        case .partitionedWithoutTime: "/partitionBy"
        }
    }
}
