import Diagnostics

/// A syntax error in JSON (RFC 8259), with its position.
package struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the error, from 1.
    package let line: Int
    /// The character of the error on its line, from 1.
    package let column: Int
    /// The number of bytes before the error; the length of the text if it ends too early.
    package let offset: Int
    /// The invalid text, quoted and cut short.
    package let got: String
    /// The expected text, as a phrase.
    package let expected: String

    /// Creates an error.
    package init(line: Int, column: Int, offset: Int, got: String, expected: String) {
        self.line = line
        self.column = column
        self.offset = offset
        self.got = got
        self.expected = expected
    }

    /// The position, the invalid text and the expectation.
    package var description: String { "line \(line), column \(column): got \(got), expected \(expected)" }
}

extension JSONSyntaxError {
    /// The maximum number of bytes of the text that ``got`` depends on.
    static let longestToken = 30
    static let validUTF8 = "valid UTF-8"

    /// `true` if the text is not valid UTF-8.
    var isInvalidUTF8: Bool { expected == Self.validUTF8 }

    /// Creates an error at `offset` of `bytes`; lines and characters are counted only here, because errors are rare.
    init(at offset: Int, of bytes: UnsafeRawBufferPointer, got: String? = nil, expected: String) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(
            line: line, column: column, offset: offset, got: got ?? Self.token(at: offset, of: bytes),
            expected: expected)
    }

    /// Returns the word or the character at `offset`.
    private static func token(at offset: Int, of bytes: UnsafeRawBufferPointer) -> String {
        guard offset < bytes.count else { return "the end of the text" }
        let rest = bytes[offset...]
        let word = rest.prefix(longestToken).prefix { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."): true
            default: false
            }
        }
        if !word.isEmpty { return String(decoding: word, as: UTF8.self).quotedForMessage }
        return String(String(decoding: rest.prefix(16), as: UTF8.self).prefix(1)).quotedForMessage
    }
}
