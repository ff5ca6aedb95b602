import Models

/// Something that a condition tests.
struct SQLOperand {
    /// The most characters of a text that an index keeps: 1,024 bytes of UTF-8.
    static let lookupLength = 256

    /// The expression.
    let sql: String
    /// The type of its values.
    let type: ColumnType
    /// The expression that an index keeps in place of it: the first ``lookupLength`` characters of a text.
    var lookup: String?

    /// Whether the first characters of a text tell all that equality with this one asks: a longer text has more of them.
    static func isWhole(_ text: String) -> Bool { text.unicodeScalars.count < lookupLength }

    /// As much of a text as an index keeps.
    static func beginning(of text: String) -> String {
        isWhole(text) ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(lookupLength)))
    }
}
