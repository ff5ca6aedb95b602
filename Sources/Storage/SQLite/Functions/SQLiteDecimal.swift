import CSQLite
import Models

/// Exact decimals in SQLite: normalized text with a collation for comparison and aggregates for sums and averages.
enum SQLiteDecimal {
    static let collation = "weir_decimal"
    static let sum = "weir_decimal_sum"
    static let average = "weir_decimal_avg"

    static func register(on connection: OpaquePointer) -> CInt {
        let collated = sqlite3_create_collation_v2(
            connection, collation, SQLITE_UTF8, nil,
            { _, countA, a, countB, b in
                let left = DecimalNumber(parsing: UnsafeRawBufferPointer(start: a, count: Int(countA)))
                let right = DecimalNumber(parsing: UnsafeRawBufferPointer(start: b, count: Int(countB)))
                // The store writes only decimals to such columns. Other texts, which another program wrote, sort before all
                // numbers.
                switch (left, right) {
                case (let left?, let right?): return left == right ? 0 : (left < right ? -1 : 1)
                case (nil, nil): return 0
                case (nil, _): return -1
                case (_, nil): return 1
                }
            }, nil)
        guard collated == SQLITE_OK else { return collated }
        let summed = SQLiteAggregate.register(
            sum, { context, _, arguments in SQLiteAggregate.step(Sum.self, context, arguments) },
            { SQLiteAggregate.finish(Sum.self, $0) }, on: connection)
        guard summed == SQLITE_OK else { return summed }
        return SQLiteAggregate.register(
            average, { context, _, arguments in SQLiteAggregate.step(Mean.self, context, arguments) },
            { SQLiteAggregate.finish(Mean.self, $0) }, on: connection)
    }

    private static func number(_ value: OpaquePointer) -> DecimalNumber? {
        // Read the text before its length, because the call may convert it.
        guard let bytes = sqlite3_value_text(value) else { return nil }
        return DecimalNumber(parsing: UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(value))))
    }

    private final class Sum: SQLiteAccumulator {
        private var sum = DecimalSum()

        func add(_ value: OpaquePointer) { if let number = number(value) { sum.add(number) } }

        func finish(_ context: OpaquePointer) {
            guard let total = sum.value else {
                sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
                return
            }
            let text = total.description
            sqlite3_result_text(context, text, CInt(text.utf8.count), SQLiteStatement.transient)
        }
    }

    private final class Mean: SQLiteAccumulator {
        private var sum = DecimalSum()
        private var count = 0

        func add(_ value: OpaquePointer) {
            guard let number = number(value) else { return }
            sum.add(number)
            count += 1
        }

        func finish(_ context: OpaquePointer) { sqlite3_result_double(context, sum.doubleValue / Double(count)) }
    }
}
