import CSQLite
import Models

/// The sum of doubles, exact and rounded once, and the mean as that sum divided by the count. SQLite's `sum` depends on the order of
/// the rows.
enum SQLiteDoubleSum {
    static let sum = "weir_double_sum"
    static let average = "weir_double_avg"

    static func register(on connection: OpaquePointer) -> CInt {
        let code = SQLiteAggregate.register(
            sum, { context, _, arguments in SQLiteAggregate.step(Total.self, context, arguments) },
            { SQLiteAggregate.finish(Total.self, $0) }, on: connection)
        guard code == SQLITE_OK else { return code }
        return SQLiteAggregate.register(
            average, { context, _, arguments in SQLiteAggregate.step(Mean.self, context, arguments) },
            { SQLiteAggregate.finish(Mean.self, $0) }, on: connection)
    }

    private final class Total: SQLiteAccumulator {
        private var sum = DoubleSum()

        func add(_ value: OpaquePointer) { sum.add(sqlite3_value_double(value)) }

        func finish(_ context: OpaquePointer) { sqlite3_result_double(context, sum.value) }
    }

    private final class Mean: SQLiteAccumulator {
        private var sum = DoubleSum()
        private var count: Int64 = 0

        func add(_ value: OpaquePointer) {
            sum.add(sqlite3_value_double(value))
            count += 1
        }

        func finish(_ context: OpaquePointer) { sqlite3_result_double(context, sum.value / Double(count)) }
    }
}
