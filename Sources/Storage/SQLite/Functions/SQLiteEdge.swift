import CSQLite

/// The value of a group's earliest or latest row: `weir_first(value, time, id)` and `weir_last`. Rows without a value or a time are
/// skipped.
enum SQLiteEdge {
    static let first = "weir_first"
    static let last = "weir_last"

    static func register(on connection: OpaquePointer) -> CInt {
        let registered = SQLiteAggregate.register(
            first, arguments: 3, { context, _, arguments in SQLiteAggregate.step(Earliest.self, context, arguments) },
            { SQLiteAggregate.finish(Earliest.self, $0) }, on: connection)
        guard registered == SQLITE_OK else { return registered }
        return SQLiteAggregate.register(
            last, arguments: 3, { context, _, arguments in SQLiteAggregate.step(Latest.self, context, arguments) },
            { SQLiteAggregate.finish(Latest.self, $0) }, on: connection)
    }

    private class Edge {
        private var place: (time: Int64, id: Int64)?
        /// A copy of the value, owned by this object.
        private var value: OpaquePointer?

        deinit { sqlite3_value_free(value) }

        func add(
            _ value: OpaquePointer, _ arguments: UnsafeMutablePointer<OpaquePointer?>,
            _ precedes: ((time: Int64, id: Int64), (time: Int64, id: Int64)) -> Bool
        ) {
            guard let time = arguments[1], let id = arguments[2], sqlite3_value_type(time) != SQLITE_NULL else {
                return
            }
            let next = (time: sqlite3_value_int64(time), id: sqlite3_value_int64(id))
            if let place, !precedes(next, place) { return }
            place = next
            sqlite3_value_free(self.value)
            self.value = sqlite3_value_dup(value)
        }

        func finish(_ context: OpaquePointer) {
            if let value { sqlite3_result_value(context, value) } else { sqlite3_result_null(context) }
        }
    }

    private final class Earliest: Edge, SQLiteAccumulator {
        override init() {}
        func add(_ value: OpaquePointer, _ arguments: UnsafeMutablePointer<OpaquePointer?>) {
            add(value, arguments) { $0 < $1 }
        }
    }

    private final class Latest: Edge, SQLiteAccumulator {
        override init() {}
        func add(_ value: OpaquePointer, _ arguments: UnsafeMutablePointer<OpaquePointer?>) {
            add(value, arguments) { $0 > $1 }
        }
    }
}
