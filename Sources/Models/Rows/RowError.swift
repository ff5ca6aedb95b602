/// An error in one row of an ingested body.
public struct RowError: Sendable, Hashable, Error {
    /// The kind of error; stable and documented in the API's contract.
    public enum Code: String, Sendable, CaseIterable {
        /// A text that is not a value of the column's type.
        case invalidValue = "invalid_value"
        /// A number outside the range of the column's type.
        case outOfRange = "out_of_range"
        /// No value for a column that is not nullable.
        case missingValue = "missing_value"
        /// A key that is not a column of the dataset.
        case unknownColumn = "unknown_column"
        /// A duplicate key in one object.
        case duplicateColumn = "duplicate_column"
        /// A CSV record with more or fewer fields than the header.
        case fieldCount = "field_count"
        /// A quote where RFC 4180 allows none, or one without its closing quote.
        case csvQuote = "csv_quote"
        /// A text that is not JSON (RFC 8259), or not an object.
        case jsonSyntax = "json_syntax"
        /// Bytes that are not UTF-8, or the character U+0000, which no store keeps in text.
        case invalidText = "invalid_text"
        /// A row that is longer than the limit.
        case rowTooLong = "row_too_long"
        /// A file without a line of names.
        case noHeader = "no_header"
        /// A file without rows.
        case noRows = "no_rows"
        /// A file with too many columns.
        case columnCount = "column_count"
        /// A file whose content does not decide about its notation.
        case openNotation = "open_notation"
        /// A row that fits the dataset but violates a constraint of the database.
        case constraintViolation = "constraint_violation"
        /// A row that its client may not write, because it does not pass the client's filter.
        case outsideFilter = "outside_filter"
        /// A row outside of the range of times that its request replaces.
        case outsideRange = "outside_range"
    }

    /// The line of the body on which the row, or its object in a JSON array, begins, from 1.
    ///
    /// The value is `nil` if it is unknown, which happens only for errors from the database.
    public let line: Int?
    /// The index of the row's object in a JSON array, from 0, because all objects may stand on one line.
    ///
    /// The value is `nil` if the body is not an array or the index is unknown.
    public let element: Int?
    /// The name of the column, if the error concerns one.
    public let column: String?
    /// The kind of error.
    public let code: Code
    /// The invalid value, quoted and cut short.
    public let got: String
    /// The expected value, as a phrase.
    public let expected: String

    /// Creates an error.
    public init(line: Int?, element: Int? = nil, column: String?, code: Code, got: String, expected: String) {
        self.line = line
        self.element = element
        self.column = column
        self.code = code
        self.got = got
        self.expected = expected
    }

    /// `true` if the database refused the row because another one has its key, or its values of another unique index.
    package var isKeyTaken: Bool {
        code == .constraintViolation
            && (got.hasPrefix("a key that exists already") || expected.contains("unique constraint"))
    }

    /// The remedy for a file that arrives as one line without a line break.
    package static let oneLineHint =
        "; the body has no line breaks: curl removes them with -d @FILE, so use --data-binary @FILE"

    /// The remedy for JSON in place of CSV.
    package static let jsonLinesHint = "; JSON with one object a line has the content type application/x-ndjson"

    /// The error of a body that is one line without a line break.
    var ofOneLine: RowError {
        RowError(
            line: line, element: element, column: column, code: code, got: got, expected: expected + Self.oneLineHint)
    }

    /// The position, the invalid value and the expected one, in a sentence.
    public var sentence: String {
        let place = [
            line.map { "line \($0)" }, element.map { "/\($0) of the array" }, column.map { "column \"\($0)\"" },
        ].compactMap { $0 }
        return (place.isEmpty ? "" : place.joined(separator: ", ") + ": ") + "got \(got), expected \(expected)"
    }
}
