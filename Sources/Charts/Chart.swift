import Basics
package import Models

/// A chart of a result's rows as SVG.
///
/// The picture is a pure function of its arguments: no clock, no random id, no font of the machine. It has no script, and every
/// text from data is escaped.
///
/// ```swift
/// let plan = try ChartPlan(columns, kind: nil)
/// let bytes = Chart(plan, ChartSpecification(width: 600), rows: batches).svg()
/// ```
package struct Chart: Sendable {
    private let plan: ChartPlan
    private let specification: ChartSpecification
    private let rows: [RowBatch]
    private let isTruncated: Bool

    /// Creates a chart.
    ///
    /// - Parameters:
    ///   - plan: The parts of the columns.
    ///   - specification: The form.
    ///   - rows: The rows, with the plan's columns.
    ///   - isTruncated: `true` if the result has further rows, which the picture then says.
    package init(_ plan: ChartPlan, _ specification: ChartSpecification, rows: [RowBatch], isTruncated: Bool = false) {
        self.plan = plan
        self.specification = specification
        self.rows = rows
        self.isTruncated = isTruncated
    }

    /// Returns the picture as an SVG document in UTF-8.
    package func svg() -> String { drawing().svg }

    /// Returns the picture as an SVG document in UTF-8, with its description for readers who do not see it.
    package func drawing() -> (svg: String, description: String) {
        let table = SeriesTable(plan, rows)
        var picture = ChartPicture(plan, specification, table)
        if isTruncated {
            let count = rows.reduce(0) { $0 + $1.rowCount }
            picture.notes.append("only the first \(NumberText.grouped(String(count))) groups of the result are drawn")
        }
        picture.draw()
        let heading = picture.heading
        let description = ChartDescription(plan, table, notes: picture.notes).text
        var hash = FNV1a()
        hash.update(heading.utf8)
        hash.update(description.utf8)
        hash.update(picture.canvas.markup.utf8)
        // Several pictures in one page need different ids.
        let id = "weir-\(hash.hexadecimal)"
        let (width, height) = (ChartCanvas.number(picture.width), ChartCanvas.number(picture.height))
        let svg = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            role="img" aria-labelledby="\(id)-title \(id)-description" lang="en" \
            font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="11">
            <title id="\(id)-title">\(XMLText.attribute(heading))</title>
            <desc id="\(id)-description">\(XMLText.attribute(description))</desc>
            \(picture.canvas.style)\(picture.canvas.markup)</svg>

            """
        return (svg, description)
    }
}
