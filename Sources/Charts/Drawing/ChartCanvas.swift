import Basics

/// The elements of a picture in a theme's colours.
///
/// Colours are presentation attributes, which programs without style sheets and pages with a strict policy apply too. The theme
/// `auto` adds classes and a style sheet with the dark colours.
struct ChartCanvas: Sendable {
    /// The position of a text.
    enum Anchor: String, Sendable { case start, middle, end }

    private let theme: ChartTheme
    private let palette: Palette
    private var writer = SVGWriter()

    init(_ theme: ChartTheme) {
        self.theme = theme
        palette = theme == .dark ? .dark : .light
    }

    /// The elements written so far.
    var markup: String { writer.text }

    /// A colour of areas and texts, as attributes.
    func fill(_ ink: Ink) -> String {
        (theme == .auto ? " class=\"weir-fill-\(ink.name)\"" : "") + " fill=\"\(palette[ink])\""
    }

    /// A colour of lines, as attributes.
    func stroke(_ ink: Ink) -> String {
        (theme == .auto ? " class=\"weir-stroke-\(ink.name)\"" : "") + " fill=\"none\" stroke=\"\(palette[ink])\""
    }

    /// The style sheet with the dark colours; empty for a theme without a choice.
    var style: String {
        guard theme == .auto else { return "" }
        let rules = Ink.all.map { ink in
            ".weir-fill-\(ink.name){fill:\(Palette.dark[ink])}.weir-stroke-\(ink.name){stroke:\(Palette.dark[ink])}"
        }
        return "<style>@media (prefers-color-scheme:dark){\(rules.joined())}</style>\n"
    }

    /// Opens a group, with attributes that begin with a space.
    mutating func open(_ attributes: String = "") { writer.line("<g\(attributes)>") }
    /// Closes a group.
    mutating func close() { writer.line("</g>") }

    /// A text of another size behind a text. It begins where the font ends the text, not where a table of widths says.
    struct Suffix: Sendable {
        let content: String
        let size: Double
        /// The space before it.
        let gap: Double
        let ink: Ink
    }

    /// Writes a text on one line, with its baseline at `y`. Everything is escaped.
    ///
    /// - Parameter room: The width that the text may take. One that a wider font than Helvetica would exceed is drawn with the
    ///   width of Helvetica (SVG 2, section 11.6.1, `textLength`).
    mutating func text(
        _ content: String, _ x: Double, _ y: Double, _ ink: Ink, size: Double? = nil, anchor: Anchor = .start,
        isBold: Bool = false, room: Double? = nil, suffix: Suffix? = nil
    ) {
        let width = TextWidth.of(content, size: size ?? ChartPicture.tickSize, bold: isBold)
        let isFixed = room.map { width * ChartText.widestFont > $0 && width > 0 } ?? false
        writer.line(
            "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"" + fill(ink)
                + (size.map { " font-size=\"\(Self.number($0))\"" } ?? "")
                + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"")
                + (isBold ? " font-weight=\"bold\"" : "")
                + (isFixed ? " textLength=\"\(Self.number(width))\" lengthAdjust=\"spacingAndGlyphs\"" : "")
                + ">\(XMLText.attribute(content))\(suffix.map { span($0) } ?? "")</text>")
    }

    private func span(_ suffix: Suffix) -> String {
        "<tspan dx=\"\(Self.number(suffix.gap))\"" + fill(suffix.ink) + " font-size=\"\(Self.number(suffix.size))\" "
            + "font-weight=\"normal\">\(XMLText.attribute(suffix.content))</tspan>"
    }

    /// Writes a rectangle, with a text that a viewer shows for it.
    mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ attributes: String, title: String? = nil
    ) {
        let shape =
            "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(max(width, 0)))\" "
            + "height=\"\(Self.number(max(height, 0)))\"" + attributes
        writer.line(
            shape + (title.map { "><title>\(XMLText.attribute($0))</title></rect>" } ?? "/>"))
    }

    /// Writes a path.
    mutating func path(_ path: PathText, _ attributes: String) {
        guard !path.bytes.isEmpty else { return }
        writer.line("<path d=\"\(String(decoding: path.bytes, as: UTF8.self))\"" + attributes + "/>")
    }

    /// A coordinate with at most one digit after the point.
    static func number(_ value: Double) -> String { SVGWriter.number(value) }
}

/// The commands of a path (SVG 2, section 9.3), with coordinates in tenths of a pixel.
struct PathText: Hashable, Sendable {
    /// The commands in ASCII.
    private(set) var bytes: [UInt8] = []

    /// Begins at a point.
    mutating func move(_ point: Point) { append("M", point) }
    /// Draws a line to a point.
    mutating func line(_ point: Point) { append("L", point) }
    /// Closes the shape.
    mutating func close() { bytes.append(UInt8(ascii: "Z")) }

    /// Draws lines through points.
    mutating func polyline(_ points: some Sequence<Point>, isContinued: Bool = false) {
        var isContinued = isContinued
        for point in points {
            if isContinued { line(point) } else { move(point) }
            isContinued = true
        }
    }

    /// Draws a rectangle.
    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        move(Point(x: x, y: y))
        bytes.append(UInt8(ascii: "H"))
        number(x + width)
        bytes.append(UInt8(ascii: "V"))
        number(y + height)
        bytes.append(UInt8(ascii: "H"))
        number(x)
        close()
    }

    private mutating func append(_ command: Unicode.Scalar, _ point: Point) {
        bytes.append(UInt8(ascii: command))
        number(point.x)
        bytes.append(UInt8(ascii: " "))
        number(point.y)
    }

    private mutating func number(_ value: Double) {
        let tenths = NumberTicks.floor(value * 10 + 0.5)
        if tenths < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, tenth) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        if whole < 10 {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: whole))
        } else {
            bytes.append(contentsOf: String(whole).utf8)
        }
        if tenth > 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(0x30 + UInt8(truncatingIfNeeded: tenth))
        }
    }
}
