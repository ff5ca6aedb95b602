internal import Foundation

/// The output formats of lists.
enum Table {
    /// A table with a header line and aligned columns.
    static func text(_ names: [String], _ rows: [[String]]) -> String {
        let widths = names.indices.map { column in ([names] + rows).map { $0[column].count }.max() ?? 0 }
        return ([names] + rows).map { row in
            let cells = row.indices.map { column in
                column == row.count - 1
                    ? row[column] : row[column] + String(repeating: " ", count: widths[column] - row[column].count)
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }

    /// A time in UTC, to the second.
    static func time(_ date: Date) -> String { date.formatted(.iso8601) }
}
