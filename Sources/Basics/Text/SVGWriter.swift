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

    /// Opens the picture: its size, title and description, and the styles of light and of dark pages. End it with `</svg>`.
    package mutating func open(
        width: Double, height: Double, title: String, description: String, style: [String], darkStyle: [String]
    ) {
        let size = (Self.number(width), Self.number(height))
        line(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size.0)\" height=\"\(size.1)\" "
                + "viewBox=\"0 0 \(size.0) \(size.1)\" role=\"img\" aria-labelledby=\"title desc\">")
        line("<title id=\"title\">\(XMLText.attribute(title))</title>")
        line("<desc id=\"desc\">\(XMLText.attribute(description))</desc>")
        line("<style>")
        for rule in style { line(rule) }
        line("@media (prefers-color-scheme: dark) {")
        for rule in darkStyle { line(rule) }
        line("}")
        line("</style>")
    }

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
