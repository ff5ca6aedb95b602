/// A number as the unevaluated sum of two doubles, with about 32 significant digits.
///
/// Source: Dekker, "A Floating-Point Technique for Extending the Available Precision", 1971.
package struct DoubleDouble: Sendable {
    /// The number, rounded to the nearest double.
    package let doubleValue: Double
    private let rest: Double

    /// Creates a number that is a double.
    package init(_ number: Double) { (doubleValue, rest) = (number, 0) }

    /// Creates the number nearest to an integer.
    package init(_ integer: Int128) {
        // Word by word, because the conversion of 128 bits at once takes ten times as long.
        let high = DoubleDouble(
            Double(Int32(truncatingIfNeeded: integer >> 96)) * 0x1p96,
            plus: Double(UInt32(truncatingIfNeeded: integer >> 64)) * 0x1p64)
        let low = DoubleDouble(
            Double(UInt32(truncatingIfNeeded: integer >> 32)) * 0x1p32,
            plus: Double(UInt32(truncatingIfNeeded: integer)))
        self = high + low
    }

    /// Creates the sum of a number and one that is not larger.
    private init(_ number: Double, plusSmaller other: Double) {
        doubleValue = number + other
        rest = other - (doubleValue - number)
    }

    /// Creates the exact sum of two doubles.
    private init(_ a: Double, plus b: Double) {
        doubleValue = a + b
        let added = doubleValue - a
        rest = (a - (doubleValue - added)) + (b - added)
    }

    /// Returns the sum of two numbers.
    package static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let high = DoubleDouble(a.doubleValue, plus: b.doubleValue)
        let low = DoubleDouble(a.rest, plus: b.rest)
        let sum = DoubleDouble(high.doubleValue, plusSmaller: high.rest + low.doubleValue)
        return DoubleDouble(sum.doubleValue, plusSmaller: sum.rest + low.rest)
    }

    /// Returns the difference of two numbers.
    package static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + b.negated }

    /// Returns the product of two numbers.
    package static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let product = a.doubleValue * b.doubleValue
        let error = (-product).addingProduct(a.doubleValue, b.doubleValue)
        return DoubleDouble(product, plusSmaller: error + (a.doubleValue * b.rest + a.rest * b.doubleValue))
    }

    /// Returns the quotient of two numbers.
    package static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let quotient = a.doubleValue / b.doubleValue
        let remainder = a - b * DoubleDouble(quotient)
        return DoubleDouble(quotient, plusSmaller: remainder.doubleValue / b.doubleValue)
    }

    private init(_ number: Double, rest: Double) { (doubleValue, self.rest) = (number, rest) }

    /// The number with the opposite sign.
    package var negated: DoubleDouble { DoubleDouble(-doubleValue, rest: -rest) }
}
