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

    /// The types by the names that databases and programs give them, in lower case and without underscores.
    private static let others: [String: ColumnType] = [
        "text": .string, "str": .string, "char": .string, "character": .string, "varchar": .string, "nvarchar": .string,
        "uuid": .string, "int": .integer, "int2": .integer, "int4": .integer, "int8": .integer, "int16": .integer,
        "int32": .integer, "int64": .integer, "bigint": .integer, "smallint": .integer, "long": .integer,
        "float": .double, "float4": .double, "float8": .double, "float32": .double, "float64": .double, "real": .double,
        "numeric": .decimal, "number": .decimal, "money": .decimal, "bigdecimal": .decimal, "bool": .boolean,
        "bit": .boolean, "datetime": .timestamp, "datetime64": .timestamp, "timestamptz": .timestamp,
        "time": .timestamp,
        "instant": .timestamp, "day": .date, "date32": .date, "jsonb": .json, "object": .json, "map": .json,
        "array": .json,
    ]

    /// Returns the name of the type that other programs call by a name, such as `varchar(20)`; `nil` if there is none.
    package static func ownName(of name: String) -> String? {
        let base = String(name.lowercased().prefix { $0 != "(" && $0 != " " }.filter { $0 != "_" })
        return (ColumnType(rawValue: base) ?? others[base])?.rawValue
    }

    /// `true` if `sum` and `avg` apply to the type.
    public var isNumeric: Bool { self == .integer || self == .double || self == .decimal }

    /// `true` if values of the type have an order, so that `min`, `max`, grouping and comparison work.
    public var isComparable: Bool { self != .json }

    /// `true` if a column of the type can be a time dimension.
    public var isTime: Bool { self == .timestamp || self == .date }
}
