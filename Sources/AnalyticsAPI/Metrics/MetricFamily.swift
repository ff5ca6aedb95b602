package import Basics

/// A metric with its current series.
package struct MetricFamily: Sendable {
    /// The metric.
    package let metric: Metric
    /// The series, ordered by their labels.
    package let series: [MetricSeries]
}

/// The current value of a metric for some label values.
package struct MetricSeries: Sendable {
    /// The values of the metric's labels, in the definition's order.
    package let labels: [String]
    /// The value.
    package let value: MetricValue
}

/// The value of a series.
package enum MetricValue: Sendable {
    /// The value of a counter or gauge.
    case number(Double)
    /// A distribution, with the last exemplar of each bucket.
    case distribution(Histogram, exemplars: [Int: Exemplar])
}
