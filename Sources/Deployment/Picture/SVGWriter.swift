/// A writer of SVG elements with reproducible output.
struct SVGWriter {
    /// The lines written so far.
    private(set) var text = ""

    /// A coordinate with at most one digit after the point.
    static func number(_ value: Double) -> String { Decimals.text(value, 1) }

    /// A text for an element's content or an attribute in double quotes. Characters that XML 1.0 does not allow are left out.
    static func escape(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t": escaped += " "
            default:
                if scalar.value >= 32, scalar.value != 0xFFFE, scalar.value != 0xFFFF {
                    escaped.unicodeScalars.append(scalar)
                }
            }
        }
    }

    /// Writes a line.
    mutating func line(_ line: String) { text += line + "\n" }

    /// Writes a rectangle with round corners.
    mutating func box(_ name: String, x: Double, y: Double, width: Double, height: Double, radius: Double) {
        line(
            "<rect class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
                + "height=\"\(Self.number(height))\" rx=\"\(Self.number(radius))\"/>")
    }

    /// Writes a line of text.
    mutating func label(_ name: String, x: Double, y: Double, _ content: String, isCentered: Bool = false) {
        let anchor = isCentered ? " text-anchor=\"middle\"" : ""
        line(
            "<text class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(anchor)>\(Self.escape(content))</text>"
        )
    }

    /// Writes a path of straight lines with rounded corners, and an arrowhead at its end.
    mutating func arrow(_ name: String, _ points: [LayeredLayout.Point], radius: Double = 6) {
        guard let first = points.first, let last = points.last, points.count > 1 else { return }
        let head = 7.0
        let before = points[points.count - 2]
        let direction = last.y == before.y ? 0.0 : last.y > before.y ? 1.0 : -1.0
        var path = "M\(Self.pair(first))"
        for (index, point) in points.enumerated().dropFirst() {
            guard index + 1 < points.count else {
                path += "L\(Self.pair(.init(x: point.x, y: point.y - direction * head)))"
                continue
            }
            let next = points[index + 1]
            let previous = points[index - 1]
            let room = min(radius, Self.length(previous, point) / 2, Self.length(point, next) / 2)
            path += "L\(Self.pair(Self.toward(point, previous, room)))"
            path += "Q\(Self.pair(point)) \(Self.pair(Self.toward(point, next, room)))"
        }
        line("<path class=\"\(name)\" d=\"\(path)\"/>")
        let base = last.y - direction * head
        line(
            "<path class=\"head\" d=\"M\(Self.pair(last))L\(Self.pair(.init(x: last.x - 4, y: base)))"
                + "L\(Self.pair(.init(x: last.x + 4, y: base)))Z\"/>")
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
