/// The position of a percentile among sorted values, interpolated between its two neighbours.
///
/// The steps of the calculation are those of PostgreSQL's `percentile_cont`, so that both stores return the same double.
package struct PercentilePosition: Sendable {
    /// The index of the last value at or before the position.
    package let lower: Int
    /// The index of the first value at or after the position.
    package let upper: Int
    private let proportion: Double

    /// Creates the position.
    ///
    /// - Parameters:
    ///   - fraction: The fraction of the values before the position, from 0 to 1.
    ///   - count: The number of values, at least 1.
    package init(_ fraction: Double, of count: Int) {
        let position = fraction * Double(count - 1)
        lower = Int(position.rounded(.down))
        upper = Int(position.rounded(.up))
        proportion = position - position.rounded(.down)
    }

    /// Returns the percentile between the values at ``lower`` and ``upper``.
    package func value(between low: Double, _ high: Double) -> Double {
        lower == upper ? low : low + proportion * (high - low)
    }
}
