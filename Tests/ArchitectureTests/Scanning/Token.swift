/// A word or a punctuation mark of Swift code.
struct Token: Equatable {
    let text: String
    /// The line number, from 1.
    let line: Int
    /// `true` for a name in backticks, which is never a keyword.
    let escaped: Bool
    /// `true` if no space separates the token from its predecessor.
    let joined: Bool

    /// Splits code with blanked comments and strings into tokens; white space is dropped.
    static func tokens(of code: SourceCode) -> [Token] {
        var tokens: [Token] = []
        var line = 1
        var joined = false
        var rest = Array(code.text.utf8)[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "`"), let end = rest.dropFirst().firstIndex(of: byte) {
                let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
                tokens.append(Token(text: name, line: line, escaped: true, joined: joined))
                rest = rest[(end + 1)...]
            } else if isWord(byte) {
                let word = rest.prefix(while: isWord)
                tokens.append(
                    Token(text: String(decoding: word, as: UTF8.self), line: line, escaped: false, joined: joined))
                rest = rest[word.endIndex...]
            } else {
                if byte > UInt8(ascii: " ") {
                    tokens.append(Token(text: String(UnicodeScalar(byte)), line: line, escaped: false, joined: joined))
                }
                rest = rest.dropFirst()
            }
            joined = byte > UInt8(ascii: " ")
        }
        return tokens
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
