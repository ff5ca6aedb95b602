public import Models

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A double.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// No value.
    public init(nilLiteral: ()) { self = .null }

    /// An instant, as RFC 3339.
    ///
    /// - Throws: ``BadLiteral``.
    public static func at(_ text: String) throws(BadLiteral) -> Value {
        guard let instant = Timestamp(text) else { throw BadLiteral(text, "an RFC 3339 time") }
        return .timestamp(instant)
    }

    /// A day, as `YYYY-MM-DD`.
    ///
    /// - Throws: ``BadLiteral``.
    public static func day(_ text: String) throws(BadLiteral) -> Value {
        guard let day = CalendarDate(text) else { throw BadLiteral(text, "a date YYYY-MM-DD") }
        return .date(day)
    }

    /// A decimal number.
    ///
    /// - Throws: ``BadLiteral``.
    public static func exact(_ text: String) throws(BadLiteral) -> Value {
        guard let number = DecimalNumber(text) else { throw BadLiteral(text, "a decimal of at most 38 digits") }
        return .decimal(number)
    }
}

/// A mistake in a test's own data.
public struct BadLiteral: Error, Sendable, CustomStringConvertible {
    /// What was got and what was expected.
    public let description: String

    init(_ got: String, _ expected: String) { description = "got \"\(got)\", expected \(expected)" }
}
