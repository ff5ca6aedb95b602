public import CloudFormation

/// An alarm on a metric.
///
///     scope.add("Late", Alarm(queue.metric(.ageOfOldestMessage), above: 600, for: .minutes(15)))
public struct Alarm: Construct, Sendable, Hashable {
    /// The comparison of the metric with the threshold.
    public enum Comparison: String, Sendable, Hashable {
        /// Above the threshold.
        case above = "GreaterThanThreshold"
        /// At or above the threshold.
        case atLeast = "GreaterThanOrEqualToThreshold"
        /// Below the threshold.
        case below = "LessThanThreshold"
        /// At or below the threshold.
        case atMost = "LessThanOrEqualToThreshold"
    }

    /// The meaning of periods without data.
    public enum MissingData: String, Sendable, Hashable {
        /// The alarm's state is "insufficient data".
        case missing
        /// The alarm keeps its state.
        case ignore
        /// The threshold is breached.
        case breaching
        /// The threshold is not breached.
        case notBreaching
    }

    /// The metric.
    public var metric: Metric
    /// The comparison.
    public var comparison: Comparison
    /// The threshold.
    public var threshold: Double
    /// The time for which the comparison holds before the alarm is raised, a multiple of the metric's period. Defaults to
    /// 5 minutes.
    public var duration: Period
    /// The meaning of periods without data. Defaults to `.missing`.
    public var missingData = MissingData.missing
    /// The alarm's meaning, in a sentence; nil by default.
    public var description: String?
    /// The topics that are notified when the alarm is raised; none by default.
    public var actions: [ResourceARN<AWS.SNS.Topic>] = []
    /// The topics that are notified when the alarm ends; none by default.
    public var recoveryActions: [ResourceARN<AWS.SNS.Topic>] = []

    /// Describes an alarm.
    public init(_ metric: Metric, _ comparison: Comparison, _ threshold: Double, for duration: Period = .minutes(5)) {
        self.metric = metric
        self.comparison = comparison
        self.threshold = threshold
        self.duration = duration
    }

    /// Describes an alarm on a metric above a threshold.
    public init(_ metric: Metric, above threshold: Double, for duration: Period = .minutes(5)) {
        self.init(metric, .above, threshold, for: duration)
    }

    /// Describes an alarm on a metric below a threshold.
    public init(_ metric: Metric, below threshold: Double, for duration: Period = .minutes(5)) {
        self.init(metric, .below, threshold, for: duration)
    }

    /// The rules of the properties ("PutMetricAlarm" in the CloudWatch API reference).
    public static var rules: [PropertyRule<Alarm>] {
        [
            PropertyRule(
                "metric.period", { $0.metric.period },
                ValidValues("10, 20, 30 or a multiple of 60 seconds") { period in
                    [10, 20, 30].contains(period.seconds) || (period.seconds >= 60 && period.seconds % 60 == 0)
                }),
            PropertyRule("duration", { $0.duration }) { alarm in
                let period = max(1, alarm.metric.period.seconds)
                let longest = period >= 3600 ? 604_800 : 86_400
                return ValidValues("a multiple of the metric's period, \(period) s, up to \(longest) s") { duration in
                    duration.seconds > 0 && duration.seconds % period == 0 && duration.seconds <= longest
                }
            },
            PropertyRule(
                "metric.statistic", { $0.metric.statistic },
                ValidValues("a percentile from 0 to 100") { statistic in
                    if case .percentile(let rank) = statistic { (0...100).contains(rank) } else { true }
                }),
            PropertyRule(
                "threshold", { $0.threshold }, ValidValues("a finite number", contains: { $0.isFinite })),
            PropertyRule("actions", { $0.actions.count }, .range(0...5)),
            PropertyRule("recoveryActions", { $0.recoveryActions.count }, .range(0...5)),
        ]
    }

    /// Adds the alarm.
    public func build(in scope: Scope) -> Reference {
        let (statistic, percentile) = metric.statistic.words
        let alarm = scope.add(
            AWS.CloudWatch.Alarm(
                alarmActions: actions.isEmpty ? nil : TemplateValue<[String]>(actions.map(\.value)),
                alarmDescription: description.map { .literal($0) },
                comparisonOperator: TemplateValue(.string(comparison.rawValue)),
                dimensions: metric.dimensions.sorted { $0.key < $1.key }.map {
                    .init(name: .literal($0.key), value: $0.value)
                },
                evaluationPeriods: .literal(max(1, duration.seconds / max(1, metric.period.seconds))),
                extendedStatistic: percentile.map { .literal($0) },
                metricName: .literal(metric.name),
                namespace: .literal(metric.namespace),
                okActions: recoveryActions.isEmpty ? nil : TemplateValue<[String]>(recoveryActions.map(\.value)),
                period: .literal(metric.period.seconds),
                statistic: statistic.map { TemplateValue(.string($0)) },
                threshold: .literal(threshold),
                treatMissingData: TemplateValue(.string(missingData.rawValue))))
        return Reference(name: ResourceName(alarm.ref), arn: ResourceARN(alarm.arn))
    }

    /// A reference to an alarm.
    public struct Reference: Sendable, Hashable {
        /// The alarm's name.
        public let name: ResourceName<AWS.CloudWatch.Alarm>
        /// The alarm's ARN.
        public let arn: ResourceARN<AWS.CloudWatch.Alarm>
    }
}

extension Metric.Statistic {
    /// The words for the properties `Statistic` and `ExtendedStatistic`, of which one is set.
    fileprivate var words: (statistic: String?, percentile: String?) {
        switch self {
        case .average: ("Average", nil)
        case .minimum: ("Minimum", nil)
        case .maximum: ("Maximum", nil)
        case .sum: ("Sum", nil)
        case .sampleCount: ("SampleCount", nil)
        case .percentile(let rank): (nil, "p" + ("\(rank)".hasSuffix(".0") ? String("\(rank)".dropLast(2)) : "\(rank)"))
        }
    }
}
