extension Identifier {
    /// Creates the name nearest to a text: `umsatz_eur` for `Umsatz (EUR)`; `nil` for a text without letters and digits.
    public init?(suggestedBy text: String) {
        var name = ""
        for scalar in text.unicodeScalars.prefix(256) {
            if scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal {
                name += Self.ascii(scalar)
            } else if !name.isEmpty, !name.hasSuffix("_"), !Self.isMark(scalar) {
                name += "_"
            }
        }
        if let first = name.utf8.first, (0x30...0x39).contains(first) { name = "c_" + name }
        name = String(name.prefix(Self.maximumLength))
        while name.hasSuffix("_") { name.removeLast() }
        guard let found = try? Identifier(name) else { return nil }
        self = found
    }

    /// Returns the ASCII transliteration of a letter or digit; empty for other scripts.
    private static func ascii(_ scalar: Unicode.Scalar) -> String {
        let lower = scalar.properties.lowercaseMapping
        if lower.utf8.allSatisfy({ $0 < 0x80 }) { return lower }
        for (letters, replacement) in latin where letters.contains(where: { String($0) == lower }) {
            return replacement
        }
        return ""
    }

    /// Returns whether a scalar is a combining mark, such as an accent written apart from its letter.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .nonspacingMark
    }

    private static let latin = [
        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("ø", "oe"), ("å", "aa"),
        ("þ", "th"), ("àáâãāăą", "a"), ("çćĉċč", "c"), ("ďđð", "d"), ("èéêëēĕėęě", "e"), ("ĝğġģ", "g"),
        ("ìíîïĩīĭįı", "i"), ("ķ", "k"), ("ĺļľŀł", "l"), ("ñńņňŉ", "n"), ("òóôõōŏő", "o"), ("ŕŗř", "r"),
        ("śŝşšș", "s"), ("ţťŧț", "t"), ("ùúûũūŭůűų", "u"), ("ŵ", "w"), ("ýÿŷ", "y"), ("źżž", "z"),
    ]
}
