/// The exact sum of any number of doubles in any order; only the final value is rounded, once.
///
/// Every finite double is an integer times 2^-1074, so the sum is an integer too: one of about 2,100 bits, held in limbs of 32 bits.
/// Each limb has room for carries, which are resolved when the sum is read, and after 2^30 additions.
package struct DoubleSum: Sendable {
    private static let limbBits = 32
    /// The bits of the significand, the leading one included.
    private static let significandBits = 53
    /// Limbs for the 2,098 bits of the largest double, and two for the carries of 2^63 additions.
    private static let limbCount = 68
    private static let additionsBeforeCarry = 1 << 30

    private var limbs = [Int64](repeating: 0, count: limbCount)
    private var pendingAdditions = 0
    /// The sum of the values that are infinite or not a number; 0 without any.
    private var nonFinite = 0.0

    /// Creates an empty sum, 0.
    package init() {}

    /// Adds a number.
    package mutating func add(_ number: Double) {
        let bits = number.bitPattern
        let exponent = Int(bits >> 52 & 0x7FF)
        guard exponent != 0x7FF else {
            nonFinite += number
            return
        }
        let fraction = bits & 0xF_FFFF_FFFF_FFFF
        let significand = exponent == 0 ? fraction : fraction | 1 << 52
        let offset = max(exponent, 1) - 1
        let shift = UInt64(offset % Self.limbBits)
        let low = significand << shift
        let high = shift == 0 ? 0 : significand >> (64 - shift)
        let sign: Int64 = bits >> 63 == 0 ? 1 : -1
        let limb = offset / Self.limbBits
        limbs[limb] += sign * Int64(low & 0xFFFF_FFFF)
        limbs[limb + 1] += sign * Int64(low >> 32)
        limbs[limb + 2] += sign * Int64(high)
        pendingAdditions += 1
        if pendingAdditions == Self.additionsBeforeCarry { carry() }
    }

    /// The sum, rounded to the nearest double, to the even one of two; infinite if it is out of range. Zero is never negative.
    package var value: Double {
        guard nonFinite == 0 else { return nonFinite }
        var magnitude = self
        magnitude.carry()
        let isNegative = magnitude.limbs[Self.limbCount - 1] < 0
        if isNegative {
            for index in magnitude.limbs.indices { magnitude.limbs[index].negate() }
            magnitude.carry()
        }
        let rounded = magnitude.roundedMagnitude
        return isNegative ? -rounded : rounded
    }

    /// Leaves the bits of each limb in it and moves the rest to the next; the last limb holds the sign.
    private mutating func carry() {
        var rest: Int64 = 0
        for index in 0..<Self.limbCount - 1 {
            let value = limbs[index] + rest
            limbs[index] = value & 0xFFFF_FFFF
            rest = value >> 32
        }
        limbs[Self.limbCount - 1] += rest
        pendingAdditions = 0
    }

    /// The nearest double of a sum that is not negative and has no carries left.
    private var roundedMagnitude: Double {
        guard let top = limbs.lastIndex(where: { $0 != 0 }) else { return 0 }
        var highest = top * Self.limbBits + (Int64.bitWidth - 1 - limbs[top].leadingZeroBitCount)
        // Up to 53 bits, the sum is the bit pattern of the double itself.
        guard highest >= Self.significandBits else { return Double(bitPattern: bits(from: 0)) }
        let lowest = highest - Self.significandBits + 1
        var significand = bits(from: lowest)
        if isSet(lowest - 1), !significand.isMultiple(of: 2) || hasBits(below: lowest - 1) {
            significand += 1
            if significand >> UInt64(Self.significandBits) != 0 {
                significand >>= 1
                highest += 1
            }
        }
        let exponent = highest - Self.significandBits + 2
        guard exponent < 0x7FF else { return .infinity }
        return Double(bitPattern: UInt64(exponent) << 52 | significand & 0xF_FFFF_FFFF_FFFF)
    }

    /// Returns the 53 bits from one of them upwards.
    private func bits(from lowest: Int) -> UInt64 {
        var value: UInt64 = 0
        for bit in (lowest..<lowest + Self.significandBits).reversed() { value = value << 1 | (isSet(bit) ? 1 : 0) }
        return value
    }

    private func isSet(_ bit: Int) -> Bool {
        let limb = min(bit / Self.limbBits, Self.limbCount - 1)
        return limbs[limb] >> Int64(bit - limb * Self.limbBits) & 1 == 1
    }

    private func hasBits(below bit: Int) -> Bool {
        let limb = bit / Self.limbBits
        let mask = (Int64(1) << Int64(bit % Self.limbBits)) - 1
        return limbs[limb] & mask != 0 || limbs[..<limb].contains { $0 != 0 }
    }
}
