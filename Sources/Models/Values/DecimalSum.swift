/// An exact sum of any number of decimals in any order; only the final value must fit 38 digits.
///
/// Held as `high·10^76 + whole·10^38 + fraction`, all over 10^38, so that no addition ever rounds or overflows.
package struct DecimalSum: Sendable {
    private static let base = Int128(DecimalNumber.largestCoefficient) + 1

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
        guard let (isNegative, whole, fraction) = magnitude else { return nil }
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

    /// The sum as a double, even if ``value`` is `nil`.
    package var doubleValue: Double {
        if let value { return value.doubleValue }
        return Double(high) * 1e38 + Double(whole) + Double(fraction) / 1e38
    }

    /// The sign, the whole part and the fraction (over 10^38); `nil` if the whole part needs more than 38 digits.
    private var magnitude: (isNegative: Bool, whole: Int128, fraction: Int128)? {
        // Normalize whole and fraction to be non-negative, with the sign in `high` alone.
        var high = self.high
        var whole = self.whole
        var fraction = self.fraction
        if fraction < 0 {
            fraction += Self.base
            whole -= 1
        }
        if whole < 0 {
            whole += Self.base
            high -= 1
        }
        if high == 0 { return (false, whole, fraction) }
        guard high == -1 else { return nil }
        if fraction == 0 {
            return whole == 0 ? nil : (true, Self.base - whole, 0)
        }
        return (true, Self.base - whole - 1, Self.base - fraction)
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
