extension Identifier {
    /// Creates the name nearest to a text: `umsatz_eur` for `Umsatz (EUR)`; `nil` for a text without letters and digits.
    ///
    /// Canonically equivalent texts give the same name: file names of macOS have `ä` as `a` and a combining mark.
    public init?(suggestedBy text: String) {
        var name = ""
        for character in text.prefix(256) {
            let scalar = character.unicodeScalars[character.unicodeScalars.startIndex]
            if scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal {
                name += Self.ascii(character)
            } else if !name.isEmpty, !name.hasSuffix("_"), scalar.properties.generalCategory != .nonspacingMark {
                name += "_"
            }
        }
        if let first = name.utf8.first, (0x30...0x39).contains(first) { name = "c_" + name }
        name = String(name.prefix(Self.maximumLength))
        while name.hasSuffix("_") { name.removeLast() }
        guard let found = try? Identifier(name) else { return nil }
        self = found
    }

    /// Returns the ASCII transliteration of a letter or digit with its marks; empty for other scripts.
    private static func ascii(_ character: Character) -> String {
        let lower = character.lowercased()
        if lower.utf8.allSatisfy({ $0 < 0x80 }) { return lower }
        // Comparing characters ignores whether a mark is composed with its letter.
        for (letters, replacement) in latin where letters.contains(where: { String($0) == lower }) {
            return replacement
        }
        guard let scalar = lower.unicodeScalars.first else { return "" }
        if scalar.isASCII { return String(scalar) }
        // The letter below marks that the table lacks: "LATIN SMALL LETTER E WITH CIRCUMFLEX AND ACUTE".
        let words = (scalar.properties.name ?? "").split(separator: " ")
        guard words.count > 4, words[0...2] == ["LATIN", "SMALL", "LETTER"], words[3].utf8.count == 1,
            words[4] == "WITH"
        else { return "" }
        return words[3].lowercased()
    }

    private static let latin = [
        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("ø", "oe"), ("å", "aa"),
        ("þ", "th"), ("àáâãāăą", "a"), ("çćĉċč", "c"), ("ďđð", "d"), ("èéêëēĕėęě", "e"), ("ĝğġģ", "g"),
        ("ìíîïĩīĭįı", "i"), ("ķ", "k"), ("ĺļľŀł", "l"), ("ñńņňŉ", "n"), ("òóôõōŏő", "o"), ("ŕŗř", "r"),
        ("śŝşšș", "s"), ("ţťŧț", "t"), ("ùúûũūŭůűų", "u"), ("ŵ", "w"), ("ýÿŷ", "y"), ("źżž", "z"),
    ]
}
