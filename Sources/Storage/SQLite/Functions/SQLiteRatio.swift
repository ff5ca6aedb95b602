import CSQLite

/// The quotient of two numbers as a double: `weir_ratio(a, b)`; null if either is null or the second is 0.
enum SQLiteRatio {
    static let function = "weir_ratio"

    static func register(on connection: OpaquePointer) -> CInt {
        sqlite3_create_function_v2(
            connection, function, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                guard let context, let arguments, let a = arguments[0], let b = arguments[1] else { return }
                guard let a = SQLiteNumber(a), let b = SQLiteNumber(b), b.doubleValue != 0 else {
                    return sqlite3_result_null(context)
                }
                let quotient = a.doubleValue / b.doubleValue
                guard quotient.isFinite else {
                    return sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
                }
                sqlite3_result_double(context, quotient)
            }, nil, nil, nil)
    }
}
