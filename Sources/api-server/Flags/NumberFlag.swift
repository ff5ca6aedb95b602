import Diagnostics

/// The rule of a flag whose value is a whole number of days or seconds.
///
/// Such a flag is declared as a text: the message of a parser about a number does not say what is expected, and is printed without
/// the value, which may be a misplaced password.
struct NumberFlag {
    /// A unit of time.
    enum Unit: String {
        case days, seconds

        /// The length of the unit in seconds.
        fileprivate var seconds: Int { self == .days ? 86_400 : 1 }
    }

    /// The flag's name with its dashes.
    let name: String
    /// The unit of the number.
    let unit: Unit
    /// The numbers that the flag accepts.
    let range: ClosedRange<Int>

    /// Reads the flag's number.
    ///
    /// - Throws: ``Diagnostics/CommandError`` for another text.
    func read(_ text: String) throws(CommandError) -> Int {
        guard let number = Int(text), range.contains(number) else { throw CommandError.usage(message(about: text)) }
        return number
    }

    /// Returns the message about a text that is not accepted; `nil` for a number of the range.
    func problem(with text: String) -> String? {
        Int(text).map(range.contains) == true ? nil : message(about: text)
    }

    private func message(about text: String) -> String {
        let time = Self.seconds(text).flatMap { $0.isMultiple(of: unit.seconds) ? $0 / unit.seconds : nil }
        let nearest = time.flatMap { range.contains($0) ? String($0) : nil }
        let got = Int(text).map(String.init) ?? (time == nil ? SafeDescription.figures(text) : "\"\(text)\"")
        return
            "\(name): got \(got), expected a number of \(unit.rawValue) from \(range.lowerBound) to \(range.upperBound)"
            + NearestName.hint(nearest)
    }

    /// The lengths of units in seconds by their names.
    private static let units = [
        "s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hr": 3600, "hour": 3600,
        "d": 86_400,
        "day": 86_400, "w": 604_800, "week": 604_800,
    ]

    /// Returns the seconds of a time such as `90d`, `2 hours` or `min`; `nil` for a text without a known unit.
    static func seconds(_ text: some StringProtocol) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let word = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let unit = units[word] ?? (word.hasSuffix("s") ? units[String(word.dropLast())] : nil),
            let count = digits.isEmpty ? 1 : Int(digits)
        else { return nil }
        let (seconds, overflows) = count.multipliedReportingOverflow(by: unit)
        return overflows ? nil : seconds
    }
}
