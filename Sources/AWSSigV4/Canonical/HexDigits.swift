internal import Crypto

/// Hexadecimal encoding and decoding of single digits.
enum HexDigits {
    static func lower(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") &+ nibble : UInt8(ascii: "a") &- 10 &+ nibble
    }

    static func upper(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") &+ nibble : UInt8(ascii: "A") &- 10 &+ nibble
    }

    static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension [UInt8] {
    mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
    }

    /// Appends a number padded with leading zeros.
    mutating func appendDecimal(_ number: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// The bytes as lower-case hexadecimal digits.
    init(hexOf bytes: UnsafeRawBufferPointer) {
        self.init(unsafeUninitializedCapacity: bytes.count * 2) { digits, count in
            for (index, byte) in bytes.enumerated() {
                digits[index * 2] = HexDigits.lower(byte >> 4)
                digits[index * 2 + 1] = HexDigits.lower(byte & 0xF)
            }
            count = bytes.count * 2
        }
    }
}

extension SHA256 {
    /// The hash of `bytes` as 64 lower-case hexadecimal digits.
    static func hexDigest(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        let fed: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
        }
        if fed == nil {
            Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return hash.finalize().withUnsafeBytes { [UInt8](hexOf: $0) }
    }
}

extension String {
    /// `true` if the string is not empty and consists of printing ASCII characters other than the space.
    func isVisibleASCII(excluding excluded: UInt8 = 0) -> Bool {
        let isVisible = utf8.withContiguousStorageIfAvailable { bytes in
            // Without an early exit the loop vectorizes, and tokens are long.
            var offenders: UInt8 = 0
            for byte in bytes { offenders |= (byte &- 0x21 > 0x7E - 0x21 || byte == excluded) ? 1 : 0 }
            return offenders == 0 && !bytes.isEmpty
        }
        return isVisible ?? (!isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != excluded })
    }
}
