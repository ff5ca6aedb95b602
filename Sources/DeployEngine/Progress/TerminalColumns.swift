/// The width of text on a terminal.
package enum TerminalColumns {
    /// The blocks of wide characters and pictures (Unicode Standard Annex #11, "East Asian Width").
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
    ]

    /// The number of columns that a character takes.
    package static func width(_ character: Character) -> Int {
        if character.utf8.count == 1, let byte = character.utf8.first { return byte < 0x20 || byte == 0x7F ? 0 : 1 }
        guard let first = character.unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark, .surrogate: return 0
        default: break
        }
        if first.value >= 0x1100, wide.contains(where: { $0.contains(first.value) }) { return 2 }
        // Variation selector 16 selects the emoji presentation, which is wide.
        return character.unicodeScalars.contains { $0.value == 0xFE0F } ? 2 : 1
    }

    /// The number of columns that a text takes.
    package static func width(_ text: some StringProtocol) -> Int {
        // Almost all text is printable ASCII, one column a byte; splitting it into characters costs much more.
        let ascii = text.utf8.withContiguousStorageIfAvailable { bytes -> Int? in
            for byte in bytes where byte < 0x20 || byte > 0x7E { return nil }
            return bytes.count
        }
        if let ascii, let count = ascii { return count }
        return text.reduce(0) { $0 + width($1) }
    }

    /// A text of at most a number of columns, with an ellipsis if it was cut.
    package static func fitted(_ text: String, _ columns: Int, ellipsis: String = "…") -> String {
        guard width(text) > columns else { return text }
        let room = columns - width(ellipsis)
        guard room >= 0 else { return String(repeating: " ", count: max(0, columns)) }
        var used = 0
        var end = text.startIndex
        while end < text.endIndex, used + width(text[end]) <= room {
            used += width(text[end])
            end = text.index(after: end)
        }
        return text[..<end] + ellipsis
    }

    /// A text of at most a number of columns, cut in the middle because names of one environment differ at their ends.
    package static func shortened(_ text: String, _ columns: Int, ellipsis: String = "…") -> String {
        guard width(text) > columns, columns > 8 else { return fitted(text, columns, ellipsis: ellipsis) }
        let tail = (columns - width(ellipsis)) / 2
        var used = 0
        var start = text.endIndex
        while start > text.startIndex {
            let previous = text.index(before: start)
            let next = width(text[previous])
            guard used + next <= tail else { break }
            used += next
            start = previous
        }
        return fitted(text, columns - used, ellipsis: ellipsis) + text[start...]
    }

    /// A text with blanks up to a number of columns.
    package static func padded(_ text: String, _ columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - width(text)))
    }

    /// A text with blanks before it up to a number of columns.
    package static func aligned(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - width(text))) + text
    }
}
