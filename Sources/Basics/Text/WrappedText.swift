/// Text in lines of limited width.
package enum WrappedText {
    /// The width of a terminal.
    package static let width = 80

    /// Returns the words in lines that begin with `indent`, the first one with `first`. A word longer than a line stays whole.
    package static func lines(_ text: String, first: String, indent: String, width: Int = width) -> String {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in safe(text).split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = indent
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return (lines + [line]).map { $0 + "\n" }.joined()
    }

    /// The text without control characters, which a terminal obeys; names of a template and lines of a log may contain them.
    package static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "?" : $0 }))
    }

    /// Returns `true` for a character of the category "Cc": C0, delete and C1 (The Unicode Standard, section 23.1).
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
