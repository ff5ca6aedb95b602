import CSQLite
import Models

/// The SQL function that returns a part of a local date or time: `weir_part(value, part, rule)`.
///
/// The rule is that of ``SQLiteBucket``: its zone is the part's, its width does not matter.
enum SQLiteDatePart {
    static let function = "weir_part"

    static func register(on connection: OpaquePointer) -> CInt {
        sqlite3_create_function_v2(
            connection, function, 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                guard let context, let arguments, let value = arguments[0], let name = arguments[1],
                    let text = arguments[2]
                else { return }
                guard sqlite3_value_type(value) != SQLITE_NULL else { return sqlite3_result_null(context) }
                guard let part = DatePart(index: Int(sqlite3_value_int(name))),
                    let rule = SQLiteBucket.rule(context, text, at: 2)
                else { return sqlite3_result_error(context, "weir_part: invalid rule", -1) }
                let number = sqlite3_value_int64(value)
                do throws(StorageError) {
                    sqlite3_result_int64(
                        context,
                        rule.isDate
                            ? part.value(of: CalendarDate(daysSinceEpoch: Int(try StoredTime.days(number))))
                            : part.value(
                                of: Timestamp(microseconds: try StoredTime.microseconds(number)), in: rule.bucket.zone))
                } catch {
                    sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
                }
            }, nil, nil, nil)
    }
}

extension DatePart {
    /// The part's number as the function's second argument.
    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    fileprivate init?(index: Int) {
        guard Self.allCases.indices.contains(index) else { return nil }
        self = Self.allCases[index]
    }
}
