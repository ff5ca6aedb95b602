import CSQLite
import Models

/// The SQL function that converts a column's value: `weir_convert(value, conversion)`; null if it cannot be converted.
enum SQLiteConversion {
    static let function = "weir_convert"

    static func register(on connection: OpaquePointer) -> CInt {
        sqlite3_create_function_v2(
            connection, function, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                guard let context, let arguments, let value = arguments[0], let name = arguments[1],
                    let text = sqlite3_value_text(name),
                    let conversion = ColumnConversion(rawValue: String(cString: text))
                else { return }
                guard let read = SQLiteConversion.read(value, conversion.types.from),
                    let converted = conversion.converted(read)
                else { return sqlite3_result_null(context) }
                SQLiteConversion.write(converted, to: context)
            }, nil, nil, nil)
    }

    /// Returns a stored value; `nil` if it is not one of the type.
    private static func read(_ value: OpaquePointer, _ type: ColumnType) -> Value? {
        guard sqlite3_value_type(value) != SQLITE_NULL else { return .null }
        func text() -> String? {
            guard let bytes = sqlite3_value_text(value) else { return nil }
            return String(
                decoding: UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(value))), as: UTF8.self)
        }
        switch type {
        case .integer: return .integer(sqlite3_value_int64(value))
        case .boolean: return .boolean(sqlite3_value_int64(value) != 0)
        case .timestamp: return .timestamp(Timestamp(microseconds: sqlite3_value_int64(value)))
        case .date: return .date(CalendarDate(daysSinceEpoch: Int(sqlite3_value_int64(value))))
        case .double: return .double(sqlite3_value_double(value))
        case .decimal: return text().flatMap { DecimalNumber($0) }.map(Value.decimal)
        case .string: return text().map(Value.string)
        case .json: return text().map(Value.json)
        }
    }

    private static func write(_ value: Value, to context: OpaquePointer) {
        func write(_ text: String) {
            var text = text
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_result_text(context, $0.baseAddress, CInt($0.count), SQLiteStatement.transient)
                }
            }
        }
        switch value {
        case .null: sqlite3_result_null(context)
        case .string(let text), .json(let text): write(text)
        case .decimal(let number): write(number.description)
        case .integer(let number): sqlite3_result_int64(context, number)
        case .double(let number): sqlite3_result_double(context, number)
        case .boolean(let truth): sqlite3_result_int64(context, truth ? 1 : 0)
        case .timestamp(let instant): sqlite3_result_int64(context, instant.microseconds)
        case .date(let day): sqlite3_result_int64(context, Int64(day.daysSinceEpoch))
        }
    }
}
