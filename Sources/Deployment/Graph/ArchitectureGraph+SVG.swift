import Basics

extension ArchitectureGraph {
    /// The graph as a picture.
    ///
    /// The layout, the font's widths and the colors are its own, so the same graph gives the same bytes. The colors follow the
    /// reader's light or dark scheme; the background is opaque, so the picture can be read on any page. Assistive technology gets
    /// a title and every relation in words.
    package var svg: String { GraphPicture(self).text }
}

/// The drawing of an architecture graph.
private struct GraphPicture {
    private static let margin = 16.0
    private static let gutter = 86.0
    private static let contentWidth = 680.0
    private static let titleSize = 12.5
    private static let textSize = 11.0
    private static let labelSize = 10.0
    private static let lineHeight = 15.0

    private let graph: ArchitectureGraph
    private let layout: LayeredLayout
    private var writer = SVGWriter()

    var text: String { writer.text }

    init(_ graph: ArchitectureGraph) {
        self.graph = graph
        let groups = graph.groups
        let boxes = groups.enumerated().flatMap { band, group in
            group.nodes.map { node in
                LayeredLayout.Box(
                    id: node.id, width: GraphPicture.width(of: node), height: GraphPicture.height(of: node), band: band)
            }
        }
        let arrows = graph.edges.map { edge in
            let widths = edge.labels.map { TextWidth.of($0, size: GraphPicture.labelSize) }
            return LayeredLayout.Arrow(
                from: edge.from, to: edge.to, labelWidth: widths.max().map { ($0 + 8).rounded(.up) } ?? 0,
                labelHeight: Double(edge.labels.count) * 12 + 4)
        }
        layout = LayeredLayout(boxes: boxes, arrows: arrows, wantedWidth: GraphPicture.contentWidth)
        draw(groups.map(\.group))
    }

    private static func lines(of node: ArchitectureGraph.Node) -> [String] { [node.kind] + node.details }

    private static func width(of node: ArchitectureGraph.Node) -> Double {
        let title = TextWidth.of(node.title, size: titleSize, bold: true)
        let widest = lines(of: node).map { TextWidth.of($0, size: textSize) }.max() ?? 0
        let width = (max(title, widest, 84) + 28).rounded(.up)
        return width + width.truncatingRemainder(dividingBy: 2)
    }

    private static func height(of node: ArchitectureGraph.Node) -> Double {
        Double(lines(of: node).count) * lineHeight + 34
    }

    private mutating func draw(_ groups: [ArchitectureGraph.Group]) {
        let left = GraphPicture.margin + GraphPicture.gutter
        let top = GraphPicture.margin + 34
        let width = left + layout.width + GraphPicture.margin * 2
        let bottom = top + layout.height
        let height = bottom + 64 + GraphPicture.margin
        open(width, height)
        writer.box("page", x: 0.5, y: 0.5, width: width - 1, height: height - 1, radius: 8)
        writer.label("heading", x: GraphPicture.margin, y: GraphPicture.margin + 14, graph.title)
        for (band, group) in groups.enumerated() {
            guard let frame = layout.bands[band] else { continue }
            writer.box(
                "band", x: GraphPicture.margin, y: top + frame.top, width: width - GraphPicture.margin * 2,
                height: frame.bottom - frame.top, radius: 6)
            writer.label(
                "group", x: GraphPicture.margin + 12, y: top + (frame.top + frame.bottom) / 2 + 4, group.title)
        }
        writer.line("<g transform=\"translate(\(SVGWriter.number(left)) \(SVGWriter.number(top)))\">")
        for (edge, route) in zip(graph.edges, layout.routes) { writer.arrow(edge.kind.rawValue, route.points) }
        for (edge, route) in zip(graph.edges, layout.routes) { drawLabel(edge, route) }
        let nodes = graph.groups.flatMap(\.nodes)
        for (node, frame) in zip(nodes, layout.frames) { draw(node, frame) }
        writer.line("</g>")
        drawLegend(y: bottom + 30)
        writer.line("</svg>")
    }

    private mutating func open(_ width: Double, _ height: Double) {
        let groups = graph.groups.map { "\($0.group.title): \($0.nodes.map(\.title).joined(separator: ", "))." }
        writer.open(
            width: width, height: height, title: graph.title,
            description: (groups + graph.sentences).joined(separator: " "), style: GraphPicture.style,
            darkStyle: GraphPicture.darkStyle)
    }

    private mutating func draw(_ node: ArchitectureGraph.Node, _ frame: LayeredLayout.Frame) {
        let stack = node.stack.flatMap { graph.stacks.firstIndex(of: $0) }
        let radius = node.stack == nil ? min(frame.height / 2, 22) : 5
        writer.box(
            node.stack == nil ? "node outside" : "node", x: frame.x, y: frame.y, width: frame.width,
            height: frame.height,
            radius: radius)
        if let stack {
            writer.box(
                "stack\(stack % GraphPicture.stackColors.count)", x: frame.x, y: frame.y + 6, width: 4,
                height: frame.height - 12, radius: 2)
        }
        let x = frame.x + 14
        var y = frame.y + 21
        writer.label("name", x: x, y: y, node.title)
        for (index, line) in GraphPicture.lines(of: node).enumerated() {
            y += index == 0 ? 16 : GraphPicture.lineHeight
            writer.label(index == 0 ? "kind" : "detail", x: x, y: y, line)
        }
    }

    private mutating func drawLabel(_ edge: ArchitectureGraph.Edge, _ route: LayeredLayout.Route) {
        guard let center = route.label, !edge.labels.isEmpty else { return }
        let width = (edge.labels.map { TextWidth.of($0, size: GraphPicture.labelSize) }.max() ?? 0) + 6
        let height = Double(edge.labels.count) * 12 + 2
        writer.box(
            "halo", x: center.x - width / 2, y: center.y - height / 2, width: width, height: height, radius: 2)
        for (index, label) in edge.labels.enumerated() {
            let y = center.y - height / 2 + 10 + Double(index) * 12
            writer.label("label", x: center.x, y: y, label, isCentered: true)
        }
    }

    private mutating func drawLegend(y: Double) {
        var x = GraphPicture.margin + 12
        for (index, stack) in graph.stacks.enumerated() {
            writer.box(
                "stack\(index % GraphPicture.stackColors.count)", x: x, y: y - 9, width: 4, height: 12, radius: 2)
            writer.label("legend", x: x + 10, y: y, stack)
            x += 10 + TextWidth.of(stack, size: GraphPicture.labelSize) + 18
        }
        x = GraphPicture.margin + 12
        let line = y + 20
        let kinds = Set(graph.edges.map(\.kind))
        let words: [(ArchitectureGraph.EdgeKind, String)] = [
            (.connection, "network connection"), (.grant, "permission"), (.reference, "reference"),
        ]
        for (kind, word) in words where kinds.contains(kind) {
            writer.line(
                "<path class=\"\(kind.rawValue)\" d=\"M\(SVGWriter.number(x)) \(SVGWriter.number(line - 3))"
                    + "L\(SVGWriter.number(x + 26)) \(SVGWriter.number(line - 3))\"/>")
            writer.label("legend", x: x + 33, y: line, word)
            x += 33 + TextWidth.of(word, size: GraphPicture.labelSize) + 18
        }
    }

    private static let stackColors = [
        ("#0969da", "#58a6ff"), ("#1a7f37", "#3fb950"), ("#8250df", "#bc8cff"), ("#bf8700", "#d29922"),
    ]

    private static let style =
        [
            "text { font-family: Helvetica, Arial, \"Liberation Sans\", sans-serif; fill: #1f2328; }",
            ".heading { font-size: 15px; font-weight: bold; }",
            ".group { font-size: 12px; font-weight: bold; fill: #57606a; }",
            ".name { font-size: \(titleSize)px; font-weight: bold; }",
            ".kind { font-size: \(textSize)px; }",
            ".detail { font-size: \(textSize)px; fill: #57606a; }",
            ".label, .legend { font-size: \(labelSize)px; fill: #424a53; }",
            ".page { fill: #ffffff; stroke: #d0d7de; }",
            ".band { fill: #f6f8fa; stroke: #eaeef2; }",
            ".node { fill: #ffffff; stroke: #afb8c1; }",
            ".outside { stroke-dasharray: 4 3; }",
            ".halo { fill: #ffffff; fill-opacity: 0.85; }",
            ".connection, .grant, .reference { fill: none; stroke: #57606a; stroke-width: 1.3; }",
            ".grant { stroke-dasharray: 6 4; }",
            ".reference { stroke-dasharray: 1.5 3; stroke-linecap: round; }",
            ".head { fill: #57606a; }",
        ] + stackColors.enumerated().map { ".stack\($0.offset) { fill: \($0.element.0); }" }

    private static let darkStyle =
        [
            "text { fill: #e6edf3; }",
            ".group, .detail { fill: #9198a1; }",
            ".label, .legend { fill: #b7bdc8; }",
            ".page { fill: #0d1117; stroke: #30363d; }",
            ".band { fill: #151b23; stroke: #21262d; }",
            ".node { fill: #0d1117; stroke: #4d5560; }",
            ".halo { fill: #0d1117; }",
            ".connection, .grant, .reference { stroke: #9198a1; }",
            ".head { fill: #9198a1; }",
        ] + stackColors.enumerated().map { ".stack\($0.offset) { fill: \($0.element.1); }" }
}
