/// A line of a graph, or a number: a metric or formula with its label.
public struct DashboardSeries: Sendable, Hashable {
    /// The vertical axis of a line.
    public enum Axis: String, Sendable, Hashable {
        /// The left axis.
        case left
        /// The right axis.
        case right
    }

    /// The text in the legend.
    public var label: String
    /// The metric or the formula.
    public var series: MetricSeries
    /// The axis. Defaults to the left one.
    public var axis: Axis

    /// Creates a line.
    public init(_ label: String, _ measure: some Measure, axis: Axis = .left) {
        self.label = label
        series = measure.series
        self.axis = axis
    }
}

/// A horizontal line in a graph, such as an alarm's threshold.
public struct DashboardThreshold: Sendable, Hashable {
    /// The text beside the line.
    public var label: String
    /// The value.
    public var value: Double
    /// The axis. Defaults to the left one.
    public var axis: DashboardSeries.Axis

    /// Creates a line.
    public init(_ label: String, _ value: Double, axis: DashboardSeries.Axis = .left) {
        self.label = label
        self.value = value
        self.axis = axis
    }
}
