/// A single value of a column, such as a filter's operand.
///
/// Bulk data is held in ``ColumnVector`` instead.
public enum Value: Hashable, Sendable {
    /// Null.
    case null
    /// Text.
    case string(String)
    /// A 64-bit integer.
    case integer(Int64)
    /// A finite double.
    case double(Double)
    /// An exact decimal.
    case decimal(DecimalNumber)
    /// A Boolean.
    case boolean(Bool)
    /// An instant.
    case timestamp(Timestamp)
    /// A day.
    case date(CalendarDate)
    /// JSON text.
    case json(String)
}
