import Charts
import Diagnostics
import Explorer
import Models
import Storage

extension ExplorerPage {
    /// Creates the first page: the list of datasets.
    ///
    /// - Parameter datasets: The datasets that exist for the client, or the reason why they cannot be listed.
    init(_ datasets: Result<[DatasetView], APIError>) {
        var content = HTMLText.element("h1", [:], .text("Datasets"))
        switch datasets {
        case .failure(let error):
            content =
                content + .element("p", [:], .text("The datasets cannot be listed. " + error.sentence))
                + .element("noscript", [:], Self.notice)
        case .success(let views) where views.isEmpty:
            content =
                content + .element("p", [:], .text("There are no datasets yet."))
                + .element("noscript", [:], Self.notice)
        case .success(let views):
            content = content + .element("ul", ["class": "datasets"], views.map(Self.entry))
        }
        self.init(title: "Weir", content: content)
    }

    /// Creates the page of a dataset: a chart and its first rows, for browsers without script.
    init(_ view: DatasetView, _ page: RowPage) {
        let name = view.name.rawValue
        let more = (page.hasMore ? "The first " : "") + page.rows.rowCount.counted("row")
        let table = HTMLText.element(
            "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Rows"],
            .element(
                "table", [:], .element("caption", [:], .text(more)),
                .element("thead", [:], .element("tr", [:], view.columns.map(Self.heading))),
                .element("tbody", [:], (0..<page.rows.rowCount).map { Self.row(page.rows, $0, view.columns) })))
        let content = HTMLText.element(
            "noscript", [:], .element("p", ["class": "up"], .element("a", ["href": "/"], .text("All datasets"))),
            .element("h1", [:], .text(name)),
            .image(
                source: "/explore/\(name)/overview",
                narrow: "/explore/\(name)/overview?width=\(ChartAnswer.narrowWidth)",
                alternative: "Chart of the rows of \(name)"
                    + (view.definition.timeColumn == nil ? "" : " over time")),
            table,
            .element(
                "p", [:], .text("Everything as "),
                .element("a", ["href": "/v1/datasets/\(name)/rows?format=csv"], .text("CSV")), .text(" or "),
                .element("a", ["href": "/v1/datasets/\(name)/rows?format=ndjson"], .text("NDJSON")), .text(".")),
            Self.notice)
        self.init(title: name + " – Weir", content: content)
    }

    /// Creates the page of a request that failed. The script asks for a key where one would help.
    init(_ error: APIError) {
        self.init(
            title: "Weir",
            content: .element(
                "noscript", [:], .element("h1", [:], .text(error.code.title)),
                .element("p", [:], .text(error.sentence)),
                .element("p", [:], .element("a", ["href": "/"], .text("All datasets")))))
    }

    private static var notice: HTMLText {
        .element(
            "p", ["class": "quiet"],
            .text("With JavaScript, this page loads files, asks questions of a dataset, and accepts a key."))
    }

    private static func entry(_ view: DatasetView) -> HTMLText {
        let count = view.dataset.rowCount
        let rows = view.isFiltered ? "" : NumberText.grouped(String(count)) + (count == 1 ? " row, " : " rows, ")
        return .element(
            "li", [:],
            .element("a", ["href": "/explore/\(view.name)"], .text(view.name.rawValue)),
            .element("span", ["class": "quiet"], .text(rows + view.columns.count.counted("column"))))
    }

    private static func heading(_ column: Column) -> HTMLText {
        .element(
            "th", ["scope": "col", "class": column.type.cellClass],
            .text(OutputText(column).titleWithUnit))
    }

    private static func row(_ rows: RowBatch, _ index: Int, _ columns: [Column]) -> HTMLText {
        .element(
            "tr", [:],
            zip(rows[index], columns).map { value, column in
                .element(
                    "td", ["class": column.type.cellClass], value.shown)
            })
    }
}

extension ColumnType {
    /// The class of a column's cells in the style sheet.
    fileprivate var cellClass: String { isNumeric ? "number" : isTime ? "time" : "text" }
}

extension Value {
    /// The maximum length of a text in a table, in characters.
    private static let longestText = 200

    /// The value as it stands in a table.
    fileprivate var shown: HTMLText {
        let text =
            switch self {
            case .null: ""
            case .string(let text), .json(let text): text
            case .integer(let number): String(number)
            case .double(let number): "\(number)"
            case .decimal(let number): number.description
            case .boolean(let truth): truth ? "true" : "false"
            case .timestamp(let instant): instant.description
            case .date(let day): day.description
            }
        guard self != .null else { return .element("span", ["class": "null"], .text("null")) }
        let short = text.prefix(Self.longestText)
        return .text(short.endIndex == text.endIndex ? text : short + "…")
    }
}
