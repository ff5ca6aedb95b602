/// Percent-encoding (RFC 3986, section 2.1) of all but the unreserved characters, with upper-case digits.
@usableFromInline
package enum PercentEncoding {
    /// Returns whether a character is unreserved (RFC 3986, section 2.3).
    @inlinable
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Returns the byte of the escape `%XX` at `index`; `nil` if there is no escape.
    @inlinable
    package static func escapedByte(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count else { return nil }
        return Hexadecimal.byte(bytes[index + 1], bytes[index + 2])
    }

    /// Encodes a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - keepsSlashes: `true` to leave `/` as it is, as in a path of several segments.
    package static func encode(_ text: String, keepsSlashes: Bool = false) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if keepsSlashes, byte == UInt8(ascii: "/") {
                output.append(byte)
            } else {
                output.appendPercentEncoded(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a byte, encoded unless it is unreserved.
    @inlinable
    package mutating func appendPercentEncoded(_ byte: UInt8) {
        if PercentEncoding.isUnreserved(byte) {
            append(byte)
        } else {
            append(UInt8(ascii: "%"))
            append(Hexadecimal.uppercaseDigit(byte >> 4))
            append(Hexadecimal.uppercaseDigit(byte & 0xF))
        }
    }

    /// Creates the percent-encoded form of bytes.
    package init(percentEncoding bytes: UnsafeBufferPointer<UInt8>) {
        self.init(unsafeUninitializedCapacity: bytes.count * 3) { output, count in
            var end = 0
            for byte in bytes {
                if PercentEncoding.isUnreserved(byte) {
                    output[end] = byte
                    end += 1
                } else {
                    output[end] = UInt8(ascii: "%")
                    output[end + 1] = Hexadecimal.uppercaseDigit(byte >> 4)
                    output[end + 2] = Hexadecimal.uppercaseDigit(byte & 0xF)
                    end += 3
                }
            }
            count = end
        }
    }

    /// Creates the percent-encoded form of a text's UTF-8.
    package init(percentEncoding text: String) {
        var text = text
        self = text.withUTF8 { [UInt8](percentEncoding: $0) }
    }
}
