import Models
import TestSupport

/// Values from small domains, so that random rows form groups, match filters and tie.
enum RandomValues {
    /// A random value of a type; never null.
    static func value(_ type: ColumnType, _ generator: inout SeededGenerator) -> Value {
        switch type {
        case .string: return .string(generator.pick(texts))
        case .json: return .json(generator.pick("{}", "[1,2]", "null", "\"x\""))
        case .integer:
            return .integer(
                generator.once(in: 8) ? generator.pick(wideIntegers) : .random(in: -3...3, using: &generator))
        // Multiples of an eighth, so that sums are exact in any order and means compare equal.
        case .double: return .double(Double(Int.random(in: -20...20, using: &generator)) / 8)
        case .decimal:
            let eighths = Int128(Int.random(in: -20...20, using: &generator)) * 125
            return .decimal(DecimalNumber(coefficient: eighths, scale: 3) ?? .zero)
        case .boolean: return .boolean(.random(using: &generator))
        case .timestamp: return .timestamp(instant(&generator))
        case .date:
            return .date(CalendarDate(daysSinceEpoch: generator.pick(days) + .random(in: -3...3, using: &generator)))
        }
    }

    /// A random instant near a clock change or the turn of a year.
    static func instant(_ generator: inout SeededGenerator) -> Timestamp {
        let day = Int64(generator.pick(days)) * Timestamp.microsecondsPerDay
        let step: Int64 = generator.once(in: 6) ? 1 : 450_000_000
        return Timestamp(microseconds: day + .random(in: -400...400, using: &generator) * step)
    }

    /// Some random values.
    static func values(_ type: ColumnType, _ generator: inout SeededGenerator) -> [Value] {
        (0..<Int.random(in: 1...4, using: &generator)).map { _ in value(type, &generator) }
    }

    /// A random substring of a text, for filters.
    static func piece(_ generator: inout SeededGenerator) -> String {
        let scalars = Array(generator.pick(texts).unicodeScalars)
        guard !scalars.isEmpty else { return "" }
        let start = Int.random(in: scalars.indices, using: &generator)
        let end = Int.random(in: start...scalars.count, using: &generator)
        return String(String.UnicodeScalarView(scalars[start..<end]))
    }

    private static let texts = [
        "", " ", "a", "A", "ab", "aB", "b", "ba", "a%b", "a_b", "%", "_", "\\", "\\%", "'", "''; --", "\"", "é",
        "e\u{301}",
        "日本", "日", "\u{1}", "a\nb", "0", "1", "10", "null", "\u{10000}", "\u{FFFD}",
    ]
    private static let wideIntegers: [Int64] = [
        9_007_199_254_740_993, -9_007_199_254_740_993, 1 << 40, 1_000_000_007, -(1 << 33),
    ]
    /// Days of clock changes in Berlin, Lord Howe, Havana, Cairo and New York in 2026, and other days.
    private static let days: [Int] =
        [
            (2026, 3, 29), (2026, 10, 25), (2026, 4, 5), (2026, 10, 4), (2026, 3, 8), (2026, 11, 1), (2026, 4, 24),
            (2026, 10, 30), (2025, 12, 31), (2024, 2, 29), (1999, 12, 31), (2031, 6, 1),
        ]
        .map { CalendarDate(year: $0.0, month: $0.1, day: $0.2).daysSinceEpoch }
}
