/// What is wrong with one row of an ingested body.
public struct RowError: Sendable, Hashable, Error {
    /// The kind of mistake; stable, documented in the API's contract.
    public enum Code: String, Sendable, CaseIterable {
        /// The text is not a value of the column's type.
        case invalidValue = "invalid_value"
        /// The number does not fit the column's type.
        case outOfRange = "out_of_range"
        /// A column that is not nullable got no value.
        case missingValue = "missing_value"
        /// A key that is no column of the dataset.
        case unknownColumn = "unknown_column"
        /// The same key twice in one object.
        case duplicateColumn = "duplicate_column"
        /// A CSV record with more or fewer fields than the header.
        case fieldCount = "field_count"
        /// A quote where RFC 4180 allows none, or one that never closes.
        case csvQuote = "csv_quote"
        /// Not JSON (RFC 8259), or not an object.
        case jsonSyntax = "json_syntax"
        /// Bytes that are not UTF-8, or the character U+0000, which no store keeps in text.
        case invalidText = "invalid_text"
        /// The row is longer than the limit.
        case rowTooLong = "row_too_long"
        /// The values suit the dataset, and the database refuses the row all the same.
        case constraintViolation = "constraint_violation"
    }

    /// The line of the body on which the row begins, from 1; for a JSON array the line on which the object begins. `nil` if it is not known,
    /// which is so only if the database found the mistake.
    public let line: Int?
    /// The place of the row's object in a body that is a JSON array, from 0: all objects may stand on one line. `nil` if the body is
    /// no array, or it is not known.
    public let element: Int?
    /// The column concerned, if it is one.
    public let column: String?
    /// The kind of mistake.
    public let code: Code
    /// What was got, quoted and cut short.
    public let got: String
    /// What was expected, as a phrase.
    public let expected: String

    /// Describes a mistake.
    public init(line: Int?, element: Int? = nil, column: String?, code: Code, got: String, expected: String) {
        self.line = line
        self.element = element
        self.column = column
        self.code = code
        self.got = got
        self.expected = expected
    }

    /// Where it is, what was got and what was expected, in a sentence.
    public var sentence: String {
        let place = [
            line.map { "line \($0)" }, element.map { "/\($0) of the array" }, column.map { "column \"\($0)\"" },
        ].compactMap { $0 }
        return (place.isEmpty ? "" : place.joined(separator: ", ") + ": ") + "got \(got), expected \(expected)"
    }
}
