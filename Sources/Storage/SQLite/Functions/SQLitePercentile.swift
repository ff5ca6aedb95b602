import CSQLite

/// Percentiles of numbers, which SQLite lacks: `weir_percentile(value, fraction, capacity)`.
///
/// A group's values are held as doubles up to a capacity, and further ones are written to a temporary file. The two values around
/// the position are found by counting: four passes over the values, each of which determines 16 bits. So the memory is bounded
/// for a group of any size, and the search can be interrupted.
enum SQLitePercentile {
    static let function = "weir_percentile"
    /// The bytes that all percentiles of a statement hold in memory together.
    private static let heldBytes = 16 << 20

    /// The number of values that each percentile of a statement may hold.
    static func capacity(for percentiles: Int) -> Int { max(4096, heldBytes / 8 / max(1, percentiles)) }

    /// - Parameter deadline: The connection's deadline, which must outlive the connection.
    static func register(on connection: OpaquePointer, deadline: SQLiteDeadline?) -> CInt {
        SQLiteAggregate.register(
            function, arguments: 3, data: deadline.map { Unmanaged.passUnretained($0).toOpaque() },
            { context, _, arguments in SQLiteAggregate.step(Values.self, context, arguments) },
            { SQLiteAggregate.finish(Values.self, $0) }, on: connection)
    }

    /// The end of a search: interrupted, or a failure of the file.
    private struct SearchError: Error { let code: CInt }

    private final class Values: SQLiteAccumulator {
        private var fraction = 0.0
        private var capacity = 0
        /// The bits of doubles, arranged so that they have the order of the numbers.
        private var held: [UInt64] = []
        private var file: SQLiteTemporaryFile?
        private var failure = SQLITE_OK
        /// The number of values between two checks of the deadline.
        private static let pieceSize = 1 << 16

        func add(_ value: OpaquePointer, _ arguments: UnsafeMutablePointer<OpaquePointer?>) {
            guard failure == SQLITE_OK, let number = SQLiteNumber(value)?.doubleValue else { return }
            if capacity == 0, let fraction = arguments[1], let capacity = arguments[2] {
                self.fraction = sqlite3_value_double(fraction)
                self.capacity = max(1, Int(sqlite3_value_int64(capacity)))
            }
            held.append(Self.ordered(number))
            if held.count >= capacity { spill() }
        }

        private func spill() {
            if file == nil { file = SQLiteTemporaryFile() }
            failure = file?.append(held) ?? SQLITE_CANTOPEN
            held.removeAll(keepingCapacity: failure == SQLITE_OK)
        }

        func finish(_ context: OpaquePointer) {
            guard failure == SQLITE_OK else { return sqlite3_result_error_code(context, failure) }
            let count = held.count + (file?.count ?? 0)
            guard count > 0 else { return sqlite3_result_null(context) }
            let deadline = sqlite3_user_data(context).map {
                Unmanaged<SQLiteDeadline>.fromOpaque($0).takeUnretainedValue()
            }
            let position = PercentilePosition(fraction, of: count)
            do throws(SearchError) {
                if count <= Self.pieceSize, file == nil { held.sort() }
                let low = try value(at: position.lower, until: deadline)
                let high = position.upper == position.lower ? low : try value(at: position.upper, until: deadline)
                sqlite3_result_double(context, position.value(between: low, high))
            } catch {
                sqlite3_result_error_code(context, error.code)
            }
        }

        /// Returns the value at an index of the sorted values.
        private func value(at index: Int, until deadline: SQLiteDeadline?) throws(SearchError) -> Double {
            guard held.count > Self.pieceSize || file != nil else { return Self.number(held[index]) }
            var (rest, found) = (index, UInt64(0))
            for shift in stride(from: UInt64(48), through: 0, by: -16) {
                var counts = [Int](repeating: 0, count: 1 << 16)
                try forEachPiece(until: deadline) { piece in
                    for bits in piece where shift == 48 || bits >> (shift + 16) == found {
                        counts[Int(truncatingIfNeeded: bits >> shift & 0xFFFF)] += 1
                    }
                }
                var digit = 0
                while rest >= counts[digit], digit < 0xFFFF {
                    rest -= counts[digit]
                    digit += 1
                }
                found = found << 16 | UInt64(digit)
            }
            return Self.number(found)
        }

        private func forEachPiece(
            until deadline: SQLiteDeadline?, _ body: (ArraySlice<UInt64>) -> Void
        ) throws(SearchError) {
            for start in stride(from: 0, to: held.count, by: Self.pieceSize) {
                if let deadline, deadline.isOver { throw SearchError(code: SQLITE_INTERRUPT) }
                body(held[start..<min(start + Self.pieceSize, held.count)])
            }
            guard let file else { return }
            var piece: [UInt64] = []
            for start in stride(from: 0, to: file.count, by: Self.pieceSize) {
                if let deadline, deadline.isOver { throw SearchError(code: SQLITE_INTERRUPT) }
                let code = file.read(from: start, atMost: Self.pieceSize, into: &piece)
                guard code == SQLITE_OK else { throw SearchError(code: code) }
                body(piece[...])
            }
        }

        private static let sign = UInt64(1) << 63

        private static func ordered(_ number: Double) -> UInt64 {
            let bits = number.bitPattern
            return bits & sign == 0 ? bits | sign : ~bits
        }

        private static func number(_ bits: UInt64) -> Double {
            Double(bitPattern: bits & sign == 0 ? ~bits : bits & ~sign)
        }
    }
}
