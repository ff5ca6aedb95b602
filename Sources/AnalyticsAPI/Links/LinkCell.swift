import Basics
import Charts
import Models

/// The cells of a column in the table of a link's page, for people: grouped digits, and times without zeros.
struct LinkCell: Sendable {
    /// The attributes of a cell, with a space before them.
    let attributes: String
    private let column: ResultColumn
    private let isMeasure: Bool
    private let unit: String?
    private let fraction: Int
    /// The width of the buckets; `nil` for other columns.
    private let bucket: Granularity?

    /// Creates the cells of a column.
    ///
    /// - Parameters:
    ///   - index: The place of the column in the result.
    ///   - unit: The unit of the values.
    ///   - fraction: The number of digits after the point that a decimal and a double have at least.
    init(_ column: ResultColumn, at index: Int, of query: ResolvedQuery, unit: String? = nil, fraction: Int = 0) {
        self.column = column
        self.unit = unit
        self.fraction = fraction
        isMeasure = index >= query.groups.count
        attributes =
            column.type.isNumeric ? " class=\"n\"" : column.type.isTime ? " class=\"t\"" : ""
        if index < query.groups.count, case .bucket(_, let rule) = query.groups[index] {
            bucket = rule.granularity
        } else {
            bucket = nil
        }
    }

    /// Returns the cell of a value.
    func html(_ value: Value) -> String {
        value == .null
            ? "<td\(attributes)><span class=\"q\">–</span></td>"
            : "<td\(attributes)>\(XMLText.content(text(of: value)))</td>"
    }

    private func text(of value: Value) -> String {
        switch value {
        case .null: return ""
        case .string(let text), .json(let text): return text
        case .boolean(let truth): return truth ? "true" : "false"
        // Numbers that group rows, such as years and weekdays, have no groups of digits.
        case .integer(let number): return isMeasure ? NumberText.full(value) : String(number)
        case .double(let number):
            guard isMeasure else { return "\(number)" }
            let text = NumberText.full(value, unit: unit)
            return Self.showsFraction(value) ? Self.padded(text, fraction) : text
        case .decimal(let number):
            return isMeasure ? Self.padded(NumberText.full(value, unit: unit), fraction) : number.description
        case .date(let day): return Self.shortened(day.description, bucket)
        case .timestamp(let instant):
            let zone = column.zone ?? .utc
            let isDay = bucket.map { ![.second, .minute, .hour].contains($0.unit) } ?? false
            let text = Self.clock(instant, offset: zone == .utc ? nil : zone.offset(at: instant), isDay: isDay)
            return isDay ? Self.shortened(text, bucket) : text
        }
    }

    /// Returns `true` for a number that is shown with its digits after the point; a very large and a very small double are rounded.
    static func showsFraction(_ value: Value) -> Bool {
        guard case .double(let number) = value else { return true }
        return number == 0 || (1e-4..<1e9).contains(number.magnitude)
    }

    /// Returns the number of digits after the point of a number's text.
    static func fractionDigits(of text: String) -> Int {
        text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
    }

    /// Returns a number's text with zeros up to a number of digits after the point.
    private static func padded(_ text: String, _ fraction: Int) -> String {
        let digits = fractionDigits(of: text)
        guard digits < fraction else { return text }
        return text + (digits == 0 ? "." : "") + String(repeating: "0", count: fraction - digits)
    }

    /// Returns the first day of a bucket as the bucket's name: "2026-01" for a month, "2026" for a year, the day for others.
    private static func shortened(_ day: String, _ bucket: Granularity?) -> String {
        let end = [Granularity.Unit.month: "-01", .year: "-01-01"]
        guard let unit = bucket?.unit, let rest = end[unit], day.count == 10, day.hasSuffix(rest) else { return day }
        return String(day.dropLast(rest.count))
    }

    /// Returns a time as "2026-03-29 08:00 UTC", and a day that begins at midnight as "2026-03-29".
    static func clock(_ instant: Timestamp, offset: Int? = nil, isDay: Bool = false, isRounded: Bool = false) -> String
    {
        var bytes: [UInt8] = []
        instant.write(into: &bytes, offsetSeconds: offset)
        let text = String(decoding: bytes, as: UTF8.self)
        guard let middle = text.firstIndex(of: "T") else { return text }
        let day = text[..<middle]
        let rest = text[text.index(after: middle)...]
        let end = rest.firstIndex { $0 == "Z" || $0 == "+" || $0 == "-" } ?? rest.endIndex
        var time = rest[..<end].prefix { $0 != "." || !isRounded }
        if time.hasSuffix(":00"), time.count == 8 { time = time.dropLast(3) }
        if isDay, time == "00:00" { return String(day) }
        return "\(day) \(time) " + (rest[end...] == "Z" ? "UTC" : String(rest[end...]))
    }
}
