/// Reads a filter's value as a column's type.
struct ValueReader {
    /// The time zone of dates and of local times without an offset.
    let zone: ZoneRules

    /// Returns the expected form of a type's value, for messages.
    static func expected(_ type: ColumnType) -> String {
        switch type {
        case .string: "a string"
        case .integer: "a 64-bit integer"
        case .double: "a number"
        case .decimal: "a decimal number of at most 38 digits"
        case .boolean: "true or false"
        case .timestamp: "a date, a local time or an instant such as \"2026-03-29\" or \"2026-03-29T01:00:00Z\""
        case .date: "a date such as \"2026-03-29\""
        case .json: "nothing: json columns can only be tested with set and notSet"
        }
    }

    /// Returns the value; `nil` if it is not of the type.
    func read(_ value: FilterValue, as type: ColumnType) -> Value? {
        switch (type, value) {
        case (_, .null): return .null
        case (.string, .string(let text)): return text.utf8.contains(0) ? nil : .string(text)
        case (.string, .number(let text)): return .string(text)
        case (.integer, .string(let text)), (.integer, .number(let text)):
            if let number = Int64(text) { return .integer(number) }
            guard let decimal = DecimalNumber(text), decimal.scale == 0,
                let number = Int64(exactly: decimal.coefficient)
            else { return nil }
            return .integer(number)
        case (.double, .string(let text)), (.double, .number(let text)):
            guard let number = Double(text), number.isFinite, text.utf8.allSatisfy(Self.isNumeral) else { return nil }
            return .double(number)
        case (.decimal, .string(let text)), (.decimal, .number(let text)): return DecimalNumber(text).map(Value.decimal)
        case (.boolean, .boolean(let truth)): return .boolean(truth)
        case (.boolean, .string("true")): return .boolean(true)
        case (.boolean, .string("false")): return .boolean(false)
        case (.timestamp, .string(let text)): return instant(text).map(Value.timestamp)
        case (.date, .string(let text)): return CalendarDate(text).map(Value.date)
        default: return nil
        }
    }

    /// Returns the bound that a text denotes for a time column.
    func bound(_ text: String, as type: ColumnType) -> TimeBound? {
        if let (first, last) = Self.days(text) {
            if type == .date { return TimeBound(first, through: last) }
            let midnight = Int64(last.daysSinceEpoch) * Timestamp.microsecondsPerDay
            let next = zone.firstInstant(ofLocal: midnight + Timestamp.microsecondsPerDay)
            return TimeBound(from: firstInstant(of: first), before: min(max(next, .earliest), Self.pastLatest))
        }
        return type == .date ? nil : instant(text).map { TimeBound($0) }
    }

    /// Returns the first and the last day of a day, a month or a year of ISO 8601: `2026-05-14`, `2026-05`, `2026`.
    static func days(_ text: String) -> (first: CalendarDate, last: CalendarDate)? {
        switch text.utf8.count {
        case 10: CalendarDate(text).map { ($0, $0) }
        case 7:
            CalendarDate(text + "-01").flatMap { first in
                // One of the last days of any month is valid.
                (28...31).reversed().lazy.compactMap { CalendarDate("\(text)-\($0)") }.first.map { (first, $0) }
            }
        case 4:
            CalendarDate(text + "-01-01").flatMap { first in CalendarDate(text + "-12-31").map { (first, $0) } }
        default: nil
        }
    }

    /// Returns the instant that a text denotes: the first of a day, that of a local time, or one with an offset.
    private func instant(_ text: String) -> Timestamp? {
        if let day = CalendarDate(text) { return firstInstant(of: day) }
        if let instant = Timestamp(text) { return instant }
        var text = text
        guard let (local, offset) = text.withUTF8({ Timestamp.parse(UnsafeRawBufferPointer($0)) }), offset == nil else {
            return nil
        }
        return stored(zone.instant(ofLocal: local))
    }

    private func firstInstant(of day: CalendarDate) -> Timestamp {
        stored(zone.firstInstant(ofLocal: Int64(day.daysSinceEpoch) * Timestamp.microsecondsPerDay))
    }

    /// Clamps an instant to those that can be stored.
    private func stored(_ instant: Timestamp) -> Timestamp { min(max(instant, .earliest), .latest) }

    /// The end of the last day, past every stored instant.
    private static let pastLatest = Timestamp(microseconds: Timestamp.latest.microseconds + 1)

    // Excludes notations that Double's initializer accepts beyond decimal: "nan", "inf", "0x1p3".
    private static func isNumeral(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
