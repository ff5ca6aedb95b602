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
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
