public import CloudFormation

/// A metric of CloudWatch, for alarms and dashboards.
public struct Metric: Sendable, Hashable {
    /// The combination of a period's data points into one value.
    public enum Statistic: Sendable, Hashable {
        /// The mean.
        case average
        /// The least value.
        case minimum
        /// The greatest value.
        case maximum
        /// The sum.
        case sum
        /// The number of data points.
        case sampleCount
        /// A percentile from 0 to 100.
        case percentile(Double)
    }

    /// The namespace, such as `AWS/SQS`.
    public var namespace: String
    /// The metric's name, such as `ApproximateAgeOfOldestMessage`.
    public var name: String
    /// The dimensions, which select one resource's data.
    public var dimensions: [String: TemplateValue<String>]
    /// The statistic. Defaults to `.average`.
    public var statistic: Statistic
    /// The length of a data point. Defaults to one minute.
    public var period: Period

    /// Creates a metric by its names.
    public init(
        namespace: String, name: String, dimensions: [String: TemplateValue<String>], statistic: Statistic = .average,
        period: Period = .minutes(1)
    ) {
        self.namespace = namespace
        self.name = name
        self.dimensions = dimensions
        self.statistic = statistic
        self.period = period
    }
}

extension ResourceHandle {
    /// A metric of this resource. It works for every resource type, an untyped one included.
    ///
    ///     schedule.metric("InvocationAttemptCount", in: "AWS/Scheduler", by: "ScheduleGroup", statistic: .sum)
    ///
    /// - Parameters:
    ///   - name: The metric's name.
    ///   - namespace: The metric's namespace.
    ///   - dimension: The dimension that selects the resource.
    ///   - value: The dimension's value; nil is the resource's `Ref`.
    ///   - statistic: The statistic.
    ///   - period: The length of a data point.
    public func metric(
        _ name: String, in namespace: String, by dimension: String, value: TemplateValue<String>? = nil,
        statistic: Metric.Statistic = .average, period: Period = .minutes(1)
    ) -> Metric {
        Metric(
            namespace: namespace, name: name, dimensions: [dimension: value ?? ref], statistic: statistic,
            period: period)
    }
}
