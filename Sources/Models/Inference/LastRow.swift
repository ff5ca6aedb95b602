/// The last row of a CSV file, which can be a line of totals: `Summe;300,0`.
struct LastRow: Sendable {
    /// The line on which the row begins.
    let line: Int
    /// The contents of the fields.
    let fields: [String]

    /// Reads a record that was read before.
    ///
    /// - Parameter record: The record and a line feed.
    init(record: UnsafeRawBufferPointer, separator: UInt8, line: Int) {
        self.line = line
        fields = CSVField.texts(of: record, separator: separator)
    }

    /// `true` if a field is a number.
    var hasNumber: Bool { fields.contains(where: Self.isNumber) }

    /// The index of the field with a word such as `Summe`, if all others are numbers or empty and one is a number.
    var totals: Int? {
        guard hasNumber, let index = fields.firstIndex(where: Self.isTotals) else { return nil }
        let others = fields.indices.filter { $0 != index }
        return others.allSatisfy { fields[$0].allSatisfy(\.isWhitespace) || Self.isNumber(fields[$0]) } ? index : nil
    }

    /// Returns whether a word may be the name of a line of totals: it stands in the row beside a number, in the first field or in a
    /// column of times, and it is none of the usual words for a missing value.
    func mayNameTotals(_ text: String, isTime: Bool) -> Bool {
        guard hasNumber, isTime || fields.first == text, text.contains(where: \.isLetter),
            !text.contains(where: \.isNumber)
        else { return false }
        return !Self.missing.contains(Self.letters(of: text))
    }

    /// Returns whether a text is the usual name of a line of totals, such as `Summe` or `Grand total:`.
    static func isTotals(_ text: String) -> Bool {
        !text.contains(where: \.isNumber) && words.contains(letters(of: text))
    }

    private static func letters(of text: String) -> String { String(text.lowercased().filter(\.isLetter)) }

    private static func isNumber(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            NumberText.isNumber(UnitSign.split(UnsafeRawBufferPointer(bytes).withoutBlanks).number)
        }
    }

    private static let words: Set<String> = [
        "summe", "summen", "gesamt", "gesamtsumme", "gesamtbetrag", "gesamtergebnis", "summegesamt", "zwischensumme",
        "endsumme", "insgesamt", "total", "totals", "grandtotal", "subtotal", "sum", "sums", "somme", "sommetotale",
        "totalgénéral", "totaux", "soustotal", "totale", "suma", "sumatotal", "totalgeneral", "totaal",
    ]

    private static let missing: Set<String> = [
        "null", "na", "nan", "none", "nil", "ka", "unbekannt", "unknown", "leer", "empty", "offen", "open", "tbd",
    ]
}
