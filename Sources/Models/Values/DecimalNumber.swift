/// An exact decimal number `coefficient × 10^-scale` of at most 38 significant digits, always in lowest terms.
///
/// 38 digits fit a signed 128-bit coefficient, like the `DECIMAL(38)` of other warehouses. Trailing zeros carry no meaning: `1.50`
/// and `1.5` are equal and have the same hash.
public struct DecimalNumber: BitwiseCopyable, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The maximum number of significant digits.
    public static let maximumDigits = 38
    /// Zero.
    public static let zero = DecimalNumber(0)

    /// The digits with their sign.
    public let coefficient: Int128
    /// The number of digits after the decimal point, 0 to ``maximumDigits``.
    public let scale: Int

    /// Creates a whole number.
    public init(_ integer: Int64) {
        coefficient = Int128(integer)
        scale = 0
    }

    /// Creates `coefficient × 10^-scale`; `nil` if it needs more than 38 digits.
    ///
    /// - Parameter scale: The scale, which may be negative, or exceed 38 if trailing zeros can be dropped.
    public init?(coefficient: Int128, scale: Int) {
        var coefficient = coefficient
        var scale = scale
        if coefficient == 0 {
            self.coefficient = 0
            self.scale = 0
            return
        }
        while scale > 0, coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        while scale < 0 {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            coefficient = product
            scale += 1
        }
        guard scale <= Self.maximumDigits, coefficient.magnitude <= Self.largestCoefficient else { return nil }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// Reads `-12.50`, `.5`, `1e3`; `nil` for any other text, and for a number that needs more than 38 digits.
    package init?(parsing bytes: UnsafeRawBufferPointer) {
        var at = 0
        var negative = false
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            negative = bytes[at] == UInt8(ascii: "-")
            at += 1
        }
        var coefficient: Int128 = 0
        var digits = 0
        var scale = 0
        var heldZeros = 0
        var sawDigit = false
        var afterPoint = false
        scan: while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case 0x30...0x39:
                sawDigit = true
                if afterPoint { scale += 1 }
                if byte == 0x30 {
                    if digits > 0 { heldZeros += 1 }
                } else {
                    // Zeros are held back until a later digit needs them, so that trailing zeros do not count as precision.
                    guard digits + heldZeros + 1 <= Self.maximumDigits else { return nil }
                    for _ in 0..<heldZeros { coefficient *= 10 }
                    coefficient = coefficient * 10 + Int128(byte - 0x30)
                    digits += heldZeros + 1
                    heldZeros = 0
                }
            case UInt8(ascii: "."):
                guard !afterPoint else { return nil }
                afterPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
            default: return nil
            }
            at += 1
        }
        guard sawDigit else { return nil }
        scale -= heldZeros
        if at < bytes.count {
            guard let exponent = Self.exponent(UnsafeRawBufferPointer(rebasing: bytes[(at + 1)...])) else { return nil }
            scale -= exponent
        }
        guard scale > -1000, scale < 10_000 else {
            guard coefficient == 0 else { return nil }
            self = .zero
            return
        }
        self.init(coefficient: negative ? -coefficient : coefficient, scale: scale)
    }

    /// Reads a decimal number from text.
    public init?(_ text: String) {
        var text = text
        guard let number = text.withUTF8({ Self(parsing: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = number
    }

    private static func exponent(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var at = 0
        var negative = false
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            negative = bytes[at] == UInt8(ascii: "-")
            at += 1
        }
        guard at < bytes.count, bytes.count - at <= 6 else { return nil }
        var value = 0
        while at < bytes.count {
            guard bytes[at] &- 0x30 <= 9 else { return nil }
            value = value * 10 + Int(bytes[at] - 0x30)
            at += 1
        }
        return negative ? -value : value
    }

    /// The largest magnitude of a coefficient, 38 nines.
    package static let largestCoefficient: UInt128 = {
        var value: UInt128 = 1
        for _ in 0..<maximumDigits { value *= 10 }
        return value - 1
    }()

    /// Returns the exact sum; `nil` if it needs more than 38 digits.
    public func adding(_ other: DecimalNumber) -> DecimalNumber? {
        let common = max(scale, other.scale)
        // Unsigned magnitudes have one bit more, which is needed: 39 digits minus 38 can be 38 digits. A magnitude beyond 128
        // bits is too large for any 38-digit number to bring it back into range.
        guard let a = scaledMagnitude(to: common), let b = other.scaledMagnitude(to: common) else { return nil }
        let isNegative = coefficient < 0
        if isNegative == (other.coefficient < 0) {
            let (sum, overflow) = a.addingReportingOverflow(b)
            return overflow ? nil : DecimalNumber(magnitude: sum, isNegative: isNegative, scale: common)
        }
        return a >= b
            ? DecimalNumber(magnitude: a - b, isNegative: isNegative, scale: common)
            : DecimalNumber(magnitude: b - a, isNegative: !isNegative, scale: common)
    }

    private init?(magnitude: UInt128, isNegative: Bool, scale: Int) {
        // A magnitude past the signed range has 39 digits, of which at most one is a trailing zero.
        var (magnitude, scale) = (magnitude, scale)
        if scale > 0, magnitude % 10 == 0 { (magnitude, scale) = (magnitude / 10, scale - 1) }
        guard let coefficient = Int128(exactly: magnitude) else { return nil }
        self.init(coefficient: isNegative ? -coefficient : coefficient, scale: scale)
    }

    private func scaledMagnitude(to target: Int) -> UInt128? {
        var value = coefficient.magnitude
        for _ in stride(from: scale, to: target, by: 1) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        return value
    }

    private func scaledCoefficient(to target: Int) -> Int128? {
        var value = coefficient
        for _ in stride(from: scale, to: target, by: 1) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        return value
    }

    /// The nearest double.
    public var doubleValue: Double { Double(description) ?? 0 }

    /// Compares by value.
    public static func < (lhs: DecimalNumber, rhs: DecimalNumber) -> Bool {
        if (lhs.coefficient < 0) != (rhs.coefficient < 0) { return lhs.coefficient < 0 }
        let common = max(lhs.scale, rhs.scale)
        // A side that overflows when scaled up is the larger one in magnitude.
        switch (lhs.scaledCoefficient(to: common), rhs.scaledCoefficient(to: common)) {
        case (let a?, let b?): return a < b
        case (nil, _): return lhs.coefficient < 0
        case (_, nil): return rhs.coefficient > 0
        }
    }

    /// Plain notation without exponent: `-12.5`, `0.001`, `30`.
    public var description: String {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends plain notation, which is also a JSON number.
    package func write(into bytes: inout [UInt8]) {
        if coefficient < 0 { bytes.append(UInt8(ascii: "-")) }
        var digits = Array(String(coefficient.magnitude).utf8)
        if digits.count <= scale {
            digits.insert(contentsOf: repeatElement(0x30, count: scale - digits.count + 1), at: 0)
        }
        bytes.append(contentsOf: digits[..<(digits.count - scale)])
        if scale > 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[(digits.count - scale)...])
        }
    }
}
