import CSQLite

/// Estimates of the number of distinct values: `weir_distinct_approx(key)`, with the keys of
/// ``SQLDialect/distinctAggregate(of:)``.
///
/// SQLite groups by sorting, so one sketch of 4 KiB exists for each measure at a time.
enum SQLiteDistinctSketch {
    static let function = "weir_distinct_approx"

    static func register(on connection: OpaquePointer) -> CInt {
        SQLiteAggregate.register(
            function, { context, _, arguments in SQLiteAggregate.step(Values.self, context, arguments) },
            { context in
                // The estimate over no values is 0, not null.
                guard let context, sqlite3_aggregate_context(context, 0) != nil else {
                    if let context { sqlite3_result_int64(context, 0) }
                    return
                }
                SQLiteAggregate.finish(Values.self, context)
            }, on: connection)
    }

    private final class Values: SQLiteAccumulator {
        private var sketch = DistinctSketch()

        func add(_ value: OpaquePointer) {
            switch sqlite3_value_type(value) {
            case SQLITE_INTEGER:
                sketch.insert(DistinctHash.hash(UInt64(bitPattern: sqlite3_value_int64(value))))
            case SQLITE_FLOAT:
                // Minus zero plus zero is zero.
                sketch.insert(DistinctHash.hash((sqlite3_value_double(value) + 0).bitPattern))
            default:
                // Read the text before its length, because the call may convert it.
                guard let bytes = sqlite3_value_text(value) else { return }
                let count = Int(sqlite3_value_bytes(value))
                sketch.insert(DistinctHash.hash(UnsafeRawBufferPointer(start: bytes, count: count)))
            }
        }

        func finish(_ context: OpaquePointer) { sqlite3_result_int64(context, sketch.estimate) }
    }
}
