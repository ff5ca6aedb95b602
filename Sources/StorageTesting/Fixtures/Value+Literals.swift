public import Models

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// Creates a string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Creates an integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Creates a double.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// Creates a Boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// Creates a null.
    public init(nilLiteral: ()) { self = .null }

    /// A timestamp, parsed from RFC 3339 text.
    ///
    /// - Throws: ``BadLiteral``.
    public static func at(_ text: String) throws(BadLiteral) -> Value {
        guard let instant = Timestamp(text) else { throw BadLiteral(text, "an RFC 3339 time") }
        return .timestamp(instant)
    }

    /// A date, parsed from `YYYY-MM-DD`.
    ///
    /// - Throws: ``BadLiteral``.
    public static func day(_ text: String) throws(BadLiteral) -> Value {
        guard let day = CalendarDate(text) else { throw BadLiteral(text, "a date YYYY-MM-DD") }
        return .date(day)
    }

    /// A decimal number, parsed from its digits.
    ///
    /// - Throws: ``BadLiteral``.
    public static func exact(_ text: String) throws(BadLiteral) -> Value {
        guard let number = DecimalNumber(text) else { throw BadLiteral(text, "a decimal of at most 38 digits") }
        return .decimal(number)
    }
}

/// A malformed literal in a test's data.
public struct BadLiteral: Error, Sendable, CustomStringConvertible {
    /// The text that was got and the expected format.
    public let description: String

    init(_ got: String, _ expected: String) { description = "got \"\(got)\", expected \(expected)" }
}
