/// The form of a chart, as a client requests it.
package struct ChartSpecification: Sendable, Hashable {
    /// The valid widths, in pixels.
    package static let widths = 240...2400
    /// The valid heights, in pixels.
    package static let heights = 160...1600
    /// The maximum length of a title, in characters.
    package static let longestTitle = 200

    /// The kind; `nil` for the one that fits the columns (``ChartPlan/init(_:kind:)``).
    package var kind: ChartKind?
    /// The width in pixels.
    package var width = 800
    /// The height in pixels; `nil` for one that fits the content.
    package var height: Int?
    /// The colours.
    package var theme = ChartTheme.auto
    /// The visible title; `nil` for one made of the columns' names, and empty for none.
    package var title: String?

    /// Creates the default form.
    package init(
        kind: ChartKind? = nil, width: Int = 800, height: Int? = nil, theme: ChartTheme = .auto, title: String? = nil
    ) {
        self.kind = kind
        self.width = width
        self.height = height
        self.theme = theme
        self.title = title
    }
}

/// A kind of chart.
package enum ChartKind: String, Sendable, Hashable, CaseIterable {
    /// A line for each series over time.
    case line
    /// The area under a line; the areas of several series are stacked.
    case area
    /// Bars from zero: over time, or one for each category. The bars of several series stand side by side.
    case bar
    /// Bars in which the series are stacked.
    case stackedBar
    /// The measures of a single row as text.
    case number

    /// The kind in a sentence: "Line chart".
    var name: String {
        switch self {
        case .line: "Line chart"
        case .area: "Area chart"
        case .bar: "Bar chart"
        case .stackedBar: "Stacked bar chart"
        case .number: "Number"
        }
    }
}

/// The colours of a chart.
package enum ChartTheme: String, Sendable, Hashable, CaseIterable {
    /// Dark text on white.
    case light
    /// Light text on near black.
    case dark
    /// Light, or dark where the viewer prefers dark colours (`prefers-color-scheme`).
    case auto
}
