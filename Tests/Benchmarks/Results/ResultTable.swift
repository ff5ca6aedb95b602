import Foundation
import Workbench

/// All comparisons of a run, with their output formats.
struct ResultTable {
    private(set) var rows: [Comparison] = []
    private static let header = ["what", "reference", "ours", "ratio", "target", "verdict"]

    mutating func append(_ comparisons: [Comparison]) { rows += comparisons }

    /// The table for a terminal.
    var text: String {
        let lines = [Self.header] + rows.map(\.cells)
        let widths = Self.header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// The table in Markdown.
    var markdown: String {
        let lines = [Self.header, Self.header.map { _ in "---" }] + rows.map(\.cells)
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    /// Returns the table in JSON.
    func json() throws -> Data {
        let objects = rows.map { row in
            Record(
                name: row.name, unit: row.unit, referenceName: row.referenceName, reference: row.reference,
                ours: row.ours,
                ratio: row.ratio, target: row.goal.text(row.unit), reached: row.isReached)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(objects)
    }

    private struct Record: Encodable {
        let name: String
        let unit: String
        let referenceName: String
        let reference: Double?
        let ours: Double
        let ratio: Double?
        let target: String
        let reached: Bool?
    }

    /// Writes `results.json` and `results.md`.
    func write(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try json().write(to: URL(fileURLWithPath: folder + "/results.json"))
        try Data(markdown.utf8).write(to: URL(fileURLWithPath: folder + "/results.md"))
    }
}
