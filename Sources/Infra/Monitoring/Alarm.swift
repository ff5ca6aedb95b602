public import CloudFormation

/// An alarm on a metric or on a formula over metrics.
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

    /// The metric or the formula.
    public var series: MetricSeries
    /// The comparison.
    public var comparison: Comparison
    /// The threshold.
    public var threshold: Double
    /// The time for which the comparison holds before the alarm is raised, a multiple of the metric's period. Defaults to
    /// 5 minutes.
    public var duration: Period
    /// The number of periods within the duration that breach the threshold before the alarm is raised; nil is all. Defaults
    /// to nil.
    public var breachingPeriods: Int?
    /// The meaning of periods without data. Defaults to `.missing`.
    public var missingData = MissingData.missing
    /// Keeps the state while a percentile has too few samples to be significant. Defaults to false.
    public var ignoresFewSamples = false
    /// The alarm's meaning, in a sentence; nil by default.
    public var description: String?
    /// The topics that are notified when the alarm is raised; none by default.
    public var actions: [ResourceARN<AWS.SNS.Topic>] = []
    /// The topics that are notified when the alarm ends; none by default.
    public var recoveryActions: [ResourceARN<AWS.SNS.Topic>] = []

    /// Describes an alarm.
    public init(
        _ measure: some Measure, _ comparison: Comparison, _ threshold: Double, for duration: Period = .minutes(5)
    ) {
        series = measure.series
        self.comparison = comparison
        self.threshold = threshold
        self.duration = duration
    }

    /// Describes an alarm on a metric or formula above a threshold.
    public init(_ measure: some Measure, above threshold: Double, for duration: Period = .minutes(5)) {
        self.init(measure, .above, threshold, for: duration)
    }

    /// Describes an alarm on a metric or formula below a threshold.
    public init(_ measure: some Measure, below threshold: Double, for duration: Period = .minutes(5)) {
        self.init(measure, .below, threshold, for: duration)
    }

    /// A reference to an alarm.
    public struct Reference: Sendable, Hashable {
        /// The alarm's name.
        public let name: ResourceName<AWS.CloudWatch.Alarm>
        /// The alarm's ARN.
        public let arn: ResourceARN<AWS.CloudWatch.Alarm>
    }
}
