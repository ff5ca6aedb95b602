/// The character encoding of a text file.
public enum FileEncoding: String, Sendable, Hashable, CaseIterable {
    /// UTF-8, optionally with a byte order mark.
    case utf8 = "utf-8"
    /// The encoding of spreadsheets on Windows in western Europe, a superset of ISO 8859-1 in practice.
    case windows1252 = "windows-1252"

    /// Returns bytes as UTF-8. The encoding has one byte a character, so pieces of a file can be converted one by one.
    ///
    /// - Returns: `nil` if the bytes are UTF-8 already.
    func decode(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard self == .windows1252 else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else if byte < 0xA0 {
                // The five undefined bytes stand for control characters (WHATWG Encoding Standard, "index windows-1252").
                let scalar = Self.special[Int(byte &- 0x80)]
                text.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
            } else {
                text.append(0xC0 | byte >> 6)
                text.append(0x80 | byte & 0x3F)
            }
        }
        return text
    }

    /// The characters of the bytes 0x80 to 0x9F.
    private static let special: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0x9D,
        0x017E, 0x0178,
    ]
}
