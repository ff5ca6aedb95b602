/// A standard deviation in one pass (Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962).
///
/// The caller adds differences from one of the values, computed exactly where the type allows it, so that large values that differ
/// little lose no digits.
package struct Spread: Sendable {
    private var count = 0
    private var mean = 0.0
    private var squares = 0.0

    /// Creates a deviation of no values.
    package init() {}

    /// Adds a value's difference from the same one of the values.
    package mutating func add(_ difference: Double) {
        count += 1
        let distance = difference - mean
        mean += distance / Double(count)
        squares += distance * (difference - mean)
    }

    /// Returns the standard deviation; `nil` for too few values.
    ///
    /// - Parameter isSample: `true` to divide by n - 1, which needs two values.
    package func deviation(isSample: Bool) -> Double? {
        guard count > (isSample ? 1 : 0) else { return nil }
        return (squares / Double(isSample ? count - 1 : count)).squareRoot()
    }
}
