/// Percent-encoding for signatures: the unreserved characters of RFC 3986 section 2.3 stay, every other byte becomes
/// `%XX` with upper-case digits.
enum PercentEncoding {
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// The byte that the escape `%XX` at `index` encodes, or `nil` if there is no escape.
    static func escape(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
            let high = HexDigits.value(of: bytes[index + 1]), let low = HexDigits.value(of: bytes[index + 2])
        else { return nil }
        return high << 4 | low
    }
}

extension [UInt8] {
    mutating func appendPercentEncoded(_ byte: UInt8) {
        if PercentEncoding.isUnreserved(byte) {
            append(byte)
        } else {
            append(UInt8(ascii: "%"))
            append(HexDigits.upper(byte >> 4))
            append(HexDigits.upper(byte & 0xF))
        }
    }

    /// Creates the percent-encoding of `bytes`.
    init(percentEncoding bytes: UnsafeBufferPointer<UInt8>) {
        self.init(unsafeUninitializedCapacity: bytes.count * 3) { output, count in
            var end = 0
            for byte in bytes {
                if PercentEncoding.isUnreserved(byte) {
                    output[end] = byte
                    end += 1
                } else {
                    output[end] = UInt8(ascii: "%")
                    output[end + 1] = HexDigits.upper(byte >> 4)
                    output[end + 2] = HexDigits.upper(byte & 0xF)
                    end += 3
                }
            }
            count = end
        }
    }

    /// Creates the percent-encoding of a text's UTF-8 bytes.
    init(percentEncoding text: String) {
        var text = text
        self = text.withUTF8 { [UInt8](percentEncoding: $0) }
    }

    /// Appends a query parameter's name or value, decoded as form data (`+` is a space) and encoded again, so that
    /// every spelling of one value is signed alike. A `%` that begins no escape is kept as a literal character.
    mutating func appendReencoded(formComponent bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if let decoded = PercentEncoding.escape(in: bytes, at: index) {
                appendPercentEncoded(decoded)
                index += 3
            } else {
                appendPercentEncoded(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
    }
}
