import Basics
import Crypto
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

    /// Runs the query and returns the page, or 304 if the client has it.
    func response(_ request: Request, _ store: StoreAccess) async throws -> Response {
        let document = query.document
        let reading = try ReadConsistency(request.headers)
        let visible = try view.resolved(document.query, limits: .document, now: environment.now())
        func tag(at version: Int64) -> EntityTag {
            var digest = QueryDigest(
                dataset: view.dataset, dataVersion: version, format: .json(arrays: false), style: AnswerStyle(),
                restriction: view.restriction)
            digest.add(document.query)
            digest.add(document.query, resolvedTo: visible.resolved.ranges)
            digest.add(document.chart)
            digest.add(pageTitle: document.title, description: document.description)
            return digest.tag()
        }
        let current = tag(at: view.dataset.dataVersion)
        guard try !request.isSatisfied(by: current) else {
            var response = Response.notModified(current)
            // A cache replaces the stored headers with these (RFC 9111, section 4.3.4).
            response.headers[.contentSecurityPolicy] = policy
            return response
        }
        let answer = try await store.query(visible, reading: reading)
        let columns = answer.columns
        let rows = try await ChartAnswer.read(answer, timing: store.timing)
        // A query that no chart shows has its table.
        let chart = try? ChartAnswer(document.chart, of: visible.resolved)
        let page = html(
            columns, rows, svg: chart?.svg(rows, isTruncated: answer.isTruncated), ranges: visible.resolved.ranges,
            isTruncated: answer.isTruncated, dataVersion: answer.dataVersion)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy,
                .eTag: tag(at: answer.dataVersion).text,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }

    /// The policy of the page: its own style sheet, and the picture that it contains (Content Security Policy Level 3).
    private var policy: String {
        let digest = Data(SHA256.hash(data: Array(Self.style.utf8))).base64EncodedString()
        let ancestors = link.target.frameAncestors
        return """
            default-src 'none'; img-src data:; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'; \
            frame-ancestors \(ancestors.isEmpty ? "'none'" : ancestors.joined(separator: " "))
            """
    }

    private static let style = """
        :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:1.5rem;max-width:60rem}\
        img{max-width:100%;height:auto}table{border-collapse:collapse;font-size:.875rem}\
        th,td{padding:.25rem .75rem;text-align:left;border-bottom:1px solid #8884}\
        .n{text-align:right;font-variant-numeric:tabular-nums}p{white-space:pre-line}footer{font-size:.875rem}
        """

    private var title: String { query.document.title ?? query.record.name.rawValue }

    /// Writes the page.
    ///
    /// - Parameter svg: The chart; `nil` for a query that no chart shows.
    func html(
        _ columns: [ResultColumn], _ rows: [RowBatch], svg: String?, ranges: [ResolvedRange], isTruncated: Bool,
        dataVersion: Int64
    ) -> String {
        let title = XMLText.attribute(title)
        let count = rows.reduce(0) { $0 + $1.rowCount }
        var html = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta name="robots" content="noindex"><title>\(title)</title><style>\(Self.style)</style></head>
            <body><main><h1>\(title)</h1>

            """
        if let description = query.document.description { html += "<p>\(XMLText.content(description))</p>\n" }
        if let svg {
            let data = Data(svg.utf8).base64EncodedString()
            html += "<img src=\"data:image/svg+xml;base64,\(data)\" alt=\"Chart: \(title)\">\n"
        }
        html += "<table><thead><tr>"
        for column in columns {
            html += "<th scope=\"col\"\(Self.alignment(column))>\(XMLText.attribute(column.name))</th>"
        }
        html += "</tr></thead><tbody>\n"
        var left = Self.maximumRows
        for batch in rows {
            for row in 0..<min(left, batch.rowCount) {
                html += "<tr>"
                for (column, values) in zip(columns, batch.columns) {
                    let text = XMLText.content(column.text(of: values.value(at: row)))
                    html += "<td\(Self.alignment(column))>\(text)</td>"
                }
                html += "</tr>\n"
            }
            left -= min(left, batch.rowCount)
        }
        html += "</tbody></table></main>\n<footer>"
        if count > Self.maximumRows { html += "<p>The table shows the first \(Self.maximumRows) of \(count) rows.</p>" }
        if isTruncated { html += "<p>The result has further rows, which the query's limit leaves out.</p>" }
        for range in ranges.prefix(10) {
            let end = range.isOpenEnded ? "" : " to before \(range.text(of: range.before))"
            html += "<p>\(XMLText.attribute("\(range.member): from \(range.text(of: range.from))\(end)"))</p>"
        }
        html += """
            <p>Data read at \(environment.now()), version \(dataVersion). <a href="\(link.token).csv">CSV</a> \
            <a href="\(link.token).json">JSON</a></p></footer></body></html>

            """
        return html
    }

    private static func alignment(_ column: ResultColumn) -> String {
        switch column.type {
        case .integer, .double, .decimal: " class=\"n\""
        case .string, .boolean, .timestamp, .date, .json: ""
        }
    }
}

extension ResultColumn {
    /// Returns a value as text, as CSV shows it.
    fileprivate func text(of value: Value) -> String {
        var bytes: [UInt8] = []
        switch value {
        case .null: break
        case .string(let text), .json(let text): return text
        case .integer(let number): return String(number)
        case .double(let number): return String(number)
        case .boolean(let truth): return String(truth)
        case .decimal(let number): number.write(into: &bytes)
        case .date(let day): day.write(into: &bytes)
        case .timestamp(let instant):
            let offset = zone.flatMap { $0 == .utc ? nil : $0.offset(at: instant) }
            instant.write(into: &bytes, offsetSeconds: offset)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
