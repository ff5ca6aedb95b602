/// Some rows, column by column: what parsers make, stores take and give, and renderers write from.
///
/// Columnar because every step of the way works on one type at a time; a value, so that it can be handed from a database's
/// thread to a task without sharing anything.
public struct RowBatch: Sendable, Hashable {
    /// The columns, each with ``rowCount`` values.
    public var columns: [ColumnVector]

    /// Takes columns of equal length.
    public init(columns: [ColumnVector]) { self.columns = columns }

    /// An empty batch of columns of these types.
    public init(types: [ColumnType]) { columns = types.map(ColumnVector.init(type:)) }

    /// How many rows there are.
    public var rowCount: Int { columns.first?.count ?? 0 }

    /// Bytes the values take, roughly.
    public var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }

    /// The values of a row, in column order.
    public subscript(row: Int) -> [Value] { columns.map { $0.value(at: row) } }
}
