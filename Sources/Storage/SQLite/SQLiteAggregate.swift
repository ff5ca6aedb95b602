import GRDBSQLite

/// What an SQL aggregate of ours keeps while rows come in.
protocol SQLiteAccumulator: AnyObject {
    init()
    /// Takes a value that is not null.
    func add(_ value: OpaquePointer)
    /// Gives the result.
    func finish(_ context: OpaquePointer)
}

/// Registers Swift objects as SQL aggregates over one argument. Nulls are left out; over no values the result is null.
enum SQLiteAggregate {
    typealias Step = @convention(c) (OpaquePointer?, CInt, UnsafeMutablePointer<OpaquePointer?>?) -> Void
    typealias Finish = @convention(c) (OpaquePointer?) -> Void

    static func register(_ name: String, _ step: Step, _ finish: Finish, on connection: OpaquePointer) -> CInt {
        sqlite3_create_function_v2(
            connection, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, nil, step, finish, nil)
    }

    /// The body of a step function.
    @inline(__always)
    static func step<Accumulator: SQLiteAccumulator>(
        _: Accumulator.Type, _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
    ) {
        guard let context, let value = arguments?[0], sqlite3_value_type(value) != SQLITE_NULL,
            let slot = sqlite3_aggregate_context(context, CInt(MemoryLayout<UnsafeRawPointer?>.size))
        else { return }
        let reference = slot.assumingMemoryBound(to: UnsafeRawPointer?.self)
        if let held = reference.pointee {
            Unmanaged<Accumulator>.fromOpaque(held).takeUnretainedValue().add(value)
        } else {
            let accumulator = Accumulator()
            reference.pointee = UnsafeRawPointer(Unmanaged.passRetained(accumulator).toOpaque())
            accumulator.add(value)
        }
    }

    /// The body of a final function, which SQLite also calls to clean up.
    static func finish<Accumulator: SQLiteAccumulator>(_: Accumulator.Type, _ context: OpaquePointer?) {
        // Size 0: no memory unless a step has asked for it.
        guard let context, let slot = sqlite3_aggregate_context(context, 0),
            let held = slot.assumingMemoryBound(to: UnsafeRawPointer?.self).pointee
        else {
            if let context { sqlite3_result_null(context) }
            return
        }
        Unmanaged<Accumulator>.fromOpaque(held).takeRetainedValue().finish(context)
    }
}

/// A mean of integers whose sum is exact: SQLite's own adds doubles once the sum passes 64 bits, and large numbers that
/// cancel out then leave something behind.
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

/// An exact sum of integers: SQLite's own gives up when a partial sum overflows, though the whole one may fit.
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
