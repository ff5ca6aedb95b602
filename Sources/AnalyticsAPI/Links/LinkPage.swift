import Basics
import Charts
import Hummingbird
import Models
import NIOCore
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The page of a link: title, chart and rows of a saved query in one document, without script and external resources.
struct LinkPage: Sendable {
    /// The maximum number of rows in the page's table.
    static let maximumRows = 1000

    let link: OpenedLink
    let query: StoredQuery
    let view: DatasetView
    let environment: ServerEnvironment
    /// The way from the page's address to the folder of the link's answers: "../" for an address that ends with a slash.
    var folder = ""

    /// Runs the query and returns the page, or 304 if the client has it.
    func response(_ request: Request, _ store: StoreAccess) async throws -> Response {
        let document = query.document
        let reading = try ReadConsistency(request.headers)
        let visible = try view.resolved(document.query, limits: .document, now: environment.now())
        func tag(at version: Int64, lookups: [DatasetVersion]? = nil) -> EntityTag {
            var digest = QueryDigest(
                dataset: view.dataset, dataVersion: version, format: .json(arrays: false), style: AnswerStyle(),
                restriction: view.restriction)
            digest.add(visible, lookupsAt: lookups)
            digest.add(document.chart)
            digest.add(pageTitle: document.title, description: document.description, offersCSV: offersCSV)
            return digest.tag()
        }
        let current = tag(at: view.dataset.dataVersion)
        guard try !request.isSatisfied(by: current) || store.exceedsRange(visible) else {
            var response = Response.notModified(current)
            // A cache replaces the stored headers with these (RFC 9111, section 4.3.4).
            response.headers[.contentSecurityPolicy] = policy
            return response
        }
        let answer = try await store.query(visible, reading: reading)
        let columns = answer.columns
        let rows = try await ChartAnswer.read(answer, timing: store.timing)
        let page = html(
            columns, rows, chart: drawing(document.chart.untitled, rows, of: visible.resolved, answer.isTruncated),
            narrow: drawing(document.chart.narrow, rows, of: visible.resolved, answer.isTruncated)?.svg,
            of: visible.resolved, isTruncated: answer.isTruncated, dataVersion: answer.dataVersion,
            lookups: visible.resolved.lookupSummaries(answer.lookupVersions))
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy,
                .eTag: tag(at: answer.dataVersion, lookups: answer.lookupVersions).text,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }

    /// Draws a chart; `nil` for a query that no chart shows, which has its table.
    @inline(never) private func drawing(
        _ form: ChartSpecification?, _ rows: [RowBatch], of resolved: ResolvedQuery, _ isTruncated: Bool
    ) -> (svg: String, description: String)? {
        guard let form, let chart = try? ChartAnswer(form, of: resolved) else { return nil }
        return chart.drawing(rows, isTruncated: isTruncated)
    }

    /// The policy of the page, which the link's origins may show in a frame.
    private var policy: String { LinkDocument.policy(frameAncestors: link.target.frameAncestors) }

    /// A Boolean value that indicates whether the limits of the link's creator allow an answer as CSV.
    private var offersCSV: Bool { view.refusal(of: query.document.query, .stream) == nil }

    private var title: String { query.document.title ?? query.record.name.rawValue }

    /// Writes the page.
    ///
    /// - Parameters:
    ///   - columns: The columns of the result.
    ///   - rows: All rows.
    ///   - chart: The chart with its description; `nil` for a query that no chart shows.
    ///   - narrow: The chart for telephones; `nil` for one that is narrow anyway.
    ///   - lookups: The datasets that values are looked up in.
    func html(
        _ columns: [ResultColumn], _ rows: [RowBatch], chart: (svg: String, description: String)?,
        narrow: String? = nil, of resolved: ResolvedQuery, isTruncated: Bool, dataVersion: Int64,
        lookups: [LookupSummary] = []
    ) -> String {
        var content = "<main><h1>\(XMLText.attribute(title))</h1>\n"
        if let description = query.document.description {
            content += "<p class=\"lede\">\(XMLText.content(description))</p>\n"
        }
        if let chart {
            let text = XMLText.attribute(chart.description)
            var picture = "<img src=\"\(Self.address(ofPicture: chart.svg))\" alt=\"\(text)\">"
            if let narrow {
                let source = "<source media=\"(max-width:36rem)\" srcset=\"\(Self.address(ofPicture: narrow))\">"
                picture = "<picture>\(source)\(picture)</picture>"
            }
            content += "<figure>\(picture)</figure>\n"
        }
        content += table(columns, rows, of: resolved, isTruncated: isTruncated)
        content += """
            <p class="a">\(offersCSV ? "<a class=\"b\" href=\"\(folder)\(link.token).csv\" download>Download CSV</a>" : "")\
            <a href="\(folder)\(link.token).json">JSON</a>\(chart == nil ? "" : "<a href=\"\(folder)\(link.token).svg\">Picture</a>")\
            </p></main>
            <footer>
            """
        for range in resolved.ranges.prefix(10) {
            let end = range.isOpenEnded ? "" : " to before \(range.text(of: range.before))"
            content += "<p>\(XMLText.attribute("\(range.member): from \(range.text(of: range.from))\(end)"))</p>"
        }
        let now = environment.now()
        let others = lookups.map { ", \($0.dataset) at version \($0.dataVersion)" }.joined()
        content += """
            <p>Data read at <time datetime="\(now)">\(LinkCell.clock(now, isRounded: true))</time>, version \
            \(dataVersion)\(others). The page shows the present data each time it is opened.</p></footer>
            """
        return LinkDocument(title: title, content: content).html
    }

    private static func address(ofPicture svg: String) -> String {
        "data:image/svg+xml;base64," + Data(svg.utf8).base64EncodedString()
    }

    /// The first rows as a table. Its caption says how many there are, and what is left out.
    private func table(
        _ columns: [ResultColumn], _ rows: [RowBatch], of resolved: ResolvedQuery, isTruncated: Bool
    ) -> String {
        let count = rows.reduce(0) { $0 + $1.rowCount }
        let total = NumberText.grouped(String(count))
        var caption = count == 1 ? "1 row" : "\(total) rows"
        if count > Self.maximumRows {
            caption =
                "The first \(NumberText.grouped(String(Self.maximumRows))) of \(total) rows; the \(offersCSV ? "CSV" : "JSON") has all of them"
        }
        if isTruncated { caption += ". The result has further rows, which the query's limit leaves out" }
        let texts = resolved.outputTexts
        let cells = columns.indices.map { index in
            LinkCell(
                columns[index], at: index, of: resolved, unit: texts[index].unit,
                fraction: Self.fraction(ofColumn: index, rows, unit: texts[index].unit))
        }
        var html = """
            <div class="scroll" tabindex="0" role="region" aria-label="Rows"><table><caption>\(caption).</caption>\
            <thead><tr>
            """
        for (cell, text) in zip(cells, texts) {
            html += "<th scope=\"col\"\(cell.attributes)>\(XMLText.attribute(text.titleWithUnit))</th>"
        }
        html += "</tr></thead><tbody>\n"
        var left = Self.maximumRows
        for batch in rows {
            for row in 0..<min(left, batch.rowCount) {
                html += "<tr>"
                for (cell, values) in zip(cells, batch.columns) { html += cell.html(values.value(at: row)) }
                html += "</tr>\n"
            }
            left -= min(left, batch.rowCount)
        }
        return html + "</tbody></table></div>\n"
    }
}

extension LinkPage {
    /// Returns the most digits after the point of a column's numbers among the shown rows, so that their points stand below each
    /// other.
    private static func fraction(ofColumn index: Int, _ rows: [RowBatch], unit: String?) -> Int {
        var left = maximumRows
        var most = 0
        for batch in rows where left > 0 {
            for row in 0..<min(left, batch.rowCount) {
                let value = batch.columns[index].value(at: row)
                switch value {
                case .decimal(let number): most = max(most, LinkCell.fractionDigits(of: number.description))
                case .double where LinkCell.showsFraction(value):
                    most = max(most, LinkCell.fractionDigits(of: NumberText.full(value, unit: unit)))
                default: continue
                }
            }
            left -= batch.rowCount
        }
        // A single number with many digits does not widen the column.
        return min(most, 6)
    }
}

extension ChartSpecification {
    /// The form with the width of a telephone, so that its texts can be read there; `nil` for a form that is narrow anyway.
    fileprivate var narrow: ChartSpecification? {
        guard width > 480 else { return nil }
        var form = untitled
        form.width = ChartAnswer.narrowWidth
        return form
    }

    /// The form without a title in the picture, for a page that has it as its heading.
    fileprivate var untitled: ChartSpecification {
        var form = self
        form.title = ""
        return form
    }
}
