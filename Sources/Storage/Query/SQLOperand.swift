import Models

/// The operand of a condition.
struct SQLOperand {
    /// The number of a text's characters that an index holds, at most 1,024 bytes of UTF-8.
    static let lookupLength = 256

    /// The expression.
    let sql: String
    /// The type of its values.
    let type: ColumnType
    /// The indexed expression: the first ``lookupLength`` characters of a text; `nil` if there is no such index.
    var lookup: String?

    /// Returns `true` if comparing the indexed characters alone decides equality with this text.
    static func isWhole(_ text: String) -> Bool { text.unicodeScalars.count < lookupLength }

    /// The part of a text that an index holds.
    static func beginning(of text: String) -> String {
        isWhole(text) ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(lookupLength)))
    }
}
