import Basics

/// The position of a checked string's content, and its notation.
struct JSONStringSlice {
    let range: Range<Int>
    /// `true` if the string has escapes; without them, the bytes are the text.
    let hasEscapes: Bool
    /// `true` if the string has the character U+0000.
    let hasNUL: Bool
}

extension JSONReader {
    /// Reads a string (RFC 8259, section 7): no control characters, only the known escapes, surrogates in pairs, valid UTF-8.
    mutating func readString() throws(JSONSyntaxError) -> JSONStringSlice {
        try expect(UInt8(ascii: "\""), "a string in double quotes")
        let start = position
        var escapes = false
        var nul = false
        var isASCII = true
        while true {
            skipPlain(&isASCII)
            guard position < bytes.count else { throw syntaxError(expected: "a closing quote") }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else {
                throw syntaxError(expected: "an escape such as \\n or \\u0000 instead of a control character")
            }
            escapes = true
            if try readEscape() == 0 { nul = true }
        }
        let range = start..<position
        if !isASCII, let invalid = slice(range).firstInvalidUTF8() {
            let offset = start + invalid
            throw syntaxError(
                at: offset, got: "the byte 0x" + String(bytes[offset], radix: 16), expected: JSONSyntaxError.validUTF8)
        }
        position += 1
        return JSONStringSlice(range: range, hasEscapes: escapes, hasNUL: nul)
    }

    /// Advances to the next quote, backslash or control character, eight bytes at a time.
    @inline(__always)
    private mutating func skipPlain(_ isASCII: inout Bool) {
        var high: UInt64 = 0
        while position &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ 0x2222_2222_2222_2222
            let backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
            // Each term sets the high bit of the sought bytes; bits above the lowest set bit may be wrong, the lowest is exact.
            let marks =
                (((quotes &- 0x0101_0101_0101_0101) & ~quotes)
                    | ((backslashes &- 0x0101_0101_0101_0101) & ~backslashes)
                    | ((word &- 0x2020_2020_2020_2020) & ~word)) & 0x8080_8080_8080_8080
            guard marks == 0 else {
                let plain = marks.trailingZeroBitCount / 8
                high |= word & ((1 << UInt64(plain * 8)) - 1)
                position &+= plain
                if high & 0x8080_8080_8080_8080 != 0 { isASCII = false }
                return
            }
            high |= word
            position &+= 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            high |= UInt64(byte)
            position &+= 1
        }
        if high & 0x8080_8080_8080_8080 != 0 { isASCII = false }
    }

    /// Reads an escape; returns the scalar's value.
    private mutating func readEscape() throws(JSONSyntaxError) -> UInt32 {
        let start = position
        position += 1
        guard let kind = next else { throw syntaxError(expected: "an escape") }
        if let simple = Self.simpleEscape(kind) {
            position += 1
            return UInt32(simple)
        }
        guard kind == UInt8(ascii: "u") else {
            throw syntaxError(expected: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX")
        }
        position += 1
        let unit = try readHex4()
        guard unit & 0xF800 == 0xD800 else { return unit }
        guard unit < 0xDC00 else {
            throw syntaxError(at: start, expected: "a high surrogate before a low one")
        }
        let pair = "a low surrogate (\\uDC00 to \\uDFFF) after a high one"
        try expect(UInt8(ascii: "\\"), pair)
        try expect(UInt8(ascii: "u"), pair)
        let lowStart = position
        let low = try readHex4()
        guard low & 0xFC00 == 0xDC00 else { throw syntaxError(at: lowStart, expected: pair) }
        return 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }

    private mutating func readHex4() throws(JSONSyntaxError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Hexadecimal.value(of: byte) else {
                throw syntaxError(expected: "a hexadecimal digit")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    private static func simpleEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// Appends the text of a string that ``readString()`` returned.
    func decode(_ string: JSONStringSlice, into text: inout [UInt8]) {
        guard string.hasEscapes else {
            text.append(contentsOf: slice(string.range))
            return
        }
        // The string has been checked, so reading an escape again cannot fail.
        var reader = JSONReader(slice(string.range))
        var plain = 0
        while let byte = reader.next {
            guard byte == UInt8(ascii: "\\") else {
                reader.position += 1
                continue
            }
            text.append(contentsOf: reader.slice(plain..<reader.position))
            guard let value = try? reader.readEscape(), let scalar = Unicode.Scalar(value) else { return }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            plain = reader.position
        }
        text.append(contentsOf: reader.slice(plain..<reader.position))
    }

    /// Returns the text of a string that ``readString()`` returned.
    func text(of string: JSONStringSlice) -> String {
        guard string.hasEscapes else { return String(decoding: slice(string.range), as: UTF8.self) }
        var text: [UInt8] = []
        decode(string, into: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
