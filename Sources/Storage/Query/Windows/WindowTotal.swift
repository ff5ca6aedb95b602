import Models

/// An exact sum of numbers of one type; that of doubles is rounded once. Nulls are skipped.
struct WindowTotal {
    private var count = 0
    private var integers: Int128 = 0
    private var decimals = DecimalSum()
    private var doubles = DoubleSum()
    private var type = ColumnType.integer

    mutating func add(_ value: Value) {
        if accumulate(value, isNegative: false) { count += 1 }
    }

    private mutating func subtract(_ value: Value) { _ = accumulate(value, isNegative: true) }

    /// Adds or subtracts a value; returns `false` if it is no number.
    private mutating func accumulate(_ value: Value, isNegative: Bool) -> Bool {
        switch value {
        case .integer(let number):
            integers += isNegative ? -Int128(number) : Int128(number)
            type = .integer
        case .decimal(let number):
            let signed = isNegative ? DecimalNumber(coefficient: -number.coefficient, scale: number.scale) : number
            decimals.add(signed ?? .zero)
            type = .decimal
        case .double(let number):
            doubles.add(isNegative ? -number : number)
            type = .double
        default: return false
        }
        return true
    }

    /// The sum as a double; `nil` without values.
    var doubleValue: Double? {
        guard count > 0 else { return nil }
        return switch type {
        case .decimal: decimals.doubleValue
        case .double: doubles.value
        default: Double(integers)
        }
    }

    /// Returns the sum; null without values.
    func value() throws(StorageError) -> Value {
        guard count > 0 else { return .null }
        switch type {
        case .decimal:
            guard let sum = decimals.value else { throw .overflow }
            return .decimal(sum)
        case .double: return try Self.finite(doubles.value)
        default:
            guard let sum = Int64(exactly: integers) else { throw .overflow }
            return .integer(sum)
        }
    }

    /// Returns the mean; null without values.
    func mean() throws(StorageError) -> Value {
        guard let sum = doubleValue else { return .null }
        return try Self.finite(sum / Double(count))
    }

    /// Returns the difference of two numbers of one type; null if either is null.
    static func difference(_ a: Value, _ b: Value) throws(StorageError) -> Value {
        try change(a, b)?.value() ?? .null
    }

    /// Returns the difference of two numbers divided by the second; null if either is null or the second is 0.
    static func changeRatio(_ a: Value, _ b: Value) throws(StorageError) -> Value {
        guard let difference = change(a, b)?.doubleValue, let base = b.windowNumber, base != 0 else { return .null }
        return try finite(difference / base)
    }

    private static func change(_ a: Value, _ b: Value) -> WindowTotal? {
        guard a.windowNumber != nil, b.windowNumber != nil else { return nil }
        var total = WindowTotal()
        total.add(a)
        total.subtract(b)
        return total
    }

    /// Returns a number's share of a total; null if either is null or the total is 0.
    static func quotient(_ value: Value, _ total: Double?) throws(StorageError) -> Value {
        guard let number = value.windowNumber, let total, total != 0 else { return .null }
        return try finite(number / total)
    }

    private static func finite(_ number: Double) throws(StorageError) -> Value {
        guard number.isFinite else { throw .overflow }
        return .double(number)
    }
}

extension Value {
    /// A number as the nearest double; `nil` for null and for values of other types.
    fileprivate var windowNumber: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        case .decimal(let number): number.doubleValue
        default: nil
        }
    }
}
