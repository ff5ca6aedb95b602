/// A point in pixels.
struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
}

/// The runs of a line between its gaps, with no more points than a picture can show.
struct LinePath: Hashable, Sendable {
    /// The runs of at least two points.
    private(set) var runs: [[Point]] = []
    /// The points without a neighbour.
    private(set) var dots: [Point] = []
    /// `true` if points were left out.
    private(set) var isThinned = false

    /// Creates the runs of a line.
    ///
    /// A line of more points than twice its width in pixels keeps the first, lowest, highest and last point of each pixel column,
    /// which draws the same pixels (Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", 2014).
    ///
    /// - Parameters:
    ///   - points: The points from left to right; a point whose `y` is NaN is a gap.
    ///   - isGapAfter: `true` if the line is broken after a point.
    init(_ points: [Point], isGapAfter: (Int) -> Bool) {
        let width = (points.last?.x ?? 0) - (points.first?.x ?? 0)
        isThinned = Double(points.count) > max(2 * width, 64)
        var run: [Point] = []
        for (index, point) in points.enumerated() {
            if point.y.isNaN {
                finish(&run)
                continue
            }
            run.append(point)
            if isGapAfter(index) { finish(&run) }
        }
        finish(&run)
        if isThinned { dots = Self.thinned(dots) }
    }

    private mutating func finish(_ run: inout [Point]) {
        if run.count == 1 { dots.append(run[0]) }
        if run.count > 1 { runs.append(isThinned ? Self.thinned(run) : run) }
        run.removeAll(keepingCapacity: true)
    }

    /// The first, lowest, highest and last point of each pixel column.
    static func thinned(_ points: [Point]) -> [Point] { keptIndices(points).map { points[$0] } }

    /// The indices of the first, lowest, highest and last point of each pixel column.
    static func keptIndices(_ points: [Point]) -> [Int] {
        var kept: [Int] = []
        var start = 0
        while start < points.count {
            let column = Int(points[start].x)
            var end = start
            var low = start
            var high = start
            while end < points.count, Int(points[end].x) == column {
                if points[end].y < points[low].y { low = end }
                if points[end].y > points[high].y { high = end }
                end += 1
            }
            var last = -1
            for index in [start, min(low, high), max(low, high), end - 1] where index > last {
                kept.append(index)
                last = index
            }
            start = end
        }
        return kept
    }
}
