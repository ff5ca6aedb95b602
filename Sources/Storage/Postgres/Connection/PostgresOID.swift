import Models

/// The object ids of the built-in types that the store uses (PostgreSQL source, `pg_type.dat`; they never change).
enum PostgresOID {

    /// The id of a type, and that of its array type.
    private typealias Pair = (element: UInt32, array: UInt32)

    private static let boolean: Pair = (16, 1000)
    private static let int8: Pair = (20, 1016)
    private static let text: Pair = (25, 1009)
    private static let json: Pair = (114, 199)
    private static let float8: Pair = (701, 1022)
    private static let date: Pair = (1082, 1182)
    private static let timestamptz: Pair = (1184, 1185)
    private static let numeric: Pair = (1700, 1231)

    private static func pair(of type: ColumnType) -> Pair {
        switch type {
        case .string: text
        case .integer: int8
        case .double: float8
        case .decimal: numeric
        case .boolean: boolean
        case .timestamp: timestamptz
        case .date: date
        case .json: json
        }
    }

    /// The type of a dataset's column.
    static func of(_ type: ColumnType) -> UInt32 { pair(of: type).element }

    /// The array type of a column's type.
    static func array(of type: ColumnType) -> UInt32 { pair(of: type).array }

    /// The type of a value; 0 for null, whose type PostgreSQL infers.
    static func of(_ value: Value) -> UInt32 {
        switch value {
        case .null: 0
        case .string: text.element
        case .integer: int8.element
        case .double: float8.element
        case .decimal: numeric.element
        case .boolean: boolean.element
        case .timestamp: timestamptz.element
        case .date: date.element
        case .json: json.element
        }
    }
}
