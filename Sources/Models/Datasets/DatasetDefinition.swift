import Diagnostics

/// The definition of a dataset: its name, its columns in order, its time column, its partitioning and its key.
public struct DatasetDefinition: Hashable, Sendable {
    /// The maximum number of columns of a dataset.
    public static let maximumColumns = 256
    /// The maximum number of columns of a key.
    public static let maximumKeyColumns = 16

    /// The dataset's name.
    public let name: Identifier
    /// The columns, in the order in which rows list them.
    public let columns: [Column]
    /// The column with the time of a row's event; `nil` if the dataset is not a series of events.
    public let timeColumn: Identifier?
    /// The width of the partitions by the time column; `nil` if rows are not partitioned.
    public let partitioning: TimePartitioning?
    /// The columns whose values together no two rows share; empty if rows may be equal.
    public let key: [Identifier]
    /// The time for which rows are kept, by the time column; `nil` for ever.
    public let retention: Retention?

    /// Creates a definition.
    ///
    /// - Throws: ``DefinitionError`` if there is no column or too many, a column appears twice or its use does not apply to its
    ///   type, the time column is unknown or not a time, rows are partitioned without a time column or by a nullable one, or the
    ///   key is not valid.
    public init(
        name: Identifier, columns: [Column], timeColumn: Identifier? = nil, partitioning: TimePartitioning? = nil,
        key: [Identifier] = [], retention: Retention? = nil
    ) throws(DefinitionError) {
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
                    timeColumn, nearest: columns.nearestName(to: timeColumn.rawValue))
            }
            let column = columns[index]
            guard column.type.isTime else { throw .timeColumnType(timeColumn, column.type) }
            guard partitioning == nil || !column.nullable else {
                throw .partitionedByNullable(index: index, name: timeColumn)
            }
        } else if let partitioning {
            throw .partitionedWithoutTime(partitioning)
        }
        if let fault = Self.fault(of: key, columns, partitionedBy: partitioning == nil ? nil : timeColumn) {
            throw .key(fault)
        }
        self.name = name
        self.columns = columns
        self.timeColumn = timeColumn
        self.partitioning = partitioning
        if retention != nil, timeColumn == nil { throw .retentionWithoutTime }
        self.key = key
        self.retention = retention
    }

    private static func fault(
        of key: [Identifier], _ columns: [Column], partitionedBy timeColumn: Identifier?
    ) -> DatasetKeyError? {
        guard !key.isEmpty else { return nil }
        guard key.count <= maximumKeyColumns else { return .tooManyColumns(key.count) }
        for (index, name) in key.enumerated() {
            guard let column = columns.first(where: { $0.name == name }) else {
                return .unknownColumn(
                    index: index, name: name,
                    nearest: columns.nearestName(to: name.rawValue))
            }
            if key[..<index].contains(name) { return .duplicateColumn(index: index, name: name) }
            if column.nullable { return .nullable(index: index, name: name) }
            if !DatasetKeyError.types.contains(column.type) { return .type(index: index, name: name, column.type) }
        }
        guard let timeColumn, !key.contains(timeColumn) else { return nil }
        return .withoutTimeColumn(timeColumn)
    }

    /// Returns the index of the column with this name.
    package func index(of column: String) -> Int? { columns.firstIndex { $0.name.rawValue == column } }

    /// The index of the time column, if there is one.
    package var timeIndex: Int? { timeColumn.flatMap { index(of: $0.rawValue) } }

    /// The indices of the key's columns, in the order of the key.
    package var keyIndices: [Int] { key.compactMap { index(of: $0.rawValue) } }

    /// Returns the definition with more columns at its end.
    ///
    /// - Throws: ``DefinitionError`` if an added column is not nullable, or for the reasons of
    ///   ``init(name:columns:timeColumn:partitioning:key:retention:)``.
    public func adding(_ added: [Column]) throws(DefinitionError) -> DatasetDefinition {
        for (index, column) in added.enumerated() where !column.nullable {
            throw .addedColumnNotNullable(index: index, name: column.name)
        }
        return try DatasetDefinition(
            name: name, columns: columns + added, timeColumn: timeColumn, partitioning: partitioning, key: key,
            retention: retention)
    }
}

/// A fault of a ``DatasetDefinition``.
public enum DefinitionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No columns, or more than ``DatasetDefinition/maximumColumns``.
    case columnCount(Int)
    /// A column with the name of an earlier one.
    case duplicateColumn(index: Int, name: Identifier)
    /// The time column is not among the columns.
    case unknownTimeColumn(Identifier, nearest: String?)
    /// The time column is neither a timestamp nor a date.
    case timeColumnType(Identifier, ColumnType)
    /// A column added to a dataset that has rows must accept null.
    case addedColumnNotNullable(index: Int, name: Identifier)
    /// A use that does not apply to the column's type; see ``ColumnUse/applies(to:)``.
    case useOfType(index: Int, name: Identifier, ColumnUse, ColumnType)
    /// Partitioning by time without a time column.
    case partitionedWithoutTime(TimePartitioning)
    /// Partitioning by a nullable time column: a row without a time would belong to no partition.
    case partitionedByNullable(index: Int, name: Identifier)
    /// An added index for which the dataset has too many partitions.
    case indexOfManyPartitions(index: Int, name: Identifier, partitions: Int, limit: Int)
    /// A key that is not valid.
    case key(DatasetKeyError)
    /// A retention without a time column.
    case retentionWithoutTime
    /// A change that is not valid.
    case change(DatasetChangeError)

    /// The fault, the expected value and the remedy.
    public var description: String {
        switch self {
        case .columnCount(let count):
            "got \(count) columns, expected 1 to \(DatasetDefinition.maximumColumns)"
        case .duplicateColumn(_, let name):
            "the column \"\(name)\" appears twice; column names must be unique"
        case .unknownTimeColumn(let name, let nearest):
            "the time column \"\(name)\" is not among the columns" + NearestName.hint(nearest)
        case .timeColumnType(let name, let type):
            "the time column \"\(name)\" has type \(type.rawValue), expected timestamp or date"
        case .addedColumnNotNullable(_, let name):
            "the added column \"\(name)\" must be nullable: existing rows have no value for it"
        case .useOfType(_, let name, let use, let type):
            "the column \"\(name)\" has type \(type.rawValue), which has no index for \(use.rawValue); expected one of "
                + ColumnType.allCases.filter(use.applies).map(\.rawValue).joined(separator: ", ")
        case .partitionedWithoutTime(let partitioning):
            "partitioning by \(partitioning.rawValue) needs a time column; set \"timeColumn\""
        case .partitionedByNullable(_, let name):
            "the time column \"\(name)\" must not be nullable, because rows are partitioned by it"
        case .indexOfManyPartitions(_, let name, let partitions, let limit):
            """
            the column "\(name)" cannot have an index: the dataset has \(partitions) partitions, and with one more index the \
            maximum is \(limit); add the column without an index
            """
        case .retentionWithoutTime: "a retention needs a time column; set \"timeColumn\""
        case .key(let fault): fault.description
        case .change(let fault): fault.description
        }
    }

    /// The JSON pointer (RFC 6901) of the offending part of a definition.
    package var pointer: String {
        switch self {
        case .columnCount: "/columns"
        case .duplicateColumn(let index, _): "/columns/\(index)/name"
        case .unknownTimeColumn, .timeColumnType: "/timeColumn"
        case .addedColumnNotNullable(let index, _), .partitionedByNullable(let index, _): "/columns/\(index)/nullable"
        case .useOfType(let index, _, _, _), .indexOfManyPartitions(let index, _, _, _): "/columns/\(index)/index"
        case .partitionedWithoutTime: "/partitionBy"
        case .retentionWithoutTime: "/retention"
        case .key(let fault): fault.pointer
        case .change(let fault): fault.pointer
        }
    }
}
