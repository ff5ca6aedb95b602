/// The type of a column or of a result column.
public enum ColumnType: String, Sendable, Hashable, CaseIterable {
    /// UTF-8 text without U+0000; compared byte by byte.
    case string
    /// A signed 64-bit integer.
    case integer
    /// A finite IEEE 754 double; NaN and infinities are rejected.
    case double
    /// An exact decimal number of at most 38 significant digits; see ``DecimalNumber``.
    case decimal
    /// `true` or `false`.
    case boolean
    /// An instant with microseconds, RFC 3339 with offset in text; see ``Timestamp``.
    case timestamp
    /// A calendar day, `YYYY-MM-DD` in text; see ``CalendarDate``.
    case date
    /// Any JSON value, kept as its text; it can be stored, listed and tested for null, not compared.
    case json

    /// `true` if `sum` and `avg` apply to the type.
    public var isNumeric: Bool { self == .integer || self == .double || self == .decimal }

    /// `true` if values of the type have an order, so that `min`, `max`, grouping and comparison work.
    public var isComparable: Bool { self != .json }

    /// `true` if a column of the type can be a time dimension.
    public var isTime: Bool { self == .timestamp || self == .date }
}
