import Models
import Storage

extension Measure {
    /// Computes the measure over its column's values in one group, nulls included, in the order of the rows' times and ids.
    func value(over all: [Value]) throws(StorageError) -> Value {
        let values = all.filter { $0 != .null }
        switch function {
        case .count: return .integer(Int64(values.count))
        case .countDistinct:
            let keys = values.map { value in
                var key: [UInt8] = []
                value.appendKey(to: &key)
                return key
            }
            return .integer(Int64(Set(keys).count))
        case .countDistinctApprox:
            var sketch = DistinctSketch()
            for value in values { sketch.insert(value) }
            return .integer(sketch.estimate)
        case .min: return values.min { $0.isLess(than: $1) } ?? .null
        case .max: return values.max { $0.isLess(than: $1) } ?? .null
        case .sum: return try sum(of: values)
        case .avg: return try mean(of: values)
        case .stddev: return try deviation(of: values, degrees: values.count - 1)
        case .stddevPop: return try deviation(of: values, degrees: values.count)
        case .percentile:
            let sorted = values.compactMap(\.doubleValue).sorted()
            guard !sorted.isEmpty else { return .null }
            let position = PercentilePosition(fraction, of: sorted.count)
            let value = position.value(between: sorted[position.lower], sorted[position.upper])
            guard value.isFinite else { throw .overflow }
            return .double(value)
        case .first: return values.first ?? .null
        case .last: return values.last ?? .null
        case .ratio, .runningTotal, .movingAverage, .shareOfTotal, .rank, .change, .changeRatio, .difference:
            return .null
        }
    }

    /// Computes a measure of other measures of the same group.
    func value(of operands: [Value]) throws(StorageError) -> Value {
        guard let a = operands[0].doubleValue, let b = operands[1].doubleValue, b != 0 else { return .null }
        guard (a / b).isFinite else { throw .overflow }
        return .double(a / b)
    }

    /// Computes the root of the squared distances from the mean, divided by a number of degrees of freedom.
    private func deviation(of values: [Value], degrees: Int) throws(StorageError) -> Value {
        guard degrees > 0, case .double(let mean) = try mean(of: values) else { return .null }
        let squares = values.reduce(0) { sum, value in
            let distance = (value.doubleValue ?? mean) - mean
            return sum + distance * distance
        }
        let deviation = (squares / Double(degrees)).squareRoot()
        guard deviation.isFinite else { throw .overflow }
        return .double(deviation)
    }

    private func sum(of values: [Value]) throws(StorageError) -> Value {
        switch values.first {
        case .integer:
            guard let sum = Int64(exactly: values.integerSum) else { throw .overflow }
            return .integer(sum)
        case .double:
            let sum = values.doubleSum
            guard sum.isFinite else { throw .overflow }
            return .double(sum)
        case .decimal:
            guard let sum = DecimalNumber(values.decimalSum.description) else { throw .overflow }
            return .decimal(sum)
        default: return .null
        }
    }

    private func mean(of values: [Value]) throws(StorageError) -> Value {
        let sum: Double? =
            switch values.first {
            case .integer: Double(values.integerSum)
            case .double: values.doubleSum
            case .decimal: Double(values.decimalSum.description)
            default: nil
            }
        guard let sum else { return .null }
        let mean = sum / Double(values.count)
        guard mean.isFinite else { throw .overflow }
        return .double(mean)
    }
}

extension [Value] {
    /// The exact sum of integers; 2^64 values would be needed to overflow it.
    fileprivate var integerSum: Int128 {
        reduce(0) { sum, value in if case .integer(let number) = value { sum + Int128(number) } else { sum } }
    }

    fileprivate var doubleSum: Double {
        reduce(into: DoubleSum()) { sum, value in if case .double(let number) = value { sum.add(number) } }.value
    }

    fileprivate var decimalSum: DecimalTotal {
        reduce(into: DecimalTotal()) { total, value in if case .decimal(let number) = value { total.add(number) } }
    }
}

extension Value {
    /// A number as the nearest double.
    var doubleValue: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        case .decimal(let number): number.doubleValue
        default: nil
        }
    }
}
