/// A value of an IAM condition: `*` stands for any text and `?` for one character, as `StringLike` reads it.
package struct TextPattern: Sendable, Hashable {
    /// The pattern as written.
    package let text: String

    /// Wraps a pattern.
    package init(_ text: String) {
        self.text = text
    }

    /// A Boolean value that indicates whether the pattern has a wildcard.
    package var hasWildcard: Bool { text.utf8.contains { $0 == 42 || $0 == 63 } }

    /// Returns a Boolean value that indicates whether a text matches the whole pattern. Capitals count.
    package func matches(_ candidate: String) -> Bool {
        let pattern = Array(text.unicodeScalars)
        let scalars = Array(candidate.unicodeScalars)
        var (position, index) = (0, 0)
        // The last star, and the text's place behind what it stands for; the only choice to return to.
        var (star, resume) = (-1, 0)
        while index < scalars.count {
            if position < pattern.count, pattern[position] == "*" {
                (star, resume) = (position, index)
                position += 1
            } else if position < pattern.count, pattern[position] == "?" || pattern[position] == scalars[index] {
                position += 1
                index += 1
            } else if star >= 0 {
                position = star + 1
                resume += 1
                index = resume
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }
}
