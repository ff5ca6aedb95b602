/// Rows in columnar form, as parsers produce, stores exchange and renderers write them.
///
/// The form is columnar because every step works on one type at a time, and a value so that it can pass from a database's thread
/// to a task without shared state.
public struct RowBatch: Sendable, Hashable {
    /// The columns, each with ``rowCount`` values.
    public var columns: [ColumnVector]

    /// Creates a batch from columns of equal length.
    public init(columns: [ColumnVector]) { self.columns = columns }

    /// Creates an empty batch with columns of these types.
    public init(types: [ColumnType]) { columns = types.map(ColumnVector.init(type:)) }

    /// The number of rows.
    public var rowCount: Int { columns.first?.count ?? 0 }

    /// The approximate size of the values in bytes.
    package var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }

    /// The values of a row, in column order.
    public subscript(row: Int) -> [Value] { columns.map { $0.value(at: row) } }
}
