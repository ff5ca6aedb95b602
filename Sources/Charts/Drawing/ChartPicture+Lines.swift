import Models

/// Lines, areas and stacked areas over time.
extension ChartPicture {
    /// The least distance of points that get a marker each.
    private static let markerSpacing = 16.0

    /// Returns, for each place, whether the bucket after it has no rows.
    private var gaps: [Bool] {
        guard case .times(let times) = table.axis else { return [] }
        guard let rule = plan.rule else { return [Bool](repeating: false, count: times.count) }
        let keys = times.map { rule.key(of: Timestamp(microseconds: $0)) }
        return times.indices.map { $0 + 1 < keys.count && rule.key(after: keys[$0]) != keys[$0 + 1] }
    }

    private func pixels(_ values: [Double], x: TimeScale, y: LinearScale) -> [Point] {
        guard case .times(let times) = table.axis else { return [] }
        return zip(times, values).map { time, value in
            Point(x: x.position(time), y: value.isNaN ? .nan : y.position(value))
        }
    }

    private mutating func noteThinning(_ isThinned: Bool) {
        let count = NumberText.grouped(String(table.axis.count))
        let note = "\(count) points, of which each pixel column shows the first, lowest, highest and last"
        if isThinned, !notes.contains(note) { notes.append(note) }
    }

    /// Draws a line for each series. A gap breaks it; a value without neighbours is a dot.
    mutating func drawLines(_ series: [Series], x: TimeScale, y: LinearScale, in plot: Box) {
        let gaps = self.gaps
        let count = Double(max(table.axis.count - 1, 1))
        let hasMarkers = (x.right - x.left) / count >= Self.markerSpacing
        // The first series is drawn last, so that it lies above the others.
        for (index, one) in series.enumerated().reversed() {
            let points = pixels(one.values, x: x, y: y)
            let line = LinePath(points) { gaps[$0] }
            noteThinning(line.isThinned)
            var path = PathText()
            for run in line.runs { path.polyline(run) }
            let isDashed = hasLegend && !hasMarkers && series.count > 1
            canvas.path(
                path,
                canvas.stroke(one.ink) + " stroke-width=\"\(line.isThinned ? "1.5" : "2")\" stroke-linejoin=\"round\""
                    + (isDashed ? Self.dashes(index) : " stroke-linecap=\"round\""))
            if hasMarkers {
                drawMarkers(points.filter { !$0.y.isNaN }, index, one)
                if points.count == 1, series.count == 1 { drawValue(of: one, at: points[0]) }
            } else {
                drawDots(line.dots, one)
            }
        }
    }

    /// Writes the value of a single point, which has no line that shows it.
    private mutating func drawValue(of series: Series, at point: Point) {
        guard let value = series.values.first, !value.isNaN else { return }
        canvas.text(NumberText.short(value), point.x + 8, point.y + 4, .text, size: Self.labelSize)
    }

    private mutating func drawDots(_ dots: [Point], _ series: Series) {
        var path = PathText()
        for dot in dots { path.polyline([dot, dot]) }
        canvas.path(path, canvas.stroke(series.ink) + " stroke-width=\"5\" stroke-linecap=\"round\"")
    }

    /// Draws a shape at each point: a disc, a square, a diamond or a triangle, so that series differ without colours too.
    private mutating func drawMarkers(_ points: [Point], _ index: Int, _ series: Series) {
        if index % 4 == 0 { return drawMarkerDiscs(points, series) }
        var path = PathText()
        for point in points {
            let corners: [(Double, Double)] =
                switch index % 4 {
                case 1: [(-3, -3), (3, -3), (3, 3), (-3, 3)]
                case 2: [(0, -4.2), (4.2, 0), (0, 4.2), (-4.2, 0)]
                default: [(0, -4), (4, 3.2), (-4, 3.2)]
                }
            path.polyline(corners.map { Point(x: point.x + $0.0, y: point.y + $0.1) })
            path.close()
        }
        canvas.path(path, canvas.fill(series.ink))
    }

    private mutating func drawMarkerDiscs(_ points: [Point], _ series: Series) {
        var path = PathText()
        for point in points { path.polyline([point, point]) }
        canvas.path(path, canvas.stroke(series.ink) + " stroke-width=\"6\" stroke-linecap=\"round\"")
    }

    /// Draws the area between a line and zero.
    mutating func drawArea(_ series: Series, x: TimeScale, y: LinearScale) {
        let gaps = self.gaps
        let line = LinePath(pixels(series.values, x: x, y: y)) { gaps[$0] }
        noteThinning(line.isThinned)
        let zero = y.position(0)
        var area = PathText()
        var path = PathText()
        for run in line.runs {
            guard let first = run.first, let last = run.last else { continue }
            area.polyline(run)
            area.polyline([Point(x: last.x, y: zero), Point(x: first.x, y: zero)], isContinued: true)
            area.close()
            path.polyline(run)
        }
        for dot in line.dots { area.rectangle(dot.x - 1, min(dot.y, zero), 2, (zero - dot.y).magnitude) }
        canvas.path(area, canvas.fill(series.ink) + " fill-opacity=\"0.22\"")
        canvas.path(path, canvas.stroke(series.ink) + " stroke-width=\"2\" stroke-linejoin=\"round\"")
        drawDots(line.dots, series)
    }

    /// Draws the layers of stacked areas. A series without a value adds nothing; a place without any value is a gap.
    mutating func drawLayers(_ series: [Series], _ stack: Stack, x: TimeScale, y: LinearScale) {
        guard case .times(let times) = table.axis else { return }
        let gaps = self.gaps
        let positions = times.map { x.position($0) }
        var runs: [[Int]] = [[]]
        for place in times.indices {
            if series.allSatisfy({ $0.values[place].isNaN }) {
                runs.append([])
            } else {
                runs[runs.count - 1].append(place)
                if gaps[place] { runs.append([]) }
            }
        }
        let isThinned = Double(times.count) > max(2 * (x.right - x.left), 64)
        noteThinning(isThinned)
        if isThinned {
            runs = runs.map { run in
                let tops = run.map { Point(x: positions[$0], y: stack.totals[$0].high) }
                return LinePath.keptIndices(tops).map { run[$0] }
            }
        }
        // Where a series has no value, its layer continues at the height of the layers below.
        var heights = [Double](repeating: 0, count: times.count)
        for (number, one) in series.enumerated() {
            var path = PathText()
            var edges = PathText()
            for run in runs where !run.isEmpty {
                var lower: [Point] = []
                var upper: [Point] = []
                for place in run {
                    let value = one.values[place]
                    lower.append(Point(x: positions[place], y: y.position(heights[place])))
                    upper.append(
                        Point(
                            x: positions[place], y: y.position(heights[place] + (value.isNaN ? 0 : value))))
                }
                if run.count == 1 {
                    path.rectangle(lower[0].x - 1, upper[0].y, 2, lower[0].y - upper[0].y)
                    continue
                }
                path.polyline(upper)
                path.polyline(lower.reversed(), isContinued: true)
                path.close()
                if number > 0 { edges.polyline(lower) }
            }
            for place in times.indices where !one.values[place].isNaN { heights[place] += one.values[place] }
            canvas.path(path, canvas.fill(one.ink))
            canvas.path(edges, canvas.stroke(.background) + " stroke-width=\"1\"")
        }
    }
}
