import Basics

/// A line of a terminal in parts of different styles.
package struct TerminalLine: Sendable, Hashable {
    /// The styles, of which each has one meaning.
    package enum Style: Sendable, Hashable, CaseIterable {
        /// Ordinary text.
        case plain
        /// A heading.
        case strong
        /// Details.
        case faint
        /// Success.
        case good
        /// A failure.
        case bad
        /// Something to look at.
        case caution
        /// Work in progress.
        case active

        /// The parameter of the escape sequence "Select Graphic Rendition" (ECMA-48); nil for ordinary text.
        var parameter: String? {
            switch self {
            case .plain: nil
            case .strong: "1"
            case .faint: "2"
            case .good: "32"
            case .bad: "31"
            case .caution: "33"
            case .active: "36"
            }
        }
    }

    /// A part.
    package struct Part: Sendable, Hashable {
        /// The text.
        package var text: String
        /// The style.
        package var style: Style
    }

    /// The parts.
    package private(set) var parts: [Part] = []

    /// Creates a line of one part.
    package init(_ text: String = "", _ style: Style = .plain) {
        add(text, style)
    }

    /// Adds a part without its control characters.
    package mutating func add(_ text: String, _ style: Style = .plain) {
        if !text.isEmpty { parts.append(Part(text: WrappedText.safe(text), style: style)) }
    }

    /// Returns the line with another part.
    package func adding(_ text: String, _ style: Style = .plain) -> TerminalLine {
        var line = self
        line.add(text, style)
        return line
    }

    /// Adds blanks up to a column and then a part.
    package mutating func add(_ text: String, _ style: Style = .plain, at column: Int) {
        add(String(repeating: " ", count: max(1, column - width)))
        add(text, style)
    }

    /// The number of columns.
    package var width: Int { parts.reduce(0) { $0 + TerminalColumns.width($1.text) } }

    /// The line of at most a number of columns.
    package func text(width limit: Int, colour: Bool, ellipsis: String = "…") -> String {
        var rest = limit
        var text = ""
        for (index, part) in parts.enumerated() {
            let columns = TerminalColumns.width(part.text)
            let following = parts[(index + 1)...].reduce(0) { $0 + TerminalColumns.width($1.text) }
            let isCut = columns + following > rest
            // The ellipsis stands in the part in which the line ends.
            let shown =
                !isCut || columns <= rest - TerminalColumns.width(ellipsis)
                ? part.text
                : TerminalColumns.fitted(
                    TerminalColumns.padded(part.text, following > 0 ? rest + 1 : 0), rest, ellipsis: ellipsis)
            if colour, let parameter = part.style.parameter {
                text += "\u{1B}[\(parameter)m\(shown)\u{1B}[0m"
            } else {
                text += shown
            }
            rest -= TerminalColumns.width(shown)
            if rest <= 0 || shown != part.text { break }
        }
        guard !colour else { return text }
        while text.last == " " { text.removeLast() }
        return text
    }
}
