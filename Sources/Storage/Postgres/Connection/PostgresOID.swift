import Models

/// The object ids of the built-in types that the store uses (PostgreSQL source, `pg_type.dat`; they never change).
enum PostgresOID {
    static let boolean: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let text: UInt32 = 25
    static let json: UInt32 = 114
    static let float8: UInt32 = 701
    static let date: UInt32 = 1082
    static let timestamptz: UInt32 = 1184
    static let numeric: UInt32 = 1700

    /// The type of a dataset's column.
    static func of(_ type: ColumnType) -> UInt32 {
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

    /// The array type of a column's type.
    static func array(of type: ColumnType) -> UInt32 {
        switch type {
        case .string: 1009
        case .integer: 1016
        case .double: 1022
        case .decimal: 1231
        case .boolean: 1000
        case .timestamp: 1185
        case .date: 1182
        case .json: 199
        }
    }

    static func of(_ value: Value) -> UInt32 {
        switch value {
        case .null: 0
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
}
