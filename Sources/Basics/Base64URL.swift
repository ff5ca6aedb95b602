/// The encoding base64url (RFC 4648, section 5), in which each sequence of bytes has one text.
package enum Base64URL {
    /// The treatment of padding.
    package enum Padding: Sendable, Hashable {
        /// A text has none (RFC 7515, section 2).
        case none
        /// A text is padded to a multiple of four characters.
        case required
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Returns the text of bytes without padding.
    package static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(digits[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(digits[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the bytes of a text; `nil` unless the text is the one that encoding gives.
    package static func decoded(_ text: some Sequence<UInt8>, padding: Padding = .none) -> [UInt8]? {
        decoded(Array(text), padding)
    }

    private static func decoded(_ text: [UInt8], _ padding: Padding) -> [UInt8]? {
        var rest = text[...]
        if padding == .required {
            guard text.count % 4 == 0 else { return nil }
            let digits = rest.prefix { $0 != UInt8(ascii: "=") }
            let filling = rest.dropFirst(digits.count)
            guard filling.count <= 2, filling.allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
            rest = digits
        }
        guard rest.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rest.count * 3 / 4)
        var (bits, count) = (UInt32(0), 0)
        for character in rest {
            guard let value = value(of: character) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        // The bits behind the last byte are zero, or two texts would have the same bytes.
        guard bits & (1 << UInt32(count) - 1) == 0 else { return nil }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
