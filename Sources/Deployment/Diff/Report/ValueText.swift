import Infra

/// The text of canonical values for people.
enum ValueText {
    /// A value on one line, shortened in the middle.
    /// - Parameter most: The most characters.
    static func line(_ value: TemplateExpression, most: Int) -> String {
        shortened(escaped(text(value)), most: most)
    }

    /// A text shortened in the middle.
    static func shortened(_ text: String, most: Int) -> String {
        guard text.count > most, most > 8 else { return text }
        let end = (most - 1) / 3
        return text.prefix(most - 1 - end) + "…" + text.suffix(end)
    }

    /// The value in the notation of `Fn::Sub` and JSON.
    static func text(_ value: TemplateExpression) -> String {
        switch value {
        case .string(let text): return text.isEmpty ? "\"\"" : text
        case .function("Ref", let name): return "${\(name.literal ?? "?")}"
        case .function("Fn::GetAtt", .list(let parts)):
            return "${" + parts.map { $0.literal ?? text($0) }.joined(separator: ".") + "}"
        case .function(let name, let argument):
            let arguments = argument.elements.map(text).joined(separator: ", ")
            return name.replacing("Fn::", with: "") + "(\(arguments))"
        case .substitution(let parts):
            return parts.map { part in
                switch part {
                case .text(let literal): return literal
                case .value(let inner):
                    let shown = text(inner)
                    return shown.hasPrefix("${") ? shown : "${\(shown)}"
                }
            }.joined()
        case .list(let elements): return "[" + elements.map(text).joined(separator: ", ") + "]"
        case .object(let members):
            return "{" + members.map { "\($0.key): \(text($0.value))" }.joined(separator: ", ") + "}"
        case .integer, .number, .boolean, .ref, .attribute, .name, .condition: return value.compactJSON
        }
    }

    /// The text without control characters, which could rewrite a terminal.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }) else {
            return text
        }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? "␤" : $0 }))
    }
}

/// The wrapping of text to the width of a terminal.
enum TextColumns {
    /// The width that texts are wrapped to.
    static let width = 80

    /// A text in lines of at most the width, each indented. A word that is longer than a line is broken.
    /// - Parameters:
    ///   - indent: The indentation of the first line.
    ///   - hanging: The indentation of the others.
    static func wrapped(_ text: String, indent: Int, hanging: Int) -> String {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        let words = text.split(separator: " ").flatMap { parts(of: $0, atMost: width - hanging) }
        for word in words {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: hanging)
                isEmpty = true
            }
            line += isEmpty ? String(word) : " \(word)"
            isEmpty = false
        }
        return (lines + [line]).joined(separator: "\n") + "\n"
    }

    private static func parts(of word: Substring, atMost length: Int) -> [Substring] {
        var parts: [Substring] = []
        var rest = word
        while rest.count > length {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts + [rest]
    }
}
