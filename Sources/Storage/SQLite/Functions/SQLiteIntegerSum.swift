import CSQLite

/// An exact sum of integers. SQLite's `sum` fails when a partial sum overflows, even if the total fits.
enum SQLiteIntegerSum {
    static let function = "weir_integer_sum"

    static func register(on connection: OpaquePointer) -> CInt {
        SQLiteAggregate.register(
            function, { context, _, arguments in SQLiteAggregate.step(Total.self, context, arguments) },
            { SQLiteAggregate.finish(Total.self, $0) }, on: connection)
    }

    private final class Total: SQLiteAccumulator {
        private var total: Int128 = 0

        func add(_ value: OpaquePointer) { total += Int128(sqlite3_value_int64(value)) }

        func finish(_ context: OpaquePointer) {
            guard let sum = Int64(exactly: total) else {
                sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
                return
            }
            sqlite3_result_int64(context, sum)
        }
    }
}
