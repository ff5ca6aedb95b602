/// An exact sum of any number of decimals in any order; only the final value must fit 38 digits.
///
/// Held as `high·10^76 + whole·10^38 + fraction`, all over 10^38, so that no addition ever rounds or overflows.
package struct DecimalSum: Sendable {
    private static let base = Int128(DecimalNumber.largestCoefficient) + 1
    private static let doubleBase = DoubleDouble(base)

    private var high: Int64 = 0
    private var whole: Int128 = 0
    private var fraction: Int128 = 0

    /// Creates an empty sum, 0.
    package init() {}

    /// Adds a number.
    package mutating func add(_ number: DecimalNumber) {
        let unit = Self.powersOfTen[number.scale]
        let (quotient, remainder) = number.coefficient.quotientAndRemainder(dividingBy: unit)
        let carry = Self.add(remainder * (Self.base / unit), to: &fraction)
        high += Int64(Self.add(Int128(carry), to: &whole))
        high += Int64(Self.add(quotient, to: &whole))
    }

    /// The sum; `nil` if it needs more than 38 digits.
    package var value: DecimalNumber? {
        let (isNegative, high, whole, fraction) = magnitude
        guard high == 0 else { return nil }
        var digits = fraction
        var scale = fraction == 0 ? 0 : DecimalNumber.maximumDigits
        while digits != 0, digits % 10 == 0 {
            digits /= 10
            scale -= 1
        }
        let (product, overflow) = whole.multipliedReportingOverflow(by: Self.powersOfTen[scale])
        let (sum, carried) = product.addingReportingOverflow(digits)
        guard !overflow, !carried else { return nil }
        return DecimalNumber(coefficient: isNegative ? -sum : sum, scale: scale)
    }

    /// The nearest double of the sum, even if ``value`` is `nil`.
    package var doubleValue: Double {
        let (isNegative, high, whole, fraction) = magnitude
        // The text has all digits, so that the number is rounded once.
        return Double("\(isNegative ? "-" : "")\(high)\(Self.digits(whole)).\(Self.digits(fraction))") ?? 0
    }

    /// The sum with twice the digits of a double, even if ``value`` is `nil`.
    package var doubleDouble: DoubleDouble {
        let (isNegative, high, whole, fraction) = magnitude
        let sum =
            DoubleDouble(Int128(high)) * Self.doubleBase + DoubleDouble(whole)
            + DoubleDouble(fraction) / Self.doubleBase
        return isNegative ? sum.negated : sum
    }

    /// The sign and the limbs of the absolute value, none of which is negative: limbs of different signs would cancel out when
    /// they are added up.
    private var magnitude: (isNegative: Bool, high: Int64, whole: Int128, fraction: Int128) {
        var (high, whole, fraction) = (self.high, self.whole, self.fraction)
        // Leave the sign in `high` alone.
        if fraction < 0 {
            fraction += Self.base
            whole -= 1
        }
        if whole < 0 {
            whole += Self.base
            high -= 1
        }
        guard high < 0 else { return (false, high, whole, fraction) }
        if fraction > 0 {
            fraction = Self.base - fraction
            whole += 1
        }
        guard whole > 0 else { return (true, -high, 0, fraction) }
        return (true, -high - 1, Self.base - whole, fraction)
    }

    /// Returns a limb's 38 digits.
    private static func digits(_ limb: Int128) -> String {
        let digits = String(limb)
        return String(repeating: "0", count: DecimalNumber.maximumDigits - digits.utf8.count) + digits
    }

    /// Adds within ±10^38 and returns the carry. Twice 10^38 does not fit 128 bits, so the bound is checked first.
    private static func add(_ value: Int128, to limb: inout Int128) -> Int {
        if value > 0, limb >= base - value {
            limb -= base - value
            return 1
        }
        if value < 0, limb <= -base - value {
            limb += base + value
            return -1
        }
        limb += value
        return 0
    }

    private static let powersOfTen: [Int128] = {
        var powers: [Int128] = [1]
        for _ in 0..<DecimalNumber.maximumDigits { powers.append((powers.last ?? 1) * 10) }
        return powers
    }()
}
