/// Percent-encoding of URLs (RFC 3986, section 2.1).
enum PercentEncoding {
    /// Decodes the unreserved characters of a path (RFC 3986, section 6.2.2.2): `/my%5Fdata` becomes `/my_data`.
    ///
    /// All other characters stay as sent: an encoded `/` does not separate segments, and an encoded `%` is not decoded twice.
    /// The query after a `?` stays too.
    static func normalized(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "%")) else { return path }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(path.utf8.count)
        var rest = path.utf8[...]
        while let byte = rest.first {
            guard byte != UInt8(ascii: "?") else { break }
            if byte == UInt8(ascii: "%"), let character = encodedByte(rest), isUnreserved(character) {
                bytes.append(character)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        bytes.append(contentsOf: rest)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Decodes a text; `nil` if a `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8.
    ///
    /// - Parameter plusIsSpace: `true` if `+` stands for a space, as in forms and queries (WHATWG URL,
    ///   "application/x-www-form-urlencoded parsing").
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = Substring(String(text)).utf8[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "%") {
                guard let character = encodedByte(rest) else { return nil }
                bytes.append(character)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte == UInt8(ascii: "+") && plusIsSpace ? 0x20 : byte)
                rest = rest.dropFirst()
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Encodes all but the unreserved characters of a text.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns `true` for an unreserved character (RFC 3986, section 2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Returns the byte that the leading `%XX` stands for.
    private static func encodedByte(_ text: Substring.UTF8View) -> UInt8? {
        let digits = text.dropFirst().prefix(2).compactMap(hexValue)
        return digits.count == 2 ? digits[0] << 4 | digits[1] : nil
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
