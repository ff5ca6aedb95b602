import CSQLite

/// The state of a custom SQL aggregate.
protocol SQLiteAccumulator: AnyObject {
    init()
    /// Adds a value, which is never null.
    func add(_ value: OpaquePointer)
    /// Adds a value, which is never null, with all arguments of the call.
    func add(_ value: OpaquePointer, _ arguments: UnsafeMutablePointer<OpaquePointer?>)
    /// Sets the result.
    func finish(_ context: OpaquePointer)
}

extension SQLiteAccumulator {
    func add(_ value: OpaquePointer) {}
    func add(_ value: OpaquePointer, _ arguments: UnsafeMutablePointer<OpaquePointer?>) { add(value) }
}

/// Registration of Swift objects as SQL aggregates. Rows in which the first argument is null are skipped; the result over no values
/// is null.
enum SQLiteAggregate {
    typealias Step = @convention(c) (OpaquePointer?, CInt, UnsafeMutablePointer<OpaquePointer?>?) -> Void
    typealias Finish = @convention(c) (OpaquePointer?) -> Void

    /// - Parameter data: The functions' user data, which must outlive the connection.
    static func register(
        _ name: String, arguments: CInt = 1, data: UnsafeMutableRawPointer? = nil, _ step: Step, _ finish: Finish,
        on connection: OpaquePointer
    ) -> CInt {
        sqlite3_create_function_v2(
            connection, name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC, data, nil, step, finish, nil)
    }

    /// The body of a step function.
    @inline(__always)
    static func step<Accumulator: SQLiteAccumulator>(
        _: Accumulator.Type, _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
    ) {
        guard let context, let arguments, let value = arguments[0], sqlite3_value_type(value) != SQLITE_NULL,
            let slot = sqlite3_aggregate_context(context, CInt(MemoryLayout<UnsafeRawPointer?>.size))
        else { return }
        let reference = slot.assumingMemoryBound(to: UnsafeRawPointer?.self)
        if let held = reference.pointee {
            Unmanaged<Accumulator>.fromOpaque(held).takeUnretainedValue().add(value, arguments)
        } else {
            let accumulator = Accumulator()
            reference.pointee = UnsafeRawPointer(Unmanaged.passRetained(accumulator).toOpaque())
            accumulator.add(value, arguments)
        }
    }

    /// The body of a final function, which SQLite also calls for cleanup.
    static func finish<Accumulator: SQLiteAccumulator>(_: Accumulator.Type, _ context: OpaquePointer?) {
        // Size 0 returns no memory unless a step has allocated it.
        guard let context, let slot = sqlite3_aggregate_context(context, 0),
            let held = slot.assumingMemoryBound(to: UnsafeRawPointer?.self).pointee
        else {
            if let context { sqlite3_result_null(context) }
            return
        }
        Unmanaged<Accumulator>.fromOpaque(held).takeRetainedValue().finish(context)
    }
}
