package import Basics

extension PercentEncoding {
    /// Decodes the unreserved characters of a path (RFC 3986, section 6.2.2.2): `/my%5Fdata` becomes `/my_data`.
    ///
    /// All other characters stay as sent: an encoded `/` does not separate segments, and an encoded `%` is not decoded twice.
    /// The query after a `?` stays too.
    static func normalized(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "%")) else { return path }
        var path = path
        return path.withUTF8 { text in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.count)
            var index = 0
            while index < text.count, text[index] != UInt8(ascii: "?") {
                if let character = escapedByte(in: text, at: index), isUnreserved(character) {
                    bytes.append(character)
                    index += 3
                } else {
                    bytes.append(text[index])
                    index += 1
                }
            }
            bytes.append(contentsOf: text[index...])
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Decodes a text; `nil` if a `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8.
    ///
    /// - Parameter plusIsSpace: `true` if `+` stands for a space, as in forms and queries (WHATWG URL,
    ///   "application/x-www-form-urlencoded parsing").
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var text = String(text)
        return text.withUTF8 { text in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.count)
            var index = 0
            while index < text.count {
                if text[index] == UInt8(ascii: "%") {
                    guard let character = escapedByte(in: text, at: index) else { return nil }
                    bytes.append(character)
                    index += 3
                } else {
                    bytes.append(text[index] == UInt8(ascii: "+") && plusIsSpace ? 0x20 : text[index])
                    index += 1
                }
            }
            return String(validating: bytes, as: UTF8.self)
        }
    }
}
