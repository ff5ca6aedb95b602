import Basics

/// Vertical bars over time.
extension ChartPicture {
    /// Draws bars in bands. Where bands would be too thin, a bar stands for several buckets and shows the largest.
    mutating func drawColumns(_ series: [Series], _ stack: Stack?, x: TimeScale, y: LinearScale, in plot: Box) {
        guard let bands = x.bands, let group = x.groupSize else { return }
        let width = x.bandWidth
        // Gaps between thin bars would only make stripes.
        let inner = min(width < 5 ? width : width * 0.8, TimeScale.widestBar * Double(stack == nil ? series.count : 1))
        let single = stack == nil ? inner / Double(series.count) : inner
        let zero = y.position(0)
        for (number, one) in series.enumerated() {
            var bars: [Bar] = []
            for (index, start) in stride(from: 0, to: bands.starts.count, by: group).enumerated() {
                let places = bands.places[start..<min(start + group, bands.places.count)].compactMap { $0 }
                guard let place = largest(places, one, stack), !one.values[place].isNaN else { continue }
                let value = one.values[place]
                let ends: (low: Double, high: Double) =
                    stack?.layers[number][place] ?? (min(value, 0), max(value, 0))
                guard ends.low < ends.high else { continue }
                var (top, bottom) = (y.position(ends.high), y.position(ends.low))
                if stack != nil, ends.low != 0, bottom - top > 3 { bottom -= 1 }
                if bottom - top < 1 { if ends.high <= 0 { bottom = top + 1 } else { top = bottom - 1 } }
                let left = x.left + (Double(index) + 0.5) * width - inner / 2
                bars.append(
                    Bar(
                        x: left + (stack == nil ? Double(number) * single : 0), y: top,
                        width: single - (series.count > 1 && stack == nil && single > 4 ? 1 : 0), height: bottom - top,
                        title: ChartDescription.place(place, plan, table) + (series.count > 1 ? ", " + one.name : "")
                            + ": " + one.measure.text(of: value)))
            }
            draw(bars, ink: one.ink)
        }
        if series.count == 1, group == 1 { drawValues(series[0], bands, x: x, y: y, zero: zero) }
    }

    /// The place with the largest value, or the largest stack.
    private func largest(_ places: [Int], _ series: Series, _ stack: Stack?) -> Int? {
        func size(_ place: Int) -> Double {
            if let stack { return stack.totals[place].high - stack.totals[place].low }
            return series.values[place].isNaN ? -1 : series.values[place].magnitude
        }
        return places.dropFirst().reduce(places.first) { best, place in
            best.map { size(place) > size($0) ? place : $0 } ?? place
        }
    }

    /// Draws the value of each bar if all of them fit.
    private mutating func drawValues(_ series: Series, _ bands: TimeBands, x: TimeScale, y: LinearScale, zero: Double) {
        let width = x.bandWidth
        guard width >= 16, bands.starts.count <= 40 else { return }
        let texts = series.values.map { $0.isNaN ? "" : NumberText.short($0) }
        guard texts.allSatisfy({ TextWidth.of($0, size: Self.tickSize) <= width - 4 }) else { return }
        var labels: [(text: String, at: Point)] = []
        // The lines at ticks end beside a label, so that none strikes it through.
        var space = PathText()
        for (index, place) in bands.places.enumerated() {
            guard let place, !texts[place].isEmpty else { continue }
            let value = series.values[place]
            let end = y.position(value)
            let at = Point(x: x.left + (Double(index) + 0.5) * width, y: value < 0 ? end + 13 : end - 4)
            let half = TextWidth.of(texts[place], size: Self.tickSize) / 2 + 2
            space.rectangle(at.x - half, at.y - 9, 2 * half, 11)
            labels.append((texts[place], at))
        }
        canvas.path(space, canvas.fill(.background) + " aria-hidden=\"true\"")
        for label in labels { canvas.text(label.text, label.at.x, label.at.y, .secondary, anchor: .middle) }
    }
}
