extension StringProtocol {
    /// The text without spaces, tabs and line endings at either end.
    var withoutSurroundingBlanks: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(self[first..<scalars.index(after: last)])
    }
}

extension String {
    /// The text, or `nil` if there is none.
    var nonEmpty: String? { isEmpty ? nil : self }
}

extension Unicode.Scalar {
    /// Whether this is a space, a tab or part of a line ending.
    var isBlank: Bool { self == " " || self == "\t" || self == "\r" || self == "\n" }
}
