/// One value of a column, apart from its row: what filters compare with and what tests read.
///
/// Bulk data lives in ``ColumnVector``; a `Value` is for the few.
public enum Value: Hashable, Sendable {
    /// No value.
    case null
    /// Text.
    case string(String)
    /// A 64-bit integer.
    case integer(Int64)
    /// A finite double.
    case double(Double)
    /// An exact decimal.
    case decimal(DecimalNumber)
    /// A truth value.
    case boolean(Bool)
    /// An instant.
    case timestamp(Timestamp)
    /// A day.
    case date(CalendarDate)
    /// JSON text.
    case json(String)
}
