import Diagnostics
package import Models
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The report of an import: the columns with the reasons for their types, as text of 80 columns or as JSON.
package struct ImportReport: Sendable {
    private let name: Identifier
    private let inferred: InferredDataset
    private let outcome: FileImport.Outcome?
    /// The differences from the dataset that exists; `nil` for a new one.
    package var comparison: ImportComparison?
    /// A dataset whose name is nearly that of the new one; `nil` if there is none.
    package var similar: String?
    /// Lines about the way on.
    package var next: [String] = []
    /// The store that has the rows; `nil` to say nothing about it.
    package var store: StoreDescription?

    /// Creates a report.
    ///
    /// - Parameter outcome: The result of writing the rows; `nil` for a preview.
    package init(_ name: Identifier, _ inferred: InferredDataset, outcome: FileImport.Outcome?) {
        self.name = name
        self.inferred = inferred
        self.outcome = outcome
        similar = outcome?.similar
    }

    /// The width of the text, in columns.
    static let width = 80

    /// The report for people, with a line feed at its end.
    package var text: String {
        var lines = [title, ""]
        let names = inferred.columns.map { column in
            column.column.name.rawValue + (column.column.name == inferred.timeColumn ? " *" : "")
        }
        let first = min(26, (names.map(\.count).max() ?? 6) + 2)
        let second = 12
        lines.append(Self.pad("COLUMN", first) + Self.pad("TYPE", second) + "REASON")
        for (name, column) in zip(names, inferred.columns) {
            let type = column.column.type.rawValue + (column.column.nullable ? "?" : "")
            let reason = Self.wrapped(column.reason, Self.width - first - second)
            lines.append(Self.pad(name, first) + Self.pad(type, second) + (reason.first ?? ""))
            for line in reason.dropFirst() { lines.append(Self.pad("", first + second) + line) }
            guard !column.options.isEmpty else { continue }
            let flags = Self.wrapped(
                "set " + column.options.map(ImportFlag.ofOption).joined(separator: " or "),
                Self.width - first - second)
            for line in flags { lines.append(Self.pad("", first + second) + line) }
        }
        var notes: [String] = []
        if inferred.timeColumn != nil { notes.append("* the time column") }
        if !inferred.key.isEmpty {
            notes.append("key " + inferred.key.map(\.rawValue).joined(separator: ", "))
        }
        if inferred.columns.contains(where: \.column.nullable) { notes.append("? some rows have no value") }
        if !notes.isEmpty { lines += ["", notes.joined(separator: "   ")] }
        if let comparison { lines += [""] + comparison.lines }
        if let similar { lines += [""] + note(about: similar) }
        if let store { lines += ["", "Store   \(store.text)", "Server  \(store.command)"] }
        if !next.isEmpty { lines += [""] + next }
        return lines.joined(separator: "\n") + "\n"
    }

    private var title: String {
        let kind = inferred.separator.map { "CSV with the separator \"\($0)\"" } ?? "NDJSON"
        let columns = inferred.columns.count.counted("column")
        let form = "\(columns), \(kind)"
        guard let outcome else { return "\(name): \(Self.rows(inferred.rowCount)), \(form); nothing was written" }
        let rows = outcome.rows
        guard !outcome.isNew else { return "\(name): created with \(Self.rows(rows.inserted)), \(form)" }
        var parts = ["added \(Self.rows(rows.inserted))"]
        if rows.deleted > 0 { parts = ["replaced \(Self.rows(rows.deleted)) by \(rows.inserted)"] }
        if rows.updated > 0 { parts.append("replaced \(rows.updated) with the same key") }
        if rows.ignored > 0 { parts.append("left out \(rows.ignored) with the key of another") }
        return "\(name): \(parts.joined(separator: ", ")), \(form); it has \(Self.rows(outcome.dataset.rowCount)) now"
    }

    /// The lines about a dataset that the command may have meant.
    private func note(about similar: String) -> [String] {
        let note = "Note: a dataset \"\(similar)\" exists. If it is meant, import into it with --dataset \(similar)"
        return Self.wrapped(outcome == nil ? note : note + ", and delete \"\(name)\"", Self.width)
    }

    private static func rows(_ count: Int64) -> String { count.counted("row") }

    private static func pad(_ text: String, _ width: Int) -> String {
        text.count < width ? text + String(repeating: " ", count: width - text.count) : text + " "
    }

    /// Breaks a text into lines at blanks.
    static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + String(word)
        }
        return line.isEmpty ? lines : lines + [line]
    }

    // MARK: JSON

    /// The report for programs, as indented JSON with sorted keys and a line feed at its end.
    package func json(addresses: [String: String]? = nil) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let columns = inferred.columns.map { column in
            Document.Column(
                name: column.column.name.rawValue, header: column.header, type: column.column.type.rawValue,
                nullable: column.column.nullable, reason: column.reason, line: column.line, options: column.options)
        }
        let document = Document(
            dataset: name.rawValue, format: inferred.format.rawValue, separator: inferred.separator,
            rows: inferred.rowCount, created: outcome.map(\.isNew), inserted: outcome.map(\.rows.inserted),
            updated: outcome.map(\.rows.updated), ignored: outcome.map(\.rows.ignored),
            deleted: outcome.map(\.rows.deleted), timeColumn: inferred.timeColumn?.rawValue, columns: columns,
            addresses: addresses, comparison: comparison?.document, store: store?.text, similar: similar)
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    private struct Document: Encodable {
        struct Column: Encodable {
            let name: String
            let header: String
            let type: String
            let nullable: Bool
            let reason: String
            let line: Int?
            let options: [String]
        }
        let dataset: String
        let format: String
        let separator: String?
        let rows: Int64
        let created: Bool?
        let inserted: Int64?
        let updated: Int64?
        let ignored: Int64?
        let deleted: Int64?
        let timeColumn: String?
        let columns: [Column]
        let addresses: [String: String]?
        let comparison: ImportComparison.Document?
        let store: String?
        let similar: String?
    }
}
