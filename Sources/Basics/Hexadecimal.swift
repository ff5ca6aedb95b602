/// Hexadecimal digits.
@usableFromInline
package enum Hexadecimal {
    /// Returns the lower-case digit of a number from 0 to 15.
    @inlinable
    @inline(__always)
    package static func lowercaseDigit(_ number: UInt8) -> UInt8 {
        number < 10 ? UInt8(ascii: "0") &+ number : UInt8(ascii: "a") &- 10 &+ number
    }

    /// Returns the upper-case digit of a number from 0 to 15.
    @inlinable
    @inline(__always)
    package static func uppercaseDigit(_ number: UInt8) -> UInt8 {
        number < 10 ? UInt8(ascii: "0") &+ number : UInt8(ascii: "A") &- 10 &+ number
    }

    /// Returns the number of a digit in either case; `nil` for any other character.
    @inlinable
    package static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// Returns the byte of two digits; `nil` if a character is not a digit.
    @inlinable
    package static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = value(of: high), let low = value(of: low) else { return nil }
        return high << 4 | low
    }
}

extension [UInt8] {
    /// Creates the lower-case hexadecimal digits of bytes.
    package init(hexadecimal bytes: UnsafeRawBufferPointer) {
        self.init(unsafeUninitializedCapacity: bytes.count * 2) { digits, count in
            for (index, byte) in bytes.enumerated() {
                digits[index * 2] = Hexadecimal.lowercaseDigit(byte >> 4)
                digits[index * 2 + 1] = Hexadecimal.lowercaseDigit(byte & 0xF)
            }
            count = bytes.count * 2
        }
    }
}

extension String {
    /// Creates the 16 lower-case hexadecimal digits of a number.
    package init(hexadecimal number: UInt64) {
        self = withUnsafeBytes(of: number.bigEndian) { String(decoding: [UInt8](hexadecimal: $0), as: UTF8.self) }
    }
}
