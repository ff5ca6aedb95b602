import Basics
import Models

/// The frame of charts over time: panels above each other that share the time axis.
extension ChartPicture {
    private static let axisHeight = 32.0
    private static let gap = 10.0

    /// Draws a panel for each unit above the common time axis.
    mutating func drawTime(in body: Box) {
        guard case .times(let times) = table.axis, let first = times.first, let last = times.last else { return }
        let header = hasHeaders ? 20.0 : 8.0
        let count = Double(plan.panels.count)
        let height = max((body.height - Self.axisHeight - Self.gap * (count - 1)) / count - header, 24)
        let stacks = table.panels.map { isStacked($0) ? Stack($0, count: times.count) : nil }
        let ticks = table.panels.indices.map { self.ticks(table.panels[$0], stacks[$0], height: height) }
        let texts = ticks.map { NumberText.ticks($0) }
        let widest = texts.joined().map { TextWidth.of($0, size: Self.tickSize) }.max() ?? 0
        let left = body.left + widest + 8
        let names = hasLegend ? [] : table.panels.filter { $0.count > 1 }.joined().map(\.name)
        let label = min(names.map { TextWidth.of($0, size: Self.labelSize) }.max() ?? 0, body.width * 0.26)
        let right = body.right - (names.isEmpty ? 6 : label + 24)

        let isBars = plan.kind == .bar || plan.kind == .stackedBar
        let bands = isBars ? TimeBands(times, rule: plan.rule) : nil
        if bands?.isComplete == false { notes.append("empty buckets are left out") }
        let x = TimeScale(
            first: first, last: last, left: left, right: right, bands: bands,
            barsPerBand: plan.kind == .bar ? table.panels.map(\.count).max() ?? 1 : 1)
        var top = body.top
        for index in table.panels.indices {
            let plot = Box(left: left, top: top + header, right: right, bottom: top + header + height)
            if hasHeaders {
                canvas.text(
                    ChartText.fitted(plan.name(ofPanel: index), size: Self.tickSize, width: body.width), body.left,
                    top + 9, .secondary, room: width - body.left - 2)
            }
            let y = LinearScale(
                low: ticks[index].lowest, high: ticks[index].highest, start: plot.bottom, end: plot.top)
            drawGrid(zip(ticks[index].values, texts[index]), y, plot)
            drawMarks(of: index, stacks[index], x: x, y: y, in: plot, labelWidth: label)
            top = plot.bottom + Self.gap
        }
        drawTimeAxis(x, at: top - Self.gap)
        if let group = x.groupSize, group > 1, let rule = plan.rule {
            notes.append("each bar shows the largest value of \(group) buckets (\(rule.granularity.description))")
        } else if let group = x.groupSize, group > 1 {
            notes.append("each bar shows the largest of \(group) values")
        }
    }

    /// `true` if the series of a panel are stacked. Areas with negative values would cross, so they are drawn as lines.
    private func isStacked(_ series: [Series]) -> Bool {
        switch plan.kind {
        case .stackedBar: series.count > 1
        case .area: series.count > 1 && !hasNegative(series)
        default: false
        }
    }

    private func hasNegative(_ series: [Series]) -> Bool { series.contains { $0.values.contains { $0 < 0 } } }

    /// The ticks of a panel. Bars and areas begin at zero; lines do if that costs them at most half the height.
    ///
    /// The axis of other lines covers at least a hundredth of their largest value: a line that hardly changes looks as if it did,
    /// and not like a mountain range.
    private func ticks(_ series: [Series], _ stack: Stack?, height: Double) -> NumberTicks {
        var low = Double.infinity
        var high = -Double.infinity
        if let stack {
            for total in stack.totals { (low, high) = (min(low, total.low), max(high, total.high)) }
        } else {
            for one in series {
                for value in one.values where !value.isNaN { (low, high) = (min(low, value), max(high, value)) }
            }
        }
        if low > high { (low, high) = (0, 1) }
        if plan.kind != .line || (low > 0 && low <= high / 2) { low = min(low, 0) }
        if plan.kind != .line || (high < 0 && high >= low / 2) { high = max(high, 0) }
        if low > 0 || high < 0 {
            let missing = max(abs(low), abs(high)) / 100 - (high - low)
            if missing > 0 { (low, high) = (low - missing / 2, high + missing / 2) }
        }
        return NumberTicks(low, high, count: max(height / 45, 1.5), isWhole: series.allSatisfy(\.isWhole))
    }

    private mutating func drawGrid(_ ticks: Zip2Sequence<[Double], [String]>, _ y: LinearScale, _ plot: Box) {
        canvas.open(" aria-hidden=\"true\"")
        var grid = PathText()
        var zero = PathText()
        for (value, text) in ticks {
            let place = y.position(value)
            let line = [Point(x: plot.left, y: place), Point(x: plot.right, y: place)]
            if value == 0 { zero.polyline(line) } else { grid.polyline(line) }
            canvas.text(text, plot.left - 6, place + 4, .secondary, anchor: .end)
        }
        canvas.path(grid, canvas.stroke(.grid))
        canvas.path(zero, canvas.stroke(.axis))
        canvas.close()
    }

    private mutating func drawMarks(
        of panel: Int, _ stack: Stack?, x: TimeScale, y: LinearScale, in plot: Box, labelWidth: Double
    ) {
        let series = table.panels[panel]
        switch plan.kind {
        case .bar, .stackedBar: drawColumns(series, stack, x: x, y: y, in: plot)
        case .area:
            if let stack {
                drawLayers(series, stack, x: x, y: y)
            } else if series.count == 1 {
                drawArea(series[0], x: x, y: y)
            } else {
                notes.append("lines in place of areas, because negative values cannot be stacked")
                drawLines(series, x: x, y: y, in: plot)
            }
        default: drawLines(series, x: x, y: y, in: plot)
        }
        if !hasLegend, series.count > 1 { drawLabels(series, stack, x: x, y: y, in: plot, width: labelWidth) }
    }

    /// Draws the names of series beside their last values.
    private mutating func drawLabels(
        _ series: [Series], _ stack: Stack?, x: TimeScale, y: LinearScale, in plot: Box, width: Double
    ) {
        guard case .times(let times) = table.axis else { return }
        var ends: [(series: Series, at: Point)] = []
        for (number, one) in series.enumerated() {
            guard let place = one.values.lastIndex(where: { !$0.isNaN }) else { continue }
            let value =
                stack.map { ($0.layers[number][place].low + $0.layers[number][place].high) / 2 } ?? one.values[place]
            ends.append((one, Point(x: x.end(ofMark: times[place]), y: y.position(value))))
        }
        let places = LabelPlacement.spread(ends.map { $0.at.y }, gap: 14, in: (plot.top + 2)...(plot.bottom - 2))
        for (end, place) in zip(ends, places) {
            let left = plot.right + 13
            if (place - end.at.y).magnitude > 2 || end.at.x < plot.right - 6 {
                var leader = PathText()
                leader.polyline([
                    Point(x: end.at.x + 3, y: end.at.y), Point(x: max(plot.right + 2, end.at.x + 3), y: end.at.y),
                    Point(x: left - 2, y: place),
                ])
                canvas.path(leader, canvas.stroke(end.series.ink) + " stroke-width=\"0.75\" aria-hidden=\"true\"")
            }
            canvas.rectangle(left, place - 4, 8, 8, canvas.fill(end.series.ink))
            canvas.text(
                ChartText.fitted(end.series.name, size: Self.labelSize, width: width), left + 11, place + 4, .text,
                size: Self.labelSize, room: self.width - left - 13)
        }
    }

    /// Draws ticks and their labels in two lines: the time, and below it the date or the year where it changes.
    private mutating func drawTimeAxis(_ x: TimeScale, at y: Double) {
        let ticks = TimeTicks(
            x.first...x.last, zone: plan.zone, count: (x.right - x.left) / 80,
            finest: plan.rule?.granularity ?? (isDate ? Granularity(.day) : nil))
        var labels = TimeText.labels(ticks, quarters: plan.rule?.granularity.unit == .quarter)
        let places = ticks.ticks.map { x.position(ofTick: $0.instant) }
        // The first date is complete, and repeated only if there is space for the next one.
        if labels.count > 1, !labels[0].context.isEmpty,
            let next = labels.indices.dropFirst().first(where: { !labels[$0].context.isEmpty }),
            places[next] - places[0] < (contextWidth(labels[0]) + contextWidth(labels[next])) / 2 + 6
        {
            labels[next].context = completed(labels[next].context, ticks, next)
            labels[0].context = ""
        }
        canvas.open(" aria-hidden=\"true\"")
        var marks = PathText()
        var last = (text: -Double.infinity, context: -Double.infinity)
        for (label, place) in zip(labels, places) {
            marks.polyline([Point(x: place, y: y), Point(x: place, y: y + 4)])
            let half = TextWidth.of(label.text, size: Self.tickSize) / 2
            let center = min(max(place, half + 2), width - half - 2)
            if center - half > last.text + 4 {
                canvas.text(label.text, center, y + 16, .secondary, anchor: .middle)
                last.text = center + half
            }
            guard !label.context.isEmpty else { continue }
            let wide = contextWidth(label) / 2
            let middle = min(max(place, wide + 2), width - wide - 2)
            guard middle - wide > last.context + 4 else { continue }
            canvas.text(label.context, middle, y + 29, .secondary, anchor: .middle)
            last.context = middle + wide
        }
        if labels.isEmpty {
            canvas.text(
                TimeText.sentence(x.first, zone: plan.zone, granularity: plan.rule?.granularity, isDay: isDate),
                x.position(ofTick: x.first), y + 16, .secondary, anchor: .middle)
        }
        canvas.path(marks, canvas.stroke(.axis))
        canvas.close()
    }

    private var isDate: Bool { plan.axis.map { plan.columns[$0].column.type == .date } ?? false }

    private func contextWidth(_ label: TimeText.Label) -> Double {
        TextWidth.of(label.context, size: Self.tickSize)
    }

    /// The second line of a tick with its year, which the first tick had.
    private func completed(_ context: String, _ ticks: TimeTicks, _ index: Int) -> String {
        let alone = TimeTicks(step: ticks.step, ticks: [ticks.ticks[index]])
        return TimeText.labels(alone).first?.context ?? context
    }
}
