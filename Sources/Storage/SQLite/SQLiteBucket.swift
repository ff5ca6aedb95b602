import GRDBSQLite
import Models

/// The SQL function that groups times: `weir_bucket(value, rule)`.
///
/// SQLite knows no time zones. The rule is a constant text in a statement, so its parsed form is kept as SQLite's auxiliary
/// data and read once a statement, not once a row.
enum SQLiteBucket {
    static let function = "weir_bucket"

    /// The rule as the function's second argument.
    static func argument(for rule: BucketRule, date: Bool) -> String {
        "\(date ? "date" : "instant")|\(rule.granularity)|\(rule.zone.identifier)"
    }

    static func register(on connection: OpaquePointer) -> CInt {
        sqlite3_create_function_v2(
            connection, function, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                guard let context, let arguments, let value = arguments[0], let text = arguments[1] else { return }
                guard sqlite3_value_type(value) != SQLITE_NULL else {
                    sqlite3_result_null(context)
                    return
                }
                guard let rule = SQLiteBucket.rule(context, text) else {
                    sqlite3_result_error(context, "weir_bucket: no such rule", -1)
                    return
                }
                let number = sqlite3_value_int64(value)
                do throws(StorageError) {
                    sqlite3_result_int64(
                        context,
                        rule.isDate
                            ? rule.bucket.granularity.floor(
                                local: try StoredTime.days(number) * Timestamp.microsecondsPerDay)
                            : rule.bucket.key(of: Timestamp(microseconds: try StoredTime.microseconds(number))))
                } catch {
                    sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
                }
            }, nil, nil, nil)
    }

    private final class Rule {
        let bucket: BucketRule
        let isDate: Bool

        init?(_ text: String) {
            let parts = text.split(separator: "|", maxSplits: 2)
            guard parts.count == 3, let granularity = Granularity(String(parts[1])),
                let zone = ZoneRules.named(String(parts[2]))
            else { return nil }
            bucket = BucketRule(granularity: granularity, zone: zone)
            isDate = parts[0] == "date"
        }
    }

    private static func rule(_ context: OpaquePointer, _ argument: OpaquePointer) -> Rule? {
        if let known = sqlite3_get_auxdata(context, 1) {
            return Unmanaged<Rule>.fromOpaque(known).takeUnretainedValue()
        }
        guard let bytes = sqlite3_value_text(argument), let rule = Rule(String(cString: bytes)) else { return nil }
        // SQLite owns the reference from here on; it may release it at once when it is out of memory, so the local
        // reference keeps the rule alive for this call.
        sqlite3_set_auxdata(context, 1, Unmanaged.passRetained(rule).toOpaque()) { pointer in
            if let pointer { Unmanaged<Rule>.fromOpaque(pointer).release() }
        }
        return rule
    }
}
