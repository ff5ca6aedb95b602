import Basics
import CSQLite
import Models

/// The SQL function that returns a time's bucket: `weir_bucket(value, rule)`.
///
/// SQLite has no time zones. The rule is a constant text of the statement, so it is parsed once per statement and kept as SQLite's
/// auxiliary data. It contains the zone's offsets instead of its name, so that keys follow exactly the rules by which starts are
/// computed.
enum SQLiteBucket {
    static let function = "weir_bucket"

    /// The rule as the function's second argument.
    static func argument(for rule: BucketRule, date: Bool) -> String {
        guard !date else { return "date|\(rule.granularity)|0" }
        let changes = rule.zone.transitions.map { ";\($0.at):\($0.offset)" }.joined()
        return "instant|\(rule.granularity)|\(rule.zone.initialOffset)\(changes)"
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
                guard let rule = SQLiteBucket.rule(context, text, at: 1) else {
                    sqlite3_result_error(context, "weir_bucket: invalid rule", -1)
                    return
                }
                let number = sqlite3_value_int64(value)
                do throws(StorageError) {
                    sqlite3_result_int64(
                        context,
                        rule.isDate
                            ? rule.bucket.granularity.floor(
                                local: try StoredTime.days(number) * Timestamp.microsecondsPerDay
                            ).dividedRoundingDown(by: Timestamp.microsecondsPerDay)
                            : rule.bucket.key(of: Timestamp(microseconds: try StoredTime.microseconds(number))))
                } catch {
                    sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
                }
            }, nil, nil, nil)
    }

    /// A parsed rule.
    final class Rule {
        let bucket: BucketRule
        let isDate: Bool

        init?(_ text: String) {
            let parts = text.split(separator: "|", maxSplits: 2)
            guard parts.count == 3, let granularity = Granularity(String(parts[1])),
                let zone = ZoneRules(offsets: parts[2])
            else { return nil }
            bucket = BucketRule(granularity: granularity, zone: zone)
            isDate = parts[0] == "date"
        }
    }

    /// Returns the rule in a function's argument.
    static func rule(_ context: OpaquePointer, _ argument: OpaquePointer, at index: CInt) -> Rule? {
        if let known = sqlite3_get_auxdata(context, index) {
            return Unmanaged<Rule>.fromOpaque(known).takeUnretainedValue()
        }
        guard let bytes = sqlite3_value_text(argument), let rule = Rule(String(cString: bytes)) else { return nil }
        // SQLite owns this reference. It may release it at once if it is out of memory; the local reference keeps the rule alive
        // during this call.
        sqlite3_set_auxdata(context, index, Unmanaged.passRetained(rule).toOpaque()) { pointer in
            if let pointer { Unmanaged<Rule>.fromOpaque(pointer).release() }
        }
        return rule
    }
}

extension ZoneRules {
    /// Parses a zone's offsets: `3208;-2422054408:3600;…`, the initial offset, then each transition's instant and offset in seconds.
    fileprivate init?(offsets text: Substring) {
        let parts = text.split(separator: ";")
        guard let first = parts.first, let initial = Int(first) else { return nil }
        var transitions: [Transition] = []
        transitions.reserveCapacity(parts.count - 1)
        for part in parts.dropFirst() {
            let numbers = part.split(separator: ":")
            guard numbers.count == 2, let at = Int64(numbers[0]), let offset = Int(numbers[1]) else { return nil }
            transitions.append(Transition(at: at, offset: offset))
        }
        self.init(identifier: "", initialOffset: initial, transitions: transitions)
    }
}
