/// Data that alarms watch and dashboards show: a metric, or a formula over metrics.
public protocol Measure: Sendable, Hashable {
    /// The metric or the formula.
    var series: MetricSeries { get }
}

/// A metric or a formula over metrics.
public enum MetricSeries: Measure {
    /// A metric.
    case metric(Metric)
    /// A formula over metrics.
    case expression(MetricExpression)

    /// The length of a data point.
    public var period: Period {
        switch self {
        case .metric(let metric): metric.period
        case .expression(let expression): expression.period
        }
    }

    /// The series itself.
    public var series: MetricSeries { self }

    /// The metric; nil for a formula.
    var metric: Metric? { if case .metric(let metric) = self { metric } else { nil } }
    /// The formula; nil for a metric.
    var expression: MetricExpression? { if case .expression(let expression) = self { expression } else { nil } }
}

extension Metric: Measure {
    /// The metric as a series.
    public var series: MetricSeries { .metric(self) }
}

extension MetricExpression: Measure {
    /// The formula as a series.
    public var series: MetricSeries { .expression(self) }
}
