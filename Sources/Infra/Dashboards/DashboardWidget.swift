public import CloudFormation

/// A widget of a dashboard.
public struct DashboardWidget: Sendable, Hashable {
    /// The kinds of widgets.
    public enum Content: Sendable, Hashable {
        /// A text in Markdown.
        case text(TemplateValue<String>)
        /// The states of alarms, by their ARNs.
        case alarms([TemplateValue<String>])
        /// Lines over time, with horizontal lines for thresholds.
        case graph([DashboardSeries], thresholds: [DashboardThreshold])
        /// The latest numbers, with a small line behind each.
        case numbers([DashboardSeries])
    }

    /// The title; nil for a text.
    public var title: String?
    /// The content.
    public var content: Content
    /// The unit beside the left axis of a graph; nil shows none. Defaults to nil.
    public var unit: String?
    /// The share of the row's width, relative to the other widgets of the row.
    public var span: Int
    /// The height in rows of the grid. The highest widget of a row decides.
    public var height: Int

    /// A text in Markdown.
    public static func text(_ markdown: TemplateValue<String>, span: Int = 1, height: Int = 1) -> DashboardWidget {
        DashboardWidget(title: nil, content: .text(markdown), unit: nil, span: span, height: height)
    }

    /// The states of alarms.
    public static func alarms(
        _ title: String, _ alarms: [any AlarmReference], span: Int = 1, height: Int = 2
    ) -> DashboardWidget {
        DashboardWidget(
            title: title, content: .alarms(alarms.map(\.alarmARN)), unit: nil, span: span, height: height)
    }

    /// Lines over time.
    public static func graph(
        _ title: String, _ series: [DashboardSeries], thresholds: [DashboardThreshold] = [], unit: String? = nil,
        span: Int = 1, height: Int = 6
    ) -> DashboardWidget {
        DashboardWidget(
            title: title, content: .graph(series, thresholds: thresholds), unit: unit, span: span, height: height)
    }

    /// The latest numbers.
    public static func numbers(
        _ title: String, _ series: [DashboardSeries], span: Int = 1, height: Int = 3
    ) -> DashboardWidget {
        DashboardWidget(title: title, content: .numbers(series), unit: nil, span: span, height: height)
    }

    /// The number of metrics that the widget reads.
    var metricCount: Int {
        switch content {
        case .text, .alarms: 0
        case .graph(let series, _), .numbers(let series):
            series.reduce(0) { $0 + ($1.series.expression?.metrics.count ?? 1) }
        }
    }

    /// The formulas of the widget.
    var expressions: [MetricExpression] {
        switch content {
        case .text, .alarms: []
        case .graph(let series, _), .numbers(let series): series.compactMap(\.series.expression)
        }
    }
}
