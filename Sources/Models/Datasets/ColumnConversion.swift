/// A conversion of a column's values to another type in which each value keeps its meaning.
public enum ColumnConversion: String, Sendable, Hashable, CaseIterable {
    case integerToDecimal, integerToDouble, integerToString
    case decimalToInteger, decimalToString
    case doubleToInteger
    case booleanToInteger, booleanToString
    case dateToTimestamp, dateToString
    case timestampToDate
    case stringToInteger, stringToDecimal, stringToBoolean, stringToDate

    /// The conversion between two types; `nil` if there is none.
    public init?(from: ColumnType, to: ColumnType) {
        guard let found = Self.allCases.first(where: { $0.types == (from, to) }) else { return nil }
        self = found
    }

    /// The type before and the type after.
    package var types: (from: ColumnType, to: ColumnType) {
        switch self {
        case .integerToDecimal: (.integer, .decimal)
        case .integerToDouble: (.integer, .double)
        case .integerToString: (.integer, .string)
        case .decimalToInteger: (.decimal, .integer)
        case .decimalToString: (.decimal, .string)
        case .doubleToInteger: (.double, .integer)
        case .booleanToInteger: (.boolean, .integer)
        case .booleanToString: (.boolean, .string)
        case .dateToTimestamp: (.date, .timestamp)
        case .dateToString: (.date, .string)
        case .timestampToDate: (.timestamp, .date)
        case .stringToInteger: (.string, .integer)
        case .stringToDecimal: (.string, .decimal)
        case .stringToBoolean: (.string, .boolean)
        case .stringToDate: (.string, .date)
        }
    }

    /// The largest integer up to which every integer is a double.
    package static let exactDouble: Int64 = 1 << 53

    /// A phrase for the values that can be converted.
    package var expected: String {
        switch self {
        case .integerToDouble, .doubleToInteger: "a whole number from -2^53 to 2^53"
        case .decimalToInteger: "a whole number of 64 bits"
        case .timestampToDate: "midnight in UTC"
        case .stringToInteger: "a whole number of 64 bits without leading zeros, plus sign and spaces"
        case .stringToDecimal:
            "a decimal number of at most 38 digits without leading zeros, plus sign, exponent and spaces"
        case .stringToBoolean: "true or false"
        case .stringToDate: "a day as YYYY-MM-DD"
        case .integerToDecimal, .integerToString, .decimalToString, .booleanToInteger, .booleanToString,
            .dateToTimestamp,
            .dateToString:
            "any value"
        }
    }

    /// Returns the converted value; `nil` if the value would change its meaning. Null stays null.
    ///
    /// Databases must agree with the result.
    package func converted(_ value: Value) -> Value? {
        switch (self, value) {
        case (_, .null): .null
        case (.integerToDecimal, .integer(let number)):
            DecimalNumber(coefficient: Int128(number), scale: 0).map(Value.decimal)
        case (.integerToDouble, .integer(let number)):
            (-Self.exactDouble...Self.exactDouble).contains(number) ? .double(Double(number)) : nil
        case (.integerToString, .integer(let number)): .string(String(number))
        case (.decimalToInteger, .decimal(let number)): Int64(number.description).map(Value.integer)
        case (.decimalToString, .decimal(let number)): .string(number.description)
        case (.doubleToInteger, .double(let number)):
            abs(number) <= Double(Self.exactDouble) ? Int64(exactly: number).map(Value.integer) : nil
        case (.booleanToInteger, .boolean(let truth)): .integer(truth ? 1 : 0)
        case (.booleanToString, .boolean(let truth)): .string(truth ? "true" : "false")
        case (.dateToTimestamp, .date(let day)): .timestamp(day.startInUTC)
        case (.dateToString, .date(let day)): .string(day.description)
        case (.timestampToDate, .timestamp(let instant)): Self.day(instant).map(Value.date)
        case (.stringToInteger, .string(let text)): Self.isInteger(text) ? Int64(text).map(Value.integer) : nil
        case (.stringToDecimal, .string(let text)): Self.isDecimal(text) ? DecimalNumber(text).map(Value.decimal) : nil
        case (.stringToBoolean, .string(let text)):
            text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        case (.stringToDate, .string(let text)): text.utf8.count == 10 ? CalendarDate(text).map(Value.date) : nil
        default: nil
        }
    }

    private static func day(_ instant: Timestamp) -> CalendarDate? {
        guard instant.microseconds % Timestamp.microsecondsPerDay == 0 else { return nil }
        return CalendarDate(daysSinceEpoch: Int(instant.microseconds / Timestamp.microsecondsPerDay))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// `0`, or digits without a leading zero, optionally after a minus sign.
    private static func isInteger(_ text: String) -> Bool {
        text == "0" || isWhole(text, allowsNegativeZero: false)
    }

    private static func isWhole(_ text: String, allowsNegativeZero: Bool) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = digits.first, digits.allSatisfy(isDigit) else { return false }
        return first != 0x30 || (digits.count == 1 && allowsNegativeZero)
    }

    /// An integer, optionally with a point and further digits, of at most 38 digits.
    private static func isDecimal(_ text: String) -> Bool {
        guard text.utf8.count(where: isDigit) <= 38 else { return false }
        guard let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) else {
            return isWhole(text, allowsNegativeZero: true)
        }
        let fraction = text.utf8[text.utf8.index(after: point)...]
        return isWhole(String(text[..<point]), allowsNegativeZero: true) && !fraction.isEmpty
            && fraction.allSatisfy(isDigit)
    }
}
