import Foundation

/// A dashboard's body drawn as text: a box for each widget at its place, with its title and lines.
public struct DashboardSketch: CustomStringConvertible {
    /// A widget of the body.
    public struct Widget: Equatable {
        /// The kind: `text`, `alarm` or `metric`.
        public let type: String
        /// The columns that the widget covers.
        public let columns: Range<Int>
        /// The rows of the grid that the widget covers.
        public let rows: Range<Int>
        /// The title, the kind of graph, and a line for each series, threshold, alarm or line of text.
        public let lines: [String]

        /// A Boolean value that indicates whether two widgets cover a common cell.
        public func overlaps(_ other: Widget) -> Bool {
            columns.overlaps(other.columns) && rows.overlaps(other.rows)
        }
    }

    /// A body that is not one of a dashboard.
    public struct BodyError: Error, CustomStringConvertible {
        /// The missing part.
        public let description: String

        /// Creates an error.
        public init(description: String) {
            self.description = description
        }
    }

    /// The widgets in the body's order.
    public let widgets: [Widget]

    /// Reads a dashboard's body.
    /// - Parameter body: The JSON text; references such as `${Name}` inside its texts stay as they are.
    public init(body: String) throws {
        guard let root = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any],
            let list = root["widgets"] as? [[String: Any]]
        else { throw BodyError(description: "the body has no list of widgets") }
        widgets = try list.map { widget in
            guard let type = widget["type"] as? String, let x = widget["x"] as? Int, let y = widget["y"] as? Int,
                let width = widget["width"] as? Int, let height = widget["height"] as? Int,
                let properties = widget["properties"] as? [String: Any]
            else { throw BodyError(description: "a widget lacks its type, place or properties: \(widget)") }
            return Widget(
                type: type, columns: x..<x + width, rows: y..<y + height, lines: Self.lines(type, properties))
        }
    }

    private static func lines(_ type: String, _ properties: [String: Any]) -> [String] {
        if let markdown = properties["markdown"] as? String { return markdown.components(separatedBy: "\n") }
        var lines = [properties["title"] as? String ?? "(no title)"]
        if let alarms = properties["alarms"] as? [String] { return lines + alarms.map { "[" + name(of: $0) + "]" } }
        for case let row as [Any] in properties["metrics"] as? [Any] ?? [] {
            let options = row.last as? [String: Any] ?? [:]
            if options["visible"] as? Bool == false { continue }
            let label = options["label"] as? String ?? "(no label)"
            let axis = options["yAxis"] as? String == "right" ? " (right)" : ""
            let source = options["expression"] as? String ?? "\(options["stat"] ?? "?") \(row.dropFirst().first ?? "?")"
            lines.append("~ \(label)\(axis): \(source)")
        }
        let annotations = properties["annotations"] as? [String: Any]
        for line in annotations?["horizontal"] as? [[String: Any]] ?? [] {
            lines.append("- \(line["label"] ?? "?"): \(line["value"] ?? "?")")
        }
        return lines
    }

    /// `AlarmsLatency` of `${AlarmsLatency.Arn}`.
    private static func name(of reference: String) -> String {
        reference.replacingOccurrences(of: "${", with: "").replacingOccurrences(of: ".Arn}", with: "")
    }

    /// The lines of a widget in its box; alarms stand beside each other.
    private func drawn(_ widget: Widget, width: Int) -> [String] {
        guard widget.type == "alarm" else { return widget.lines }
        var lines = Array(widget.lines.prefix(1)) + [""]
        for alarm in widget.lines.dropFirst() {
            let last = lines[lines.count - 1]
            if last.isEmpty || last.count + 1 + alarm.count <= width {
                lines[lines.count - 1] = last.isEmpty ? alarm : last + " " + alarm
            } else {
                lines.append(alarm)
            }
        }
        return lines
    }

    /// The drawing, 97 characters wide: four for each column, two lines for each row of the grid.
    public var description: String {
        let height = (widgets.map(\.rows.upperBound).max() ?? 0) * 2 + 1
        var canvas = Array(repeating: Array(repeating: Character(" "), count: 97), count: height)
        for widget in widgets {
            let (left, right) = (widget.columns.lowerBound * 4, widget.columns.upperBound * 4)
            let (top, bottom) = (widget.rows.lowerBound * 2, widget.rows.upperBound * 2)
            for x in left...right { (canvas[top][x], canvas[bottom][x]) = ("-", "-") }
            for y in top...bottom { (canvas[y][left], canvas[y][right]) = ("|", "|") }
            for (y, x) in [(top, left), (top, right), (bottom, left), (bottom, right)] { canvas[y][x] = "+" }
            for (index, line) in drawn(widget, width: right - left - 3).prefix(bottom - top - 1).enumerated() {
                for (offset, character) in line.prefix(right - left - 3).enumerated() {
                    canvas[top + 1 + index][left + 2 + offset] = character
                }
            }
        }
        return canvas.map { String($0) }.joined(separator: "\n")
    }
}
