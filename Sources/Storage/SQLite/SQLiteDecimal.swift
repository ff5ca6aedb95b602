import GRDBSQLite
import Models

/// Exact decimals in SQLite: text in lowest terms, with a collation for comparing and aggregates for adding.
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
                // Only decimals are stored in such columns; should a file have been edited by hand, text that is none
                // still gets a place, before all numbers.
                switch (left, right) {
                case (let left?, let right?): return left == right ? 0 : (left < right ? -1 : 1)
                case (nil, nil): return 0
                case (nil, _): return -1
                case (_, nil): return 1
                }
            }, nil)
        guard collated == SQLITE_OK else { return collated }
        for (name, finish) in [(sum, finishSum), (average, finishAverage)] {
            let registered = sqlite3_create_function_v2(
                connection, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, nil, step, finish, nil)
            guard registered == SQLITE_OK else { return registered }
        }
        return SQLITE_OK
    }

    private final class Accumulator {
        var total: DecimalNumber? = .zero
        var count: Int64 = 0
    }

    private static let step: @convention(c) (OpaquePointer?, CInt, UnsafeMutablePointer<OpaquePointer?>?) -> Void = {
        context, _, arguments in
        guard let context, let value = arguments?[0], sqlite3_value_type(value) != SQLITE_NULL,
            let slot = sqlite3_aggregate_context(context, CInt(MemoryLayout<UnsafeRawPointer?>.size))
        else { return }
        let reference = slot.assumingMemoryBound(to: UnsafeRawPointer?.self)
        let accumulator: Accumulator
        if let held = reference.pointee {
            accumulator = Unmanaged<Accumulator>.fromOpaque(held).takeUnretainedValue()
        } else {
            accumulator = Accumulator()
            reference.pointee = UnsafeRawPointer(Unmanaged.passRetained(accumulator).toOpaque())
        }
        guard let bytes = sqlite3_value_text(value),
            let number = DecimalNumber(
                parsing: UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(value))))
        else { return }
        accumulator.total = accumulator.total?.adding(number)
        accumulator.count += 1
    }

    /// Takes the accumulator over from SQLite; `nil` when no row came.
    private static func take(_ context: OpaquePointer?) -> Accumulator? {
        // Size 0: no rows, no memory.
        guard let context, let slot = sqlite3_aggregate_context(context, 0),
            let held = slot.assumingMemoryBound(to: UnsafeRawPointer?.self).pointee
        else { return nil }
        return Unmanaged<Accumulator>.fromOpaque(held).takeRetainedValue()
    }

    private static let finishSum: @convention(c) (OpaquePointer?) -> Void = { context in
        guard let accumulator = take(context) else {
            sqlite3_result_null(context)
            return
        }
        guard let total = accumulator.total else {
            sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
            return
        }
        var bytes: [UInt8] = []
        total.write(into: &bytes)
        bytes.withUnsafeBytes {
            sqlite3_result_text(
                context, $0.baseAddress?.assumingMemoryBound(to: CChar.self), CInt($0.count), SQLiteStatement.transient)
        }
    }

    private static let finishAverage: @convention(c) (OpaquePointer?) -> Void = { context in
        guard let accumulator = take(context), accumulator.count > 0 else {
            sqlite3_result_null(context)
            return
        }
        guard let total = accumulator.total else {
            sqlite3_result_error(context, SQLiteFailure.overflowMessage, -1)
            return
        }
        sqlite3_result_double(context, total.doubleValue / Double(accumulator.count))
    }
}
