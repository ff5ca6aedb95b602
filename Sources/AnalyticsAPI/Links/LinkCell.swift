import Basics
import Charts
import Models

/// The cells of a column in the table of a link's page, for people: grouped digits, and times without zeros.
struct LinkCell: Sendable {
    /// The attributes of a cell, with a space before them.
    let attributes: String
    private let column: ResultColumn
    private let isMeasure: Bool
    private let isDay: Bool

    /// Creates the cells of a column.
    ///
    /// - Parameter index: The place of the column in the result.
    init(_ column: ResultColumn, at index: Int, of query: ResolvedQuery) {
        self.column = column
        isMeasure = index >= query.groups.count
        attributes =
            column.type.isNumeric ? " class=\"n\"" : column.type.isTime ? " class=\"t\"" : ""
        if index < query.groups.count, case .bucket(_, let rule) = query.groups[index] {
            isDay = ![.second, .minute, .hour].contains(rule.granularity.unit)
        } else {
            isDay = false
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
        case .double(let number): return isMeasure ? NumberText.full(value) : "\(number)"
        case .decimal(let number): return isMeasure ? NumberText.full(value) : number.description
        case .date(let day): return day.description
        case .timestamp(let instant):
            let zone = column.zone ?? .utc
            return Self.clock(instant, offset: zone == .utc ? nil : zone.offset(at: instant), isDay: isDay)
        }
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
