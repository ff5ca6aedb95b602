import Foundation
import Testing

/// A command line of `infra-cli` that a message, a hint or a document names.
struct MentionedCommand: CustomTestStringConvertible {
    /// The file's path from the root.
    let file: String
    /// The words after the program's name, with placeholders filled in.
    let words: [String]

    var testDescription: String { "\(file): infra-cli \(words.joined(separator: " "))" }

    /// The words that follow the program's name in sentences about it.
    static let prose: Set<String> = [
        "also", "alone", "cannot", "corrects", "does", "or", "reads", "that", "to", "was", "with",
    ]

    /// Finds the command lines of a file.
    static func all(in text: String, file: String) -> [MentionedCommand] {
        let isSwift = file.hasSuffix(".swift")
        // A literal of several lines continues behind a backslash.
        let joined = isSwift ? text.replacing(/\\\n\s*/, with: "") : text
        return joined.split(separator: "\n").flatMap { line -> [MentionedCommand] in
            guard line.contains("infra-cli ") else { return [] }
            let line = isSwift ? filled(String(line)) : String(line)
            var found: [MentionedCommand] = []
            var rest = line[...]
            while let mark = rest.firstRange(of: "infra-cli ") {
                let words = command(after: line[mark.upperBound...], behind: line[..<mark.lowerBound])
                if let words { found.append(MentionedCommand(file: file, words: words)) }
                rest = line[mark.upperBound...]
            }
            return found
        }
    }

    /// The words of a command line; nil for a sentence, for a synopsis with `[<options>]`, and for `…` in place of any command.
    private static func command(after text: Substring, behind before: Substring) -> [String]? {
        var end = text.endIndex
        func cut(_ mark: String) { if let found = text[..<end].firstRange(of: mark) { end = found.lowerBound } }
        let isCode = before.allSatisfy { " $".contains($0) }
        if let quote = ["`", "\\\"", "'"].first(where: { before.hasSuffix($0) }) {
            cut(quote)
        } else if !isCode {
            for mark in ["\"", "`", ";", ",", "(", ")", ": ", ". "] { cut(mark) }
        }
        for mark in [" > ", " | ", " && ", " # ", " \\", "\\n"] { cut(mark) }
        guard !text[..<end].contains("[<"), !text.hasPrefix("…") else { return nil }
        let words = split(text[..<end].replacing(/[{<](?:environment|NAME)[}>]|\bNAME\b/, with: "dev"))
            .map { $0.replacing(/[{<]\w+[}>]|…/, with: "x") }
        guard let first = words.first, !prose.contains(first), first.first?.isLetter == true else { return nil }
        return words
    }

    /// Splits at spaces outside of quotes, and removes the punctuation of a sentence behind a word.
    private static func split(_ text: Substring) -> [String] {
        var words: [String] = [""]
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { words[words.count - 1].append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == " " {
                words.append("")
            } else {
                words[words.count - 1].append(character)
            }
        }
        return words.filter { !$0.isEmpty }.map { word in
            String(word.reversed().drop { ".,:".contains($0) }.reversed())
        }
    }

    /// A line of Swift with a value in place of each interpolation.
    private static func filled(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let mark = rest.firstRange(of: "\\(") {
            result += rest[..<mark.lowerBound]
            var depth = 1
            let inner = rest[mark.upperBound...].prefix { character in
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                return depth > 0
            }
            let isNumber = inner.lowercased().contains("number") || inner.lowercased().contains("release")
            // A command that only the program's run tells cannot be looked up.
            result += result.hasSuffix("infra-cli ") ? "-" : isNumber ? "41" : "dev"
            rest = rest[inner.endIndex...].dropFirst()
        }
        return result + rest
    }
}
