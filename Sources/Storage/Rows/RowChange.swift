public import Models

/// A change to a row.
public enum RowChange: Sendable, Hashable {
    /// Replaces the values, one for each of the dataset's columns; columns added since become null.
    case replace([Value])
    /// Sets some columns; the others keep their values. Without assignments, nothing is written.
    case patch([RowAssignment])
    /// Deletes the row.
    case delete
}

/// A column and its new value.
public struct RowAssignment: Sendable, Hashable {
    /// The column's index in the dataset as the caller knows it.
    public var column: Int
    /// The value: null, or one of the column's type.
    public var value: Value

    /// Creates an assignment.
    public init(column: Int, value: Value) {
        self.column = column
        self.value = value
    }
}

/// The precondition of a row's change, tested atomically with the change.
public enum RowCondition: Sendable, Hashable {
    /// No condition.
    case always
    /// The row has one of these versions.
    case version(in: Set<Int64>)

    /// Returns `true` if a row of this version may be changed.
    package func holds(for version: Int64) -> Bool {
        switch self {
        case .always: true
        case .version(let versions): versions.contains(version)
        }
    }
}

/// The outcome of a row's change.
public enum RowChangeOutcome: Sendable, Hashable {
    /// The row was written; it now has these values.
    case written(StoredRow, dataVersion: Int64)
    /// The row was deleted.
    case deleted(dataVersion: Int64)
    /// The dataset has no such row.
    case notFound
    /// The condition failed: the row has this version. Nothing was changed.
    case conflict(version: Int64)
}

extension RowChange {
    /// Returns the assignments for the dataset's current columns.
    ///
    /// Columns are only appended, so the indices that a caller knows stay valid.
    package func assignments(in columns: [Column]) -> [RowAssignment] {
        switch self {
        case .replace(let values):
            columns.indices.map { RowAssignment(column: $0, value: $0 < values.count ? values[$0] : .null) }
        case .patch(let assignments): assignments.filter { columns.indices.contains($0.column) }
        case .delete: []
        }
    }
}
