import CSQLite
import Models

/// Standard deviations of integers, doubles and decimals, which SQLite lacks.
enum SQLiteSpread {
    static let sample = "weir_stddev"
    static let population = "weir_stddev_pop"

    static func register(on connection: OpaquePointer) -> CInt {
        let registered = SQLiteAggregate.register(
            sample, { context, _, arguments in SQLiteAggregate.step(Sample.self, context, arguments) },
            { SQLiteAggregate.finish(Sample.self, $0) }, on: connection)
        guard registered == SQLITE_OK else { return registered }
        return SQLiteAggregate.register(
            population, { context, _, arguments in SQLiteAggregate.step(Population.self, context, arguments) },
            { SQLiteAggregate.finish(Population.self, $0) }, on: connection)
    }

    private class Deviation {
        private var spread = Spread()
        private var origin: SQLiteNumber?

        func add(_ value: OpaquePointer) {
            guard let number = SQLiteNumber(value) else { return }
            if origin == nil { origin = number }
            spread.add(origin.map(number.difference(from:)) ?? DoubleDouble(0.0))
        }

        func finish(_ context: OpaquePointer, isSample: Bool) {
            guard let deviation = spread.deviation(isSample: isSample) else { return sqlite3_result_null(context) }
            guard deviation.isFinite else {
                return sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
            }
            sqlite3_result_double(context, deviation)
        }
    }

    private final class Sample: Deviation, SQLiteAccumulator {
        override init() {}
        func finish(_ context: OpaquePointer) { finish(context, isSample: true) }
    }

    private final class Population: Deviation, SQLiteAccumulator {
        override init() {}
        func finish(_ context: OpaquePointer) { finish(context, isSample: false) }
    }
}
