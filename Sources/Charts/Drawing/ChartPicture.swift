import Basics

/// The drawing of a chart: title, legend, body and notes from top to bottom.
struct ChartPicture: Sendable {
    /// The size of labels.
    static let labelSize = 12.0
    /// The size of the labels of ticks, and of notes.
    static let tickSize = 11.0

    /// The space between the entries of a legend.
    private static let legendGap = 14.0
    /// The least height of the body beside a legend.
    private static let leastBody = 80.0

    let plan: ChartPlan
    let specification: ChartSpecification
    let table: SeriesTable
    /// The width in pixels.
    let width: Double
    /// The height in pixels.
    private(set) var height = 0.0
    /// The space around the content.
    let padding: Double
    /// The elements.
    var canvas: ChartCanvas
    /// The facts that a viewer must know, such as that points are left out.
    var notes: [String] = []
    /// `true` if a legend names the series; otherwise labels beside the marks do.
    private(set) var hasLegend = false

    init(_ plan: ChartPlan, _ specification: ChartSpecification, _ table: SeriesTable) {
        self.plan = plan
        self.specification = specification
        self.table = table
        width = Double(specification.width)
        padding = specification.width < 480 ? 12 : 16
        canvas = ChartCanvas(specification.theme)
        if table.restCount > 0, !table.isRestDrawn {
            notes.append("\(NumberText.grouped(String(table.restCount))) more series are not drawn")
        }
    }

    /// The title as text, visible or not.
    var heading: String {
        let title = specification.title.map { ChartText.clean($0) } ?? ""
        return title.isEmpty ? ChartText.clean(plan.summary) : title
    }

    /// `true` if the body has values.
    private var hasValues: Bool {
        table.panels.contains { $0.contains { $0.values.contains { !$0.isNaN } } }
    }

    /// Draws everything. If drawing the body brings up notes, it is drawn again with space for them.
    mutating func draw() {
        var reserved = 0
        let (clean, known) = (canvas, notes)
        while true {
            let lines = draw(noteLines: max(reserved, notes.isEmpty ? 0 : noteLines.count))
            let needed = noteLines.count
            if needed <= lines { break }
            reserved = needed
            (canvas, notes) = (clean, known)
        }
    }

    private var noteLines: [String] {
        guard !notes.isEmpty else { return [] }
        return ChartText.lines(
            notes.joined(separator: "; "), size: Self.tickSize, width: width - 2 * padding, isBold: false, maximum: 3)
    }

    /// Draws everything with space for lines of notes, and returns their number.
    private mutating func draw(noteLines count: Int) -> Int {
        let titleSize = specification.width < 480 ? 13.0 : 15.0
        let title = specification.title?.isEmpty == true ? "" : heading
        let lines = ChartText.lines(title, size: titleSize, width: width - 2 * padding, isBold: true, maximum: 2)
        var top = padding + Double(lines.count) * (titleSize + 4) + (lines.isEmpty ? 0 : 4)
        let bottom = padding * 0.75 + Double(count) * 14 + (count > 0 ? 4 : 0)

        // The legend takes space from panels, and depends on their height.
        let entries = legendEntries
        var rows = legendRows(entries)
        let fixed = specification.height.map { Double($0) - top - bottom }
        hasLegend = needsLegend(bodyHeight: (fixed ?? timeHeight) - Double(rows.count) * 18 - 4) && !entries.isEmpty
        if !hasLegend { rows = [] }
        if !rows.isEmpty, let fixed, fixed - Double(rows.count) * 18 - 4 < Self.leastBody {
            rows = []
            notes.append("there is no space for the names of series")
        }
        let legendHeight = rows.isEmpty ? 0 : Double(rows.count) * 18 + 4
        let automatic: Double =
            switch plan.kind {
            case .number: numbersHeight
            case _ where plan.isOverTime: timeHeight
            default: rowsHeight
            }
        height = specification.height.map { Double($0) } ?? (top + automatic + legendHeight + bottom)

        canvas.rectangle(0, 0, width, height, canvas.fill(.background))
        for (index, line) in lines.enumerated() {
            canvas.text(
                line, padding, padding + titleSize - 1 + Double(index) * (titleSize + 4), .text, size: titleSize,
                isBold: true, room: width - padding - 2)
        }
        drawLegend(rows, top: top)
        top += legendHeight
        drawBody(Box(left: padding, top: top, right: width - padding, bottom: height - bottom))
        for (index, line) in noteLines.prefix(count).enumerated() {
            canvas.text(line, padding, height - bottom + 16 + Double(index) * 14, .secondary, room: width - padding - 2)
        }
        return count
    }

    private mutating func drawBody(_ body: Box) {
        guard table.axis.count > 0, hasValues || plan.kind == .number else {
            canvas.text(
                table.axis.count == 0 ? "no rows" : "no values", (body.left + body.right) / 2,
                (body.top + body.bottom) / 2, .secondary, size: 14, anchor: .middle)
            return
        }
        switch plan.kind {
        case .number: drawNumbers(in: body)
        case _ where plan.isOverTime: drawTime(in: body)
        default: drawRows(in: body)
        }
    }

    /// The height of charts over time: half the width within limits, and more for further panels.
    private var timeHeight: Double {
        min(max(width * 0.45, 200), 380) + Double(plan.panels.count - 1) * 130
    }

    /// `true` if panels have headers: the title names a single one already.
    var hasHeaders: Bool {
        plan.panels.count > 1 || specification.title != nil
    }

    /// `true` if labels beside the marks would not fit, or bars stand side by side.
    private func needsLegend(bodyHeight: Double) -> Bool {
        guard plan.isOverTime, plan.kind != .bar else { return true }
        let panel = (bodyHeight - 30) / Double(plan.panels.count) - 30
        let most = table.panels.map(\.count).max() ?? 0
        return Double(most) * 14 > panel
    }
}

// MARK: Legend

extension ChartPicture {
    /// The series of panels with more than one, each name once.
    private var legendEntries: [Series] {
        guard plan.kind != .number else { return [] }
        var names: Set<String> = []
        return table.panels.filter { $0.count > 1 }.joined().filter { names.insert($0.name).inserted }
    }

    private func legendText(_ series: Series) -> String {
        ChartText.fitted(series.name, size: Self.labelSize, width: min(200, width - 2 * padding - 20))
    }

    /// The width of an entry with the gap after it. A wider font than Helvetica must not reach the next entry.
    private func legendSpace(_ text: String) -> Double {
        min(TextWidth.of(text, size: Self.labelSize) * ChartText.widestFont, 200) + 20 + Self.legendGap
    }

    private func legendRows(_ entries: [Series]) -> [[Series]] {
        var rows: [[Series]] = []
        var used = 0.0
        for entry in entries {
            let space = legendSpace(legendText(entry))
            if rows.isEmpty || used + space - Self.legendGap > width - 2 * padding {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append(entry)
            used += space
        }
        return rows
    }

    private mutating func drawLegend(_ rows: [[Series]], top: Double) {
        var index = 0
        for (line, row) in rows.enumerated() {
            var x = padding
            let y = top + Double(line) * 18
            for entry in row {
                if plan.kind == .line {
                    var path = PathText()
                    path.polyline([Point(x: x, y: y + 6), Point(x: x + 16, y: y + 6)])
                    canvas.path(path, canvas.stroke(entry.ink) + " stroke-width=\"2\"" + Self.dashes(index))
                } else {
                    canvas.rectangle(x + 2, y, 12, 12, canvas.fill(entry.ink))
                }
                let text = legendText(entry)
                canvas.text(
                    text, x + 20, y + 10.5, .text, size: Self.labelSize, room: min(208, width - x - 22))
                x += legendSpace(text)
                index += 1
            }
        }
    }

    /// The dashes that tell lines apart beside their colours, as an attribute; empty for a solid line.
    static func dashes(_ index: Int) -> String {
        let patterns = ["", "7 3", "2 3", "9 3 2 3", "14 4", "4 2", "1 4", "12 3 3 3"]
        let pattern = patterns[index % patterns.count]
        return pattern.isEmpty ? "" : " stroke-dasharray=\"\(pattern)\""
    }
}

extension Series {
    /// The colour.
    var ink: Ink { color.map { .series($0) } ?? .rest }
}
