import Diagnostics

/// The choices that a caller makes where a file's content does not decide, or decides otherwise than the caller wants.
///
/// ```swift
/// var options = InferenceOptions()
/// try options.set("dates.due", to: "dmy")
/// ```
public struct InferenceOptions: Sendable, Hashable {
    /// The separator of fields in CSV; `nil` to find it.
    public var separator: UInt8?
    /// The character encoding of the file.
    public var encoding = FileEncoding.utf8
    /// The column with the time of a row's event; `nil` to guess it.
    public var timeColumn: String?
    /// The columns that identify a row, by their names or headers; empty for a dataset without a key.
    public var key: [String] = []
    /// The notation of all columns.
    var common = ColumnOptions()
    /// The notation of single columns, by their names.
    var columns: [String: ColumnOptions] = [:]
    /// The texts that stand for a missing value.
    public var nulls: [String] = []

    /// Creates options that leave every choice to the evidence.
    public init() {}

    /// The options of the whole file, and those that also apply to one column as `NAME.COLUMN`.
    package static let names = ["separator", "encoding", "null", "timeColumn", "key", "decimal", "dates", "zone"]
    /// The beginnings of the options of one column.
    package static let columnPrefixes = ["type.", "decimal.", "dates.", "zone."]

    /// Returns an option as a word of a sentence: a value with blanks has quotes.
    static func inSentence(_ option: String) -> String {
        guard option.contains(" "), let mark = option.firstIndex(of: "=") else { return option }
        return option[...mark] + "\"" + option[option.index(after: mark)...] + "\""
    }

    /// Sets an option by its name, as in a query parameter.
    ///
    /// | name | value |
    /// |---|---|
    /// | `separator` | `,`, `;`, `\|` or `tab` |
    /// | `encoding` | `utf-8` or `windows-1252` |
    /// | `null` | texts that stand for a missing value, separated by commas |
    /// | `timeColumn` | a column's name |
    /// | `key` | the names of the columns that identify a row, separated by commas |
    /// | `decimal` | `point` or `comma` |
    /// | `dates` | `dmy`, `mdy`, `epoch`, `epoch-ms` or `epoch-us` |
    /// | `zone` | the time zone of times without an offset |
    /// | `type.COLUMN` | a column's type |
    ///
    /// `decimal`, `dates` and `zone` followed by a point and a column's name apply to that column alone.
    ///
    /// - Throws: ``InferenceOptionError``.
    public mutating func set(_ name: String, to value: String) throws(InferenceOptionError) {
        func invalid(_ expected: String, _ nearest: String? = nil) -> InferenceOptionError {
            InferenceOptionError(name: name, got: value.quotedForMessage, expected: expected, nearest: nearest)
        }
        switch name {
        case "separator":
            guard let found = CSVSeparator(named: value) else { throw invalid(CSVSeparator.expected) }
            separator = found.byte
        case "encoding":
            guard let found = FileEncoding(rawValue: value.lowercased()) else {
                throw invalid(FileEncoding.allCases.map(\.rawValue).joined(separator: " or "))
            }
            encoding = found
        case "null": nulls = value.split(separator: ",", omittingEmptySubsequences: true).map(String.init)
        case "timeColumn": timeColumn = value
        case "key":
            key = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard !key.contains("") else { throw invalid("names of columns, separated by commas") }
        default:
            let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            var options = parts.count == 2 ? columns[parts[1]] ?? ColumnOptions() : common
            switch parts[0] {
            case "type" where parts.count == 2:
                guard let type = ColumnType(rawValue: value) else {
                    let names = ColumnType.allCases.map(\.rawValue)
                    throw invalid(
                        "one of " + names.joined(separator: ", "),
                        ColumnType.ownName(of: value) ?? NearestName.match(value, among: names))
                }
                options.type = type
            case "decimal":
                guard let mark = DecimalMark(rawValue: value) else { throw invalid("point or comma") }
                options.decimalMark = mark
            case "dates":
                if let order = DateOrder(rawValue: value) {
                    options.dateOrder = order
                } else if let unit = EpochUnit(rawValue: value) {
                    options.epoch = unit
                } else {
                    throw invalid("dmy, mdy, epoch, epoch-ms or epoch-us")
                }
            case "zone":
                guard let zone = ZoneRules.named(value) else {
                    throw invalid(ZoneRules.expected, ZoneRules.nearestName(to: value))
                }
                options.zone = zone
            default:
                let known = Self.names + Self.columnPrefixes.map { $0 + "COLUMN" }
                throw InferenceOptionError(
                    name: name, got: "the option " + name.quotedForMessage, expected: known.joined(separator: ", "),
                    nearest: NearestName.match(name, among: known))
            }
            if parts.count == 2 { columns[parts[1]] = options } else { common = options }
        }
    }

    /// The time zone of times without an offset, if it is stated for all columns.
    package var commonZone: ZoneRules? { common.zone }

    /// Returns the notation of a column, which options name by its identifier or its header.
    func settings(of name: Identifier, header: String) -> ColumnSettings {
        let own = columns[name.rawValue] ?? columns[header] ?? ColumnOptions()
        return ColumnSettings(
            type: own.type ?? common.type, decimalMark: own.decimalMark ?? common.decimalMark,
            dateOrder: own.dateOrder ?? common.dateOrder, epoch: own.epoch ?? common.epoch,
            zone: own.zone ?? common.zone, nulls: nulls, lists: nullLists, hasOwnMark: own.decimalMark != nil,
            hasOwnOrder: own.dateOrder != nil, hasOwnEpoch: own.epoch != nil)
    }

    /// The texts for a missing value that may be several, with the texts between their commas.
    private var nullLists: [String: [String]] {
        var lists: [String: [String]] = [:]
        for text in nulls where text.contains(",") {
            lists[text] = text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
        }
        return lists
    }

    /// Checks that no text for a missing value is a list whose parts occur as values, while the whole text does not.
    ///
    /// - Parameter found: The evidence of all columns.
    func checkNulls(_ found: [ColumnEvidence]) throws(InferenceOptionError) {
        for (text, parts) in nullLists.sorted(by: { $0.key < $1.key })
        where !found.contains(where: { $0.listedNulls.contains(text) }) {
            guard let part = parts.first(where: { part in found.contains { $0.listedNulls.contains(part) } }) else {
                continue
            }
            throw InferenceOptionError(
                name: "null", got: text.quotedForMessage + ", which no value is",
                expected: "one text, such as \(part.quotedForMessage); state each of several by itself")
        }
    }

    /// Checks that each option of a column names one that exists.
    func check(against found: [(name: Identifier, header: String)]) throws(InferenceOptionError) {
        for (name, options) in columns.sorted(by: { $0.key < $1.key })
        where !found.contains(where: { $0.name.rawValue == name || $0.header == name }) {
            let names = found.map(\.name.rawValue)
            throw InferenceOptionError(
                name: options.firstName + "." + name, got: "the column " + name.quotedForMessage,
                expected: "a column of the file: " + names.listedForMessage,
                nearest: NearestName.match(name, among: names))
        }
    }
}

/// The notation that a caller states for one column, or for all of them.
struct ColumnOptions: Sendable, Hashable {
    var type: ColumnType?
    var decimalMark: DecimalMark?
    var dateOrder: DateOrder?
    var epoch: EpochUnit?
    var zone: ZoneRules?

    /// The name of the first option that is set.
    var firstName: String {
        if type != nil { return "type" }
        if decimalMark != nil { return "decimal" }
        return dateOrder != nil || epoch != nil ? "dates" : "zone"
    }
}

/// The notation that a caller states for a column, with the notation of all columns applied.
struct ColumnSettings: Sendable, Hashable {
    var type: ColumnType?
    var decimalMark: DecimalMark?
    var dateOrder: DateOrder?
    var epoch: EpochUnit?
    var zone: ZoneRules?
    var nulls: [String] = []
    /// The texts for a missing value that may be several, with the texts between their commas.
    var lists: [String: [String]] = [:]
    /// `true` if the decimal mark is stated for this column alone, so that all of its values must be numbers.
    var hasOwnMark = false
    /// `true` if the order of day and month is stated for this column alone, so that all of its values must be dates or times.
    var hasOwnOrder = false
    /// `true` if the unit is stated for this column alone.
    var hasOwnEpoch = false

    /// Returns whether a field stands for a missing value.
    func isNull(_ field: UnsafeRawBufferPointer) -> Bool { ValueReading(nulls: nulls).isNull(field) }
}

/// An option that is not valid, or that the file contradicts.
public struct InferenceOptionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The option's name, such as `dates.due`.
    public let name: String
    /// The line that contradicts the option, if one does.
    public var line: Int?
    /// The column of the value that contradicts the option, if the option is one of all columns.
    package var column: String?
    /// The invalid value, quoted and cut short.
    public let got: String
    /// The expected value, as a phrase.
    public let expected: String
    /// The nearest valid name.
    public var nearest: String?

    /// The line and the column as they follow the option's name; empty if no value contradicts it.
    package var place: String {
        (line.map { ", line \($0)" } ?? "") + (column.map { ", column \"\($0)\"" } ?? "")
    }

    /// The option, the invalid value and the expected one, in a sentence.
    public var description: String {
        "\(name)\(place): got \(got), expected \(expected)" + NearestName.hint(nearest)
    }
}

/// The separator of the fields of a CSV record.
struct CSVSeparator: Hashable, Sendable {
    let byte: UInt8

    /// The separators that inference looks for; the first one wins for a file of one column.
    static let candidates = [",", ";", "\t", "|"].map { CSVSeparator(byte: $0.utf8.first ?? 0) }
    /// The expected form of a separator's name.
    static let expected = "\",\", \";\", \"|\" or \"tab\""

    init(byte: UInt8) { self.byte = byte }

    init?(named name: String) {
        let found = name == "tab" ? "\t" : name
        guard let byte = found.utf8.first, found.utf8.count == 1, Self.candidates.contains(Self(byte: byte)) else {
            return nil
        }
        self.byte = byte
    }

    /// The separator as an option's value.
    var name: String { byte == 0x09 ? "tab" : String(Unicode.Scalar(byte)) }
}
