/// Finite doubles as text: `12.5`, `-.5`, `1e-3`; not `nan`, `inf` or hexadecimal.
enum DoubleText {
    /// Reads a number, rounded to the nearest double.
    static func parse(_ bytes: UnsafeRawBufferPointer) -> FieldText.Number<Double> {
        guard let parts = Parts(bytes) else { return .invalid }
        if let value = parts.exactValue { return .value(value) }
        // The standard library rounds correctly in every case, but needs a string.
        guard let value = Double(String(decoding: bytes, as: UTF8.self)) else { return .invalid }
        return value.isFinite ? .value(value) : .outOfRange
    }

    /// Returns whether the text is a number.
    static func isNumber(_ bytes: UnsafeRawBufferPointer) -> Bool { Parts(bytes) != nil }

    /// `mantissa × 10^exponent`, as far as the mantissa fits.
    private struct Parts {
        var negative = false
        var mantissa: UInt64 = 0
        var exponent = 0
        var isWhole = true

        @inline(__always)
        init?(_ bytes: UnsafeRawBufferPointer) {
            var at = 0
            let count = bytes.count
            if count > 0, bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
                negative = bytes[0] == UInt8(ascii: "-")
                at = 1
            }
            var digits = 0
            let start = at
            while at < count {
                let digit = bytes[at] &- 0x30
                guard digit <= 9 else { break }
                take(digit, &digits)
                at &+= 1
            }
            var sawDigit = at > start
            if at < count, bytes[at] == UInt8(ascii: ".") {
                at &+= 1
                let fraction = at
                while at < count {
                    let digit = bytes[at] &- 0x30
                    guard digit <= 9 else { break }
                    take(digit, &digits)
                    at &+= 1
                }
                exponent = fraction - at
                sawDigit = sawDigit || at > fraction
            }
            guard sawDigit else { return nil }
            if at < count {
                guard bytes[at] | 0x20 == UInt8(ascii: "e"), let written = Self.exponent(bytes, from: at + 1) else {
                    return nil
                }
                exponent += written
            }
        }

        @inline(__always)
        private mutating func take(_ digit: UInt8, _ digits: inout Int) {
            // 19 digits always fit; leading zeros do not count.
            if digits < 19 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                if mantissa != 0 { digits &+= 1 }
            } else {
                isWhole = false
            }
        }

        private static func exponent(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
            var at = start
            var negative = false
            if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
                negative = bytes[at] == UInt8(ascii: "-")
                at += 1
            }
            guard at < bytes.count else { return nil }
            var value = 0
            while at < bytes.count {
                let digit = bytes[at] &- 0x30
                guard digit <= 9 else { return nil }
                if value < 1_000_000 { value = value * 10 + Int(digit) }
                at += 1
            }
            return negative ? -value : value
        }

        /// The value, where one multiplication or division of exact doubles gives it and so rounds correctly; otherwise `nil`.
        ///
        /// Source: William D. Clinger, "How to Read Floating Point Numbers Accurately" (1990), the fast path.
        @inline(__always)
        var exactValue: Double? {
            guard isWhole, mantissa <= 1 << 53 else { return nil }
            let magnitude = Double(mantissa)
            let value: Double
            switch exponent {
            case 0: value = magnitude
            case 1...22: value = magnitude * DoubleText.powersOfTen[exponent]
            case -22 ... -1: value = magnitude / DoubleText.powersOfTen[-exponent]
            default: return nil
            }
            return negative ? -value : value
        }
    }

    /// 10^0 to 10^22, which doubles hold exactly.
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]
}
