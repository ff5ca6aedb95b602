import Charts
import Diagnostics

extension ChartSpecification {
    /// The query parameters with options of a chart.
    static let parameters = ["chart", "width", "height", "theme", "title"]

    /// Reads the options.
    ///
    /// - Throws: ``APIError`` for an invalid option.
    init(_ parameters: QueryParameters) throws(APIError) {
        self.init(
            kind: try parameters.choice("chart", of: ChartKind.self),
            width: try parameters.integer("width", in: Self.widths) ?? 800,
            height: try parameters.integer("height", in: Self.heights),
            theme: try parameters.choice("theme", of: ChartTheme.self) ?? .auto, title: parameters["title"])
        if let title, title.count > Self.longestTitle {
            throw .parameter(
                "title", got: title, expected: "at most \(Self.longestTitle) characters, which a picture has space for")
        }
    }
}
