/// A writer of SVG elements with reproducible output.
package struct SVGWriter {
    /// The lines written so far.
    package private(set) var text = ""

    /// Creates an empty writer.
    package init() {}

    /// A coordinate with at most one digit after the point.
    package static func number(_ value: Double) -> String { Decimals.text(value, 1) }

    /// Writes a line.
    package mutating func line(_ line: String) { text += line + "\n" }

    /// Writes a rectangle with round corners.
    package mutating func box(_ name: String, x: Double, y: Double, width: Double, height: Double, radius: Double) {
        line(
            "<rect class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
                + "height=\"\(Self.number(height))\" rx=\"\(Self.number(radius))\"/>")
    }

    /// Writes a line of text.
    package mutating func label(_ name: String, x: Double, y: Double, _ content: String, isCentered: Bool = false) {
        let anchor = isCentered ? " text-anchor=\"middle\"" : ""
        line(
            "<text class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(anchor)>\(XMLText.attribute(content))</text>"
        )
    }
}
