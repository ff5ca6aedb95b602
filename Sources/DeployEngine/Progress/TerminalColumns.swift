/// The width of text on a terminal.
package enum TerminalColumns {
    /// The number of columns that a character takes.
    package static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark, .surrogate: return 0
        default: break
        }
        // Unicode Standard Annex #11, "East Asian Width": the blocks of wide characters, and pictures.
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
        ]
        if first.value >= 0x1100, wide.contains(where: { $0.contains(first.value) }) { return 2 }
        // A variation selector asks for a picture.
        return character.unicodeScalars.contains { $0.value == 0xFE0F } ? 2 : 1
    }

    /// The number of columns that a text takes.
    package static func width(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + width($1) } }

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

    /// A text cut in the middle, where names of one environment differ least.
    package static func shortened(_ text: String, _ columns: Int, ellipsis: String = "…") -> String {
        guard width(text) > columns, columns > 8 else { return fitted(text, columns, ellipsis: ellipsis) }
        let tail = (columns - width(ellipsis)) / 2
        var end = ""
        for character in text.reversed() {
            guard width(end) + width(character) <= tail else { break }
            end = String(character) + end
        }
        return fitted(String(text), columns - width(end), ellipsis: ellipsis) + end
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
