public import Models

/// A row of a ``QueryResult``.
public struct ResultRow: Sendable, CustomStringConvertible {
    /// The columns of the row.
    public let columns: [ResultColumn]
    private let batch: RowBatch
    private let index: Int

    init(_ columns: [ResultColumn], _ batch: RowBatch, _ index: Int) {
        self.columns = columns
        self.batch = batch
        self.index = index
    }

    /// The values, in the order of ``columns``.
    public var values: [Value] { batch[index] }

    /// The value of the column at an index.
    public subscript(column: Int) -> Value { batch.columns[column].value(at: index) }

    /// The value of a column, such as `"region"`, `"at.day"` or `"sum(n)"`; `nil` if the result has no such column.
    public subscript(name: String) -> Value? {
        columns.firstIndex { $0.name == name }.map { self[$0] }
    }

    /// The columns' names and values, such as `region: north, sum(n): 12`.
    public var description: String {
        zip(columns, values).map { "\($0.name): \($1)" }.joined(separator: ", ")
    }
}
