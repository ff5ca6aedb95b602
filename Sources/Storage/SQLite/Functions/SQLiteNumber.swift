import CSQLite
import Models

/// A number in SQLite: an integer, a double, or the text of a decimal.
enum SQLiteNumber {
    case integer(Int64)
    case double(Double)
    case decimal(DecimalNumber)

    /// Reads a value; `nil` for null, and for a text that another program wrote and that is no decimal.
    init?(_ value: OpaquePointer) {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: self = .integer(sqlite3_value_int64(value))
        case SQLITE_FLOAT: self = .double(sqlite3_value_double(value))
        case SQLITE_NULL: return nil
        default:
            // Read the text before its length, because the call may convert it.
            guard let bytes = sqlite3_value_text(value),
                let number = DecimalNumber(
                    parsing: UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(value))))
            else { return nil }
            self = .decimal(number)
        }
    }

    /// The nearest double.
    var doubleValue: Double {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        case .decimal(let number): number.doubleValue
        }
    }

    /// Returns the difference of two numbers of one type, computed exactly and rounded to twice the digits of a double.
    func difference(from other: SQLiteNumber) -> DoubleDouble {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): return DoubleDouble(Int128(a) - Int128(b))
        case (.decimal(let a), .decimal(let b)):
            guard a != b else { return DoubleDouble(0.0) }
            var sum = DecimalSum()
            sum.add(a)
            if let negative = DecimalNumber(coefficient: -b.coefficient, scale: b.scale) { sum.add(negative) }
            return sum.doubleDouble
        default: return DoubleDouble(doubleValue) - DoubleDouble(other.doubleValue)
        }
    }
}
