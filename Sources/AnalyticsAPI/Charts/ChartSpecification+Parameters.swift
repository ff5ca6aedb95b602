import Charts
import Diagnostics

extension ChartSpecification {
    /// The query parameters with options of a chart.
    static let parameters = Operation.chartParameters.names

    /// Reads the options.
    ///
    /// - Parameter saved: The form without any option.
    /// - Throws: ``APIError`` for an invalid option.
    init(
        _ parameters: QueryParameters, over saved: ChartSpecification = ChartSpecification()
    ) throws(APIError) {
        self.init(
            kind: try parameters.choice("chart", of: ChartKind.self) ?? saved.kind,
            width: try parameters.integer("width", in: Self.widths) ?? saved.width,
            height: try parameters.integer("height", in: Self.heights) ?? saved.height,
            theme: try parameters.choice("theme", of: ChartTheme.self) ?? saved.theme,
            title: parameters["title"] ?? saved.title)
        if let title, title.count > Self.longestTitle {
            throw .parameter(
                "title", got: title, expected: "at most \(Self.longestTitle) characters, which a picture has space for")
        }
    }
}
