public import Models

/// What is to become of a row.
public enum RowChange: Sendable, Hashable {
    /// It gets these values, one for each of the dataset's columns; columns added since the caller looked become null.
    case replace([Value])
    /// Some columns get new values, the others keep theirs. Without any, nothing is written.
    case patch([RowAssignment])
    /// It goes away.
    case delete
}

/// A column and the value it gets.
public struct RowAssignment: Sendable, Hashable {
    /// The column's position in the dataset as the caller knows it.
    public var column: Int
    /// The value: null, or one of the column's type.
    public var value: Value

    /// Sets a column.
    public init(column: Int, value: Value) {
        self.column = column
        self.value = value
    }
}

/// What must hold for a row to be changed, tested in the same step as the change.
public enum RowCondition: Sendable, Hashable {
    /// Nothing.
    case always
    /// The row has one of these versions.
    case version(in: Set<Int64>)

    /// Whether a row of this version may be changed.
    public func holds(for version: Int64) -> Bool {
        switch self {
        case .always: true
        case .version(let versions): versions.contains(version)
        }
    }
}

/// What became of a row that was to be changed.
public enum RowChangeOutcome: Sendable, Hashable {
    /// The row is like this now.
    case written(StoredRow, dataVersion: Int64)
    /// The row is gone.
    case deleted(dataVersion: Int64)
    /// There was no such row.
    case notFound
    /// The condition did not hold: the row has this version. Nothing was changed.
    case conflict(version: Int64)
}

extension RowChange {
    /// Which columns are written, by their positions in `columns`, the dataset's columns as they are now.
    ///
    /// Columns are only ever added at the end, so positions that a caller knew stay right.
    package func assignments(in columns: [Column]) -> [RowAssignment] {
        switch self {
        case .replace(let values):
            columns.indices.map { RowAssignment(column: $0, value: $0 < values.count ? values[$0] : .null) }
        case .patch(let assignments): assignments.filter { columns.indices.contains($0.column) }
        case .delete: []
        }
    }
}
