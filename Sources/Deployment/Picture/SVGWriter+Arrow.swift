import Basics

extension SVGWriter {
    /// Writes a path of straight lines with rounded corners, and an arrowhead at its end.
    mutating func arrow(_ name: String, _ points: [LayeredLayout.Point], radius: Double = 6) {
        guard let first = points.first, let last = points.last, points.count > 1 else { return }
        let head = 7.0
        let before = points[points.count - 2]
        let direction = last.y == before.y ? 0.0 : last.y > before.y ? 1.0 : -1.0
        var path = "M\(SVGWriter.pair(first))"
        for (index, point) in points.enumerated().dropFirst() {
            guard index + 1 < points.count else {
                path += "L\(SVGWriter.pair(.init(x: point.x, y: point.y - direction * head)))"
                continue
            }
            let next = points[index + 1]
            let previous = points[index - 1]
            let room = min(radius, SVGWriter.length(previous, point) / 2, SVGWriter.length(point, next) / 2)
            path += "L\(SVGWriter.pair(SVGWriter.toward(point, previous, room)))"
            path += "Q\(SVGWriter.pair(point)) \(SVGWriter.pair(SVGWriter.toward(point, next, room)))"
        }
        line("<path class=\"\(name)\" d=\"\(path)\"/>")
        let base = last.y - direction * head
        line(
            "<path class=\"head\" d=\"M\(SVGWriter.pair(last))L\(SVGWriter.pair(.init(x: last.x - 4, y: base)))"
                + "L\(SVGWriter.pair(.init(x: last.x + 4, y: base)))Z\"/>")
    }

    private static func pair(_ point: LayeredLayout.Point) -> String { "\(number(point.x)) \(number(point.y))" }

    /// The length of a horizontal or vertical line.
    private static func length(_ from: LayeredLayout.Point, _ to: LayeredLayout.Point) -> Double {
        abs(from.x - to.x) + abs(from.y - to.y)
    }

    /// The point on a horizontal or vertical line at a distance from its start.
    private static func toward(
        _ from: LayeredLayout.Point, _ to: LayeredLayout.Point, _ distance: Double
    ) -> LayeredLayout.Point {
        func step(_ start: Double, _ end: Double) -> Double {
            start == end ? start : start < end ? start + distance : start - distance
        }
        return .init(x: step(from.x, to.x), y: step(from.y, to.y))
    }
}
