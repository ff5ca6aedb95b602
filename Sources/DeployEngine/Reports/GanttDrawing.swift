import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The drawing of the rows of a deployment.
struct GanttDrawing {
    private static let margin = 16.0
    private static let labelWidth = 290.0
    private static let chartWidth = 620.0
    private static let timeWidth = 62.0
    private static let rowHeight = 20.0
    private static let top = 74.0

    private let rows: GanttRows
    private var writer = SVGWriter()

    var text: String { writer.text }

    init(_ rows: GanttRows) {
        self.rows = rows
        draw()
    }

    private var left: Double { Self.margin + Self.labelWidth }

    private var total: Double { rows.end.timeIntervalSince(rows.start) }

    private func x(_ time: Date) -> Double {
        left + Self.chartWidth * min(1, max(0, time.timeIntervalSince(rows.start) / total))
    }

    private mutating func draw() {
        let width = Self.margin * 2 + Self.labelWidth + Self.chartWidth + Self.timeWidth
        let bottom = Self.top + Double(rows.rows.count) * Self.rowHeight + 8
        let height = bottom + 40
        open(width, height)
        writer.box("page", x: 0.5, y: 0.5, width: width - 1, height: height - 1, radius: 8)
        writer.label("heading", x: Self.margin, y: Self.margin + 16, Self.fitted(rows.title, width - 32, 16))
        for (index, row) in rows.rows.enumerated() where row.level == 0 {
            writer.box(
                "band", x: Self.margin / 2, y: Self.top + Double(index) * Self.rowHeight, width: width - Self.margin,
                height: Self.rowHeight, radius: 3)
        }
        drawAxis(bottom)
        for (index, row) in rows.rows.enumerated() { draw(row, Self.top + Double(index) * Self.rowHeight) }
        drawLegend(bottom + 22)
        writer.line("</svg>")
    }

    private mutating func open(_ width: Double, _ height: Double) {
        let sentences = rows.rows.map { row in
            let words = row.bars.map { "\($0.words) \(EvidenceTime.elapsed(from: $0.began, to: $0.ended))" }
            return "\(row.label): \(words.joined(separator: ", "))."
        }
        writer.open(
            width: width, height: height, title: rows.title, description: sentences.joined(separator: " "),
            style: Self.style, darkStyle: Self.darkStyle)
    }

    // MARK: - Axis

    /// The distance of two ticks in seconds: the first one that gives at most eight.
    private var step: Int {
        let steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200]
        return steps.first { total / Double($0) <= 8 } ?? 86_400 * (Int(min(total, 1e9) / 86_400 / 8) + 1)
    }

    private mutating func drawAxis(_ bottom: Double) {
        var seconds = 0
        while Double(seconds) <= total {
            let x = x(rows.start.addingTimeInterval(Double(seconds)))
            writer.line(
                "<path class=\"tick\" d=\"M\(SVGWriter.number(x)) \(SVGWriter.number(Self.top - 6))"
                    + "V\(SVGWriter.number(bottom - 4))\"/>")
            writer.label("time", x: x, y: Self.top - 12, EvidenceTime.elapsed(.seconds(seconds)), isCentered: true)
            seconds += step
        }
    }

    // MARK: - Rows

    private mutating func draw(_ row: GanttRows.Row, _ y: Double) {
        let indent = Self.margin + Double(row.level) * 14
        let size = row.level == 2 ? 11.0 : 12.0
        let base = y + 14
        let room = left - indent - 12
        let label = Self.fitted(row.label, row.level == 2 ? room * 0.58 : room, size, bold: row.level < 2)
        writer.label(Self.labelClass(row), x: indent, y: base, label)
        if !row.detail.isEmpty, row.level > 0 {
            // An ellipsis is wider than the average that the table has for such signs.
            let used = TextWidth.of(label, size: size, bold: row.level < 2) + (label.hasSuffix("…") ? 14 : 8)
            let detail = Self.fitted(Self.shortType(row.detail), room - used, 10)
            writer.label("detail", x: indent + used, y: base, detail)
        }
        for bar in row.bars { draw(bar, y, row.level) }
        for mark in row.marks { draw(mark, y) }
        if let first = row.bars.first?.began, let last = row.bars.map(\.ended).max() {
            let elapsed = EvidenceTime.elapsed(from: first, to: last)
            let x = Self.margin + Self.labelWidth + Self.chartWidth + Self.timeWidth
            writer.label(row.level == 0 ? "sum strong" : "sum", x: x, y: base, elapsed)
        }
    }

    private mutating func draw(_ bar: GanttRows.Bar, _ y: Double, _ level: Int) {
        let start = x(bar.began)
        // A moment stays visible.
        let width = max(2.5, x(bar.ended) - start)
        let inset = level == 0 ? 7.0 : 4.0
        writer.line("<g>")
        writer.line("<title>\(XMLText.attribute(bar.words))</title>")
        writer.box(
            bar.kind.rawValue, x: min(start, left + Self.chartWidth - 2.5), y: y + inset, width: width,
            height: Self.rowHeight - inset * 2, radius: 2)
        if bar.kind == .stage {
            let words = Self.fitted(Self.stageWords(bar.words), width - 8, 9)
            if words.count > 2 { writer.label("inside", x: start + 4, y: y + 13.5, words) }
        }
        writer.line("</g>")
    }

    private mutating func draw(_ mark: GanttRows.Mark, _ y: Double) {
        let (x, middle) = (x(mark.time), y + Self.rowHeight / 2)
        let points = [(x, middle - 6), (x + 5, middle), (x, middle + 6), (x - 5, middle)]
        let path = points.map { "\(SVGWriter.number($0.0)) \(SVGWriter.number($0.1))" }.joined(separator: "L")
        writer.line("<path class=\"stop\" d=\"M\(path)Z\"><title>\(XMLText.attribute(mark.words))</title></path>")
    }

    private static func labelClass(_ row: GanttRows.Row) -> String {
        (row.level == 0 ? "phaseName" : row.level == 1 ? "name" : "resource") + (row.isFailed ? " bad" : "")
    }

    private static func shortType(_ type: String) -> String {
        type.hasPrefix("AWS::") ? String(type.dropFirst(5)) : type
    }

    private static func stageWords(_ stage: String) -> String { stage.lowercased().replacing("_", with: " ") }

    /// A text of at most a width, with an ellipsis if it was cut.
    private static func fitted(_ text: String, _ width: Double, _ size: Double, bold: Bool = false) -> String {
        if TextWidth.of(text, size: size, bold: bold) <= width { return text }
        var text = text
        while !text.isEmpty, TextWidth.of(text + "…", size: size, bold: bold) > width { text.removeLast() }
        return text.isEmpty ? "" : text + "…"
    }

    // MARK: - Legend

    private mutating func drawLegend(_ y: Double) {
        let kinds = Set(rows.rows.flatMap(\.bars).map(\.kind))
        let words: [(GanttRows.Bar.Kind, String)] = [
            (.create, "create"), (.update, "update"), (.delete, "delete"), (.stage, "stage of the service"),
            (.failed, "failed"), (.cancelled, "cancelled"), (.open, "in progress"),
        ]
        var x = Self.margin
        for (kind, word) in words where kinds.contains(kind) {
            writer.box(kind.rawValue, x: x, y: y - 9, width: 14, height: 10, radius: 2)
            writer.label("legend", x: x + 20, y: y, word)
            x += 20 + TextWidth.of(word, size: 10) + 18
        }
        if rows.rows.contains(where: { !$0.marks.isEmpty }) {
            let middle = y - 4
            writer.line(
                "<path class=\"stop\" d=\"M\(SVGWriter.number(x + 6)) \(SVGWriter.number(middle - 6))"
                    + "L\(SVGWriter.number(x + 11)) \(SVGWriter.number(middle))"
                    + "L\(SVGWriter.number(x + 6)) \(SVGWriter.number(middle + 6))"
                    + "L\(SVGWriter.number(x + 1)) \(SVGWriter.number(middle))Z\"/>")
            writer.label("legend", x: x + 18, y: y, "task stopped")
        }
    }

    // MARK: - Style

    private static let style = [
        "text { font-family: Helvetica, Arial, \"Liberation Sans\", sans-serif; fill: #1f2328; }",
        ".heading { font-size: 15px; font-weight: bold; }",
        ".phaseName, .name { font-size: 12px; font-weight: bold; }",
        ".resource { font-size: 11px; }",
        ".detail { font-size: 10px; fill: #656d76; }",
        ".time, .legend { font-size: 10px; fill: #424a53; }",
        ".sum { font-size: 11px; text-anchor: end; fill: #424a53; }",
        ".strong { font-weight: bold; fill: #1f2328; }",
        ".inside { font-size: 9px; fill: #ffffff; }",
        ".bad { fill: #cf222e; }",
        ".page { fill: #ffffff; stroke: #d0d7de; }",
        ".band { fill: #f6f8fa; }",
        ".tick { stroke: #d8dee4; stroke-width: 1; fill: none; }",
        ".phase { fill: #8c959f; }",
        ".stack { fill: #57606a; }",
        ".create { fill: #1a7f37; }",
        ".update { fill: #0969da; }",
        ".delete { fill: #bf8700; }",
        ".stage { fill: #8250df; stroke: #ffffff; stroke-width: 0.6; }",
        ".failed { fill: #cf222e; }",
        ".cancelled { fill: #ffffff; stroke: #cf222e; stroke-dasharray: 3 2; }",
        ".open { fill: #ddf4ff; stroke: #0969da; stroke-dasharray: 3 2; }",
        ".stop { fill: #cf222e; stroke: #ffffff; stroke-width: 1; }",
    ]

    private static let darkStyle = [
        "text { fill: #e6edf3; }",
        ".detail { fill: #9198a1; }",
        ".time, .legend, .sum { fill: #b7bdc8; }",
        ".strong { fill: #e6edf3; }",
        ".inside { fill: #0d1117; }",
        ".bad { fill: #ff7b72; }",
        ".page { fill: #0d1117; stroke: #30363d; }",
        ".band { fill: #151b23; }",
        ".tick { stroke: #262c36; }",
        ".phase { fill: #6e7681; }",
        ".stack { fill: #9198a1; }",
        ".create { fill: #3fb950; }",
        ".update { fill: #58a6ff; }",
        ".delete { fill: #d29922; }",
        ".stage { fill: #bc8cff; stroke: #0d1117; }",
        ".failed { fill: #f85149; }",
        ".cancelled { fill: #0d1117; stroke: #f85149; }",
        ".open { fill: #121d2f; stroke: #58a6ff; }",
        ".stop { fill: #f85149; stroke: #0d1117; }",
    ]
}
