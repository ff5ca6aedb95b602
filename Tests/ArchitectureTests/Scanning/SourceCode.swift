/// A Swift file's code. Comments and the text of string literals are replaced by spaces, so that every line keeps its number.
struct SourceCode {
    /// The text after the replacement.
    let text: String

    /// Blanks comments, and strings unless `keepingStrings` is `true` (a manifest's names are strings).
    init(_ source: String, keepingStrings: Bool = false) {
        var blanker = Blanker(source, keepingStrings: keepingStrings)
        text = blanker.blanked()
    }
}

/// A single pass over a source text's bytes, with a stack of the open literals and interpolations.
private struct Blanker {
    private enum Context {
        /// Code; within an interpolation, the number of open parentheses.
        case code(open: Int?)
        case string(hashes: Int, multiline: Bool)
    }

    private let bytes: [UInt8]
    private let keepingStrings: Bool
    private var output: [UInt8] = []
    private var contexts: [Context] = [.code(open: nil)]
    private var position = 0

    init(_ source: String, keepingStrings: Bool) {
        bytes = Array(source.utf8)
        self.keepingStrings = keepingStrings
        output.reserveCapacity(bytes.count)
    }

    mutating func blanked() -> String {
        while position < bytes.count {
            switch contexts[contexts.count - 1] {
            case .code(let open): stepThroughCode(open: open)
            case .string(let hashes, let multiline): stepThroughString(hashes: hashes, multiline: multiline)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func stepThroughCode(open: Int?) {
        if follows("//") {
            while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { take(blank: true) }
        } else if follows("/*") {
            skipBlockComment()
        } else if let opening = openingQuote() {
            contexts.append(.string(hashes: opening.hashes, multiline: opening.multiline))
            for _ in 0..<opening.length { take(blank: false) }
        } else {
            if let open {
                let change = follows("(") ? 1 : follows(")") ? -1 : 0
                contexts[contexts.count - 1] = .code(open: open + change)
                if open + change == 0 { contexts.removeLast() }
            }
            take(blank: false)
        }
    }

    private mutating func stepThroughString(hashes: Int, multiline: Bool) {
        let marks = String(repeating: "#", count: hashes)
        let closing = (multiline ? "\"\"\"" : "\"") + marks
        if follows(closing) {
            for _ in 0..<closing.utf8.count { take(blank: false) }
            contexts.removeLast()
        } else if follows("\\" + marks + "(") {
            for _ in 0..<hashes + 2 { take(blank: false) }
            contexts.append(.code(open: 1))
        } else if follows("\\" + marks) {
            for _ in 0..<hashes + 2 where position < bytes.count { take(blank: !keepingStrings) }
        } else {
            // A single-line string ends with its line: the quote was part of a regular expression or similar.
            if !multiline, bytes[position] == UInt8(ascii: "\n") { contexts.removeLast() }
            take(blank: !keepingStrings)
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if follows("/*") {
                depth += 1
                take(blank: true)
            } else if follows("*/") {
                depth -= 1
                take(blank: true)
            }
            take(blank: true)
        } while depth > 0 && position < bytes.count
    }

    private func openingQuote() -> (hashes: Int, multiline: Bool, length: Int)? {
        var hashes = 0
        while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") { hashes += 1 }
        guard position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "\"") else { return nil }
        let multiline = follows(String(repeating: "#", count: hashes) + "\"\"\"")
        return (hashes, multiline, hashes + (multiline ? 3 : 1))
    }

    private func follows(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position + length <= bytes.count else { return false }
        return text.withUTF8Buffer { wanted in (0..<length).allSatisfy { bytes[position + $0] == wanted[$0] } }
    }

    private func follows(_ text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private mutating func take(blank: Bool) {
        guard position < bytes.count else { return }
        let byte = bytes[position]
        output.append(blank && byte != UInt8(ascii: "\n") ? UInt8(ascii: " ") : byte)
        position += 1
    }
}
