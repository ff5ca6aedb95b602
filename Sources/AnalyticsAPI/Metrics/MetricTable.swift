package import Basics

/// The current values of all metrics: a pure value.
package struct MetricTable: Sendable {
    /// The maximum number of series of a metric. All labels have few values, so this only bounds the effect of a mistake.
    package static let maximumSeries = 1000

    private var series: [Metric: [[String]: MetricValue]] = [:]

    /// Creates an empty table.
    package init() {}

    /// Adds to a counter or gauge.
    package mutating func add(_ metric: Metric, _ labels: [String] = [], _ amount: Double = 1) {
        guard fits(metric, labels) else { return }
        guard case .number(let number)? = series[metric]?[labels] else { return set(metric, labels, amount) }
        series[metric]?[labels] = .number(number + amount)
    }

    /// Sets a counter or gauge.
    package mutating func set(_ metric: Metric, _ labels: [String] = [], _ number: Double) {
        guard fits(metric, labels) else { return }
        series[metric, default: [:]][labels] = .number(number)
    }

    /// Sets a distribution.
    package mutating func set(
        _ metric: Metric, _ labels: [String], _ distribution: Histogram, exemplars: [Int: Exemplar] = [:]
    ) {
        guard fits(metric, labels) else { return }
        series[metric, default: [:]][labels] = .distribution(distribution, exemplars: exemplars)
    }

    /// The metrics that have series, in the order of ``Metric``.
    package var families: [MetricFamily] {
        Metric.allCases.compactMap { metric in
            guard let series = series[metric] else { return nil }
            let ordered = series.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            return MetricFamily(metric: metric, series: ordered.map { MetricSeries(labels: $0.key, value: $0.value) })
        }
    }

    private func fits(_ metric: Metric, _ labels: [String]) -> Bool {
        guard labels.count == metric.definition.labels.count else { return false }
        guard let present = series[metric], present.count >= Self.maximumSeries else { return true }
        return present[labels] != nil
    }
}
