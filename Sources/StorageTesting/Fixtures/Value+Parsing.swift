package import Models

extension Value {
    /// A timestamp, parsed from RFC 3339 text.
    ///
    /// - Throws: ``LiteralError``.
    package static func at(_ text: String) throws(LiteralError) -> Value {
        guard let instant = Timestamp(text) else { throw LiteralError(text, "an RFC 3339 time") }
        return .timestamp(instant)
    }

    /// A date, parsed from `YYYY-MM-DD`.
    ///
    /// - Throws: ``LiteralError``.
    package static func day(_ text: String) throws(LiteralError) -> Value {
        guard let day = CalendarDate(text) else { throw LiteralError(text, "a date YYYY-MM-DD") }
        return .date(day)
    }

    /// A decimal number, parsed from its digits.
    ///
    /// - Throws: ``LiteralError``.
    package static func exact(_ text: String) throws(LiteralError) -> Value {
        guard let number = DecimalNumber(text) else { throw LiteralError(text, "a decimal of at most 38 digits") }
        return .decimal(number)
    }
}

/// A malformed literal in a test's data.
package struct LiteralError: Error, Sendable, CustomStringConvertible {
    /// The text that was got and the expected format.
    package let description: String

    init(_ got: String, _ expected: String) { description = "got \"\(got)\", expected \(expected)" }
}
