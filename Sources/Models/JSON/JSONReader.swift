/// A pull parser for JSON (RFC 8259) over memory that the caller owns.
///
/// Strings and numbers are returned as ranges of that memory, so that reading a value costs no allocation. An error's offset is
/// that of the first invalid byte. It equals the length of the text exactly if the text ends too early; so a caller tells a broken
/// value from one whose rest has not arrived.
struct JSONReader {
    /// The maximum nesting of arrays and objects, whatever a caller allows: each level takes a stack frame.
    static let depthLimit = 256

    let bytes: UnsafeRawBufferPointer
    var position = 0

    init(_ bytes: UnsafeRawBufferPointer, from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The byte at the position; `nil` at the end.
    @inline(__always)
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    @inline(__always)
    mutating func skipWhitespace() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    /// Returns an error at the position.
    func syntaxError(expected: String) -> JSONSyntaxError { syntaxError(at: position, expected: expected) }

    func syntaxError(at offset: Int, got: String? = nil, expected: String) -> JSONSyntaxError {
        JSONSyntaxError(at: offset, of: bytes, got: got, expected: expected)
    }

    /// Reads one byte of a given value.
    @inline(__always)
    mutating func expect(_ byte: UInt8, _ expected: @autoclosure () -> String) throws(JSONSyntaxError) {
        guard position < bytes.count, bytes[position] == byte else { throw syntaxError(expected: expected()) }
        position += 1
    }

    /// Reads `true`, `false` or `null`.
    @inline(__always)
    mutating func expect(literal: StaticString) throws(JSONSyntaxError) {
        let start = position
        for offset in 0..<literal.utf8CodeUnitCount {
            guard position < bytes.count else { throw syntaxError(expected: "\(literal)") }
            guard bytes[position] == literal.utf8Start[offset] else {
                throw syntaxError(at: start, expected: "a JSON value")
            }
            position += 1
        }
    }

    /// The token after a member or an element.
    enum Separator {
        case comma, end
    }

    /// Reads the token after a member of an object or an element of an array, with the whitespace around it.
    @inline(__always)
    mutating func separator(closing: UInt8) throws(JSONSyntaxError) -> Separator {
        skipWhitespace()
        guard position < bytes.count else {
            throw syntaxError(expected: closing == UInt8(ascii: "}") ? Self.commaOrBrace : Self.commaOrBracket)
        }
        let byte = bytes[position]
        if byte == UInt8(ascii: ",") {
            position += 1
            skipWhitespace()
            return .comma
        }
        guard byte == closing else {
            throw syntaxError(expected: closing == UInt8(ascii: "}") ? Self.commaOrBrace : Self.commaOrBracket)
        }
        position += 1
        return .end
    }

    private static let commaOrBrace = "\",\" or \"}\""
    private static let commaOrBracket = "\",\" or \"]\""
}

/// The position of a checked number, and its notation.
struct JSONNumberSlice {
    let range: Range<Int>
    /// `true` if the number has no fraction and no exponent.
    let isPlainInteger: Bool
}

extension JSONReader {
    /// Reads a number (RFC 8259, section 6) without computing its value.
    mutating func readNumber() throws(JSONSyntaxError) -> JSONNumberSlice {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") {
            position += 1
            if let byte = next, byte &- 0x30 <= 9 {
                throw syntaxError(at: position, expected: "a number without leading zeros")
            }
        } else {
            let expected = position == start ? "a JSON value" : "a digit"
            try digits(expected: expected)
        }
        var plain = true
        if next == UInt8(ascii: ".") {
            plain = false
            position += 1
            try digits(expected: "a digit")
        }
        if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
            plain = false
            position += 1
            if let sign = next, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try digits(expected: "a digit")
        }
        return JSONNumberSlice(range: start..<position, isPlainInteger: plain)
    }

    @inline(__always)
    private mutating func digits(expected: @autoclosure () -> String) throws(JSONSyntaxError) {
        let start = position
        while position < bytes.count, bytes[position] &- 0x30 <= 9 { position += 1 }
        guard position > start else { throw syntaxError(expected: expected()) }
    }

    /// Returns the bytes of a range.
    @inline(__always)
    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }
}
