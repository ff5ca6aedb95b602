package import Models

/// A standard deviation in one pass (Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962).
///
/// The caller adds differences from one of the values, computed exactly where the type allows it, so that large values that differ
/// little lose no digits. The sums have twice the digits of a double, so that only the result is rounded.
package struct Spread: Sendable {
    private var count = 0
    private var mean = DoubleDouble(0.0)
    private var squares = DoubleDouble(0.0)

    /// Creates a deviation of no values.
    package init() {}

    /// Adds a value's difference from the same one of the values.
    package mutating func add(_ difference: DoubleDouble) {
        count += 1
        let distance = difference - mean
        mean = mean + distance / DoubleDouble(Double(count))
        squares = squares + distance * (difference - mean)
    }

    /// Returns the standard deviation; `nil` for too few values.
    ///
    /// - Parameter isSample: `true` to divide by n - 1, which needs two values.
    package func deviation(isSample: Bool) -> Double? {
        guard count > (isSample ? 1 : 0) else { return nil }
        return (squares / DoubleDouble(Double(isSample ? count - 1 : count))).doubleValue.squareRoot()
    }
}
