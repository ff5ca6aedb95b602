import Diagnostics
import Models
import Storage

/// The rows of a time range, which an upload replaces.
struct RowSlice: Sendable {
    /// The condition; operands are indices of the whole dataset's columns.
    let condition: ResolvedFilter
    /// The range, as the server read it.
    let range: ResolvedRange
    /// The index of the time column in the whole dataset.
    private let column: Int

    /// Reads the bounds of a slice.
    ///
    /// - Parameters:
    ///   - bounds: The JSON text of two bounds, read as those of a query's `dateRange`.
    ///   - zone: The time zone of days and local times.
    /// - Throws: ``APIError`` for other texts, and if the client sees no time column.
    init(_ bounds: String, zone: ZoneRules, in view: DatasetView) throws(APIError) {
        guard let time = view.definition.timeColumn, let column = view.dataset.definition.timeIndex else {
            throw .parameter(
                "dateRange", got: bounds, expected: "no range, because \"\(view.name)\" has no timeColumn")
        }
        self.column = column
        let texts = try Self.texts(bounds)
        do {
            let filter = try view.filter(
                [.member(time.rawValue, .inDateRange, texts.map { .string($0) })], zone: zone)
            condition = filter.condition
            let found = filter.ranges[0]
            // The parameter has the bounds alone.
            range = ResolvedRange(
                pointer: "", member: found.member, from: found.from, before: found.before, zone: found.zone)
        } catch {
            let issue = error.issues.first
            throw .parameter(
                "dateRange", got: bounds, expected: issue.map { "two bounds in order: " + $0.detail } ?? "two bounds")
        }
    }

    /// Returns the two bounds; a day, a month or a year without quotes is both.
    private static func texts(_ bounds: String) throws(APIError) -> [String] {
        if !bounds.isEmpty, bounds.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }) {
            return [bounds, bounds]
        }
        let expected = #"a JSON array of two bounds such as ["2026-01-01", "2026-01-31"], or a month such as 2026-01"#
        guard bounds.hasPrefix("[") else {
            throw .parameter("dateRange", got: bounds, expected: expected, nearest: array(of: bounds))
        }
        guard
            case .array(let items) = try RequestDocument.parse(bounds, parameter: "dateRange", expected: expected),
            case let texts = items.compactMap({ if case .string(let text) = $0 { text } else { nil as String? } }),
            texts.count == 2, items.count == 2
        else { throw .parameter("dateRange", got: bounds, expected: expected) }
        return texts
    }

    /// Returns the array of two bounds with a comma between, as `api-server import --range` reads them; `nil` for other texts.
    private static func array(of bounds: String) -> String? {
        let parts = bounds.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " })
        }
        let isMadeOfBounds =
            parts.count == 2
            && parts.allSatisfy { part in
                part.utf8.first.map { (0x30...0x39).contains($0) } == true
                    && part.utf8.allSatisfy { (0x30...0x39).contains($0) || "-:.+TZ".utf8.contains($0) }
            }
        return isMadeOfBounds ? "[\"\(parts[0])\", \"\(parts[1])\"]" : nil
    }

    /// Returns the error of a row outside of the slice; `nil` for a row inside.
    func fault(_ rows: RowBatch, row: Int) -> (column: String, got: String, expected: String)? {
        guard !condition.holds({ rows.columns[$0].value(at: row) }) else { return nil }
        let value = rows.columns[column].value(at: row)
        return (
            range.member, value == .null ? "no time" : value.description.quotedForMessage,
            "a time from \(range.from) and before \(range.before), which the request replaces"
        )
    }
}
