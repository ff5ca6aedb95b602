import Basics

/// Horizontal bars, one row for each category: names of categories are read without turning the head.
extension ChartPicture {
    /// The maximum number of rows of a chart without a fixed height.
    private static let maximumRows = 40

    /// The series that stand beside each other in a row.
    private var barsPerRow: Int { plan.kind == .stackedBar ? 1 : table.panels.map(\.count).max() ?? 1 }

    private var rowHeight: Double { barsPerRow == 1 ? 26 : Double(barsPerRow) * 12 + 10 }

    private var axisHeight: Double { 22 }

    private var headerHeight: Double { hasHeaders ? 20 : 4 }

    /// The height of all rows, within limits.
    var rowsHeight: Double {
        let most = max(Int(1200 / rowHeight), 1)
        return Double(min(table.axis.count, Self.maximumRows, most)) * rowHeight + headerHeight + axisHeight
    }

    /// Draws a panel for each unit, beside each other, with the names of categories on the left.
    mutating func drawRows(in body: Box) {
        guard case .categories(let labels) = table.axis else { return }
        let space = body.height - headerHeight - axisHeight
        let least = barsPerRow == 1 ? 15.0 : Double(barsPerRow) * 5 + 4
        let count = min(labels.count, max(Int(space / least), 1), specification.height == nil ? Self.maximumRows : .max)
        if count < labels.count {
            notes.append("\(NumberText.grouped(String(labels.count - count))) more categories are not drawn")
        }
        let height = min(space / Double(count), rowHeight * 1.5)
        let widest = labels.prefix(count).map { TextWidth.of($0, size: Self.labelSize) }.max() ?? 0
        let margin = min(widest, body.width * (plan.panels.count > 1 ? 0.28 : 0.4))
        let top = body.top + headerHeight
        for (row, label) in labels.prefix(count).enumerated() {
            // A long name has two lines if the row has space for them.
            let isLong = TextWidth.of(label, size: Self.labelSize) > margin && height >= 24
            let size = isLong ? Self.tickSize : Self.labelSize
            let lines = ChartText.lines(label, size: size, width: margin, isBold: false, maximum: isLong ? 2 : 1)
            for (number, line) in lines.enumerated() {
                let shift = (Double(number) - Double(lines.count - 1) / 2) * 12
                canvas.text(
                    line, body.left + margin, top + (Double(row) + 0.5) * height + 4 + shift, .text, size: size,
                    anchor: .end, room: body.left + margin - 2)
            }
        }
        let gap = 20.0
        let left = body.left + margin + 8
        let panel = (body.right - left - gap * Double(plan.panels.count - 1)) / Double(plan.panels.count)
        for index in plan.panels.indices {
            let start = left + Double(index) * (panel + gap)
            let box = Box(left: start, top: top, right: start + panel, bottom: top + Double(count) * height)
            if hasHeaders {
                canvas.text(
                    ChartText.fitted(plan.name(ofPanel: index), size: Self.tickSize, width: panel), start, top - 8,
                    .secondary, room: panel + 8)
            }
            drawRows(of: table.panels[index], labels: Array(labels.prefix(count)), in: box, height: height)
        }
    }

    private mutating func drawRows(of series: [Series], labels: [String], in box: Box, height: Double) {
        let count = labels.count
        let isStacked = plan.kind == .stackedBar && series.count > 1
        let stack = isStacked ? Stack(series, count: table.axis.count) : nil
        let values = series.flatMap { $0.values.prefix(count).filter { !$0.isNaN } }
        let ends = stack.map { $0.totals.prefix(count).flatMap { [$0.low, $0.high] } } ?? values
        let low = min(ends.min() ?? 0, 0)
        let high = max(ends.max() ?? 0, 0)

        // Labels at the ends of bars: of a single bar in a row its value, of a stack without negative values its sum.
        let hasLabels = height >= 14 && (isStacked ? low == 0 && high > 0 : series.count == 1)
        let texts = (0..<count).map { row -> String in
            guard hasLabels else { return "" }
            if let stack { return NumberText.short(stack.totals[row].high) }
            return series[0].values[row].isNaN ? "–" : NumberText.short(series[0].values[row])
        }
        let widest = texts.map { TextWidth.of($0, size: Self.tickSize) }.max() ?? 0
        let room = hasLabels ? widest + 6 : 8
        let ticks = NumberTicks(
            low, high, count: max((box.width - room) / 80, 1), isWhole: series.allSatisfy(\.isWhole))
        // The axis ends with the longest bar, not with the next tick, so that bars are as long as possible.
        let scale = LinearScale(
            low: low, high: high > low ? high : 1, start: box.left + (low < 0 ? room : 0), end: box.right - room)
        let zero = scale.position(0)

        canvas.open(" aria-hidden=\"true\"")
        var grid = PathText()
        var lastRight = -Double.infinity
        for (value, text) in zip(ticks.values, NumberText.ticks(ticks)) where value >= scale.low && value <= scale.high
        {
            let x = scale.position(value)
            grid.polyline([Point(x: x, y: box.top), Point(x: x, y: box.bottom)])
            let half = TextWidth.of(text, size: Self.tickSize) / 2
            let center = min(max(x, half), width - half - 2)
            guard center - half > lastRight + 6 else { continue }
            canvas.text(text, center, box.bottom + 15, .secondary, anchor: .middle)
            lastRight = center + half
        }
        canvas.path(grid, canvas.stroke(.grid))
        canvas.close()

        let inner = min(height * 0.72, isStacked || series.count == 1 ? 28 : height)
        let single = isStacked ? inner : inner / Double(series.count)
        for (number, one) in series.enumerated() {
            var bars: [Bar] = []
            for row in 0..<count where !one.values[row].isNaN {
                let ends: (low: Double, high: Double) =
                    stack?.layers[number][row] ?? (min(one.values[row], 0), max(one.values[row], 0))
                guard ends.low < ends.high else { continue }
                var (start, end) = (scale.position(ends.low), scale.position(ends.high))
                if isStacked, number > 0, end - start > 3 { start += 1 }
                if end - start < 1 { if ends.high <= 0 { start = end - 1 } else { end = start + 1 } }
                let y = box.top + (Double(row) + 0.5) * height - inner / 2 + (isStacked ? 0 : Double(number) * single)
                bars.append(
                    Bar(
                        x: start, y: y, width: end - start, height: single - (series.count > 1 && !isStacked ? 1 : 0),
                        title: title(one, labels[row], series.count, one.values[row])))
            }
            draw(bars, ink: one.ink)
        }
        var axis = PathText()
        axis.polyline([Point(x: zero, y: box.top), Point(x: zero, y: box.bottom)])
        canvas.path(axis, canvas.stroke(.axis) + " aria-hidden=\"true\"")
        for row in 0..<count where hasLabels {
            let value = stack?.totals[row].high ?? series[0].values[row]
            let y = box.top + (Double(row) + 0.5) * height + 4
            if value < 0 {
                canvas.text(texts[row], scale.position(value) - 4, y, .secondary, anchor: .end)
            } else {
                canvas.text(texts[row], (value.isNaN ? zero : scale.position(value)) + 4, y, .secondary)
            }
        }
    }

    private func title(_ series: Series, _ label: String, _ count: Int, _ value: Double) -> String {
        label + (count > 1 ? ", " + series.name : "") + ": " + series.measure.text(of: value)
    }
}

/// A bar in pixels, with a text that a viewer shows for it.
struct Bar: Hashable, Sendable {
    let x: Double
    let y: Double
    let width: Double
    let height: Double
    let title: String
}

extension ChartPicture {
    /// The maximum number of bars of a series that are elements with a title each; more are one path.
    private static let maximumTitles = 120

    /// Draws the bars of a series.
    mutating func draw(_ bars: [Bar], ink: Ink) {
        guard bars.count > Self.maximumTitles else {
            canvas.open(canvas.fill(ink))
            for bar in bars { canvas.rectangle(bar.x, bar.y, bar.width, bar.height, "", title: bar.title) }
            canvas.close()
            return
        }
        var path = PathText()
        for bar in bars { path.rectangle(bar.x, bar.y, bar.width, bar.height) }
        canvas.path(path, canvas.fill(ink))
    }
}
