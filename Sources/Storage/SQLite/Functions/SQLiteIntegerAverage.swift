import CSQLite

/// An average of integers with an exact sum. SQLite's `avg` adds doubles once the sum passes 64 bits, which loses digits when large
/// numbers cancel out.
enum SQLiteIntegerAverage {
    static let function = "weir_integer_avg"

    static func register(on connection: OpaquePointer) -> CInt {
        SQLiteAggregate.register(
            function, { context, _, arguments in SQLiteAggregate.step(Total.self, context, arguments) },
            { SQLiteAggregate.finish(Total.self, $0) }, on: connection)
    }

    private final class Total: SQLiteAccumulator {
        private var total: Int128 = 0
        private var count: Int64 = 0

        func add(_ value: OpaquePointer) {
            total += Int128(sqlite3_value_int64(value))
            count += 1
        }

        func finish(_ context: OpaquePointer) { sqlite3_result_double(context, Double(total) / Double(count)) }
    }
}
