public import CloudFormation

/// A known metric of a kind of resource.
public protocol MetricName {
    /// The metric's namespace, such as `AWS/SQS`.
    var namespace: String { get }
    /// The metric's name, such as `ApproximateAgeOfOldestMessage`.
    var name: String { get }
    /// The statistic that the metric is usually read with.
    var statistic: Metric.Statistic { get }
}

/// A resource or construct with known metrics.
///
///     queue.metric(.ageOfOldestMessage)
///     database.metric(.cpuUtilization, .maximum)
public protocol MetricSource {
    /// The names of its metrics.
    associatedtype Name: MetricName

    /// The dimensions that select its data.
    var metricDimensions: [String: TemplateValue<String>] { get }
}

extension MetricSource {
    /// A metric.
    /// - Parameters:
    ///   - name: The metric.
    ///   - statistic: The statistic; nil is the metric's usual one.
    ///   - period: The length of a data point.
    public func metric(
        _ name: Name, _ statistic: Metric.Statistic? = nil, period: Period = .minutes(1)
    ) -> Metric {
        Metric(
            namespace: name.namespace, name: name.name, dimensions: metricDimensions,
            statistic: statistic ?? name.statistic, period: period)
    }
}

/// A resource type with known metrics; its handles are metric sources.
public protocol MeasuredResource: TypedResource {
    /// The names of its metrics.
    associatedtype Metrics: MetricName

    /// The dimensions that select a resource's data.
    static func metricDimensions(of resource: ResourceHandle<Self>) -> [String: TemplateValue<String>]
}

extension ResourceHandle: MetricSource where Properties: MeasuredResource {
    /// The names of the type's metrics.
    public typealias Name = Properties.Metrics

    /// The dimensions that select the resource's data.
    public var metricDimensions: [String: TemplateValue<String>] { Properties.metricDimensions(of: self) }
}

/// The metrics of a queue ("Available CloudWatch metrics for Amazon SQS").
public enum QueueMetric: String, MetricName, Sendable {
    /// The age of the oldest message, in seconds.
    case ageOfOldestMessage = "ApproximateAgeOfOldestMessage"
    /// The number of messages to receive.
    case messagesVisible = "ApproximateNumberOfMessagesVisible"
    /// The number of received messages that are not deleted.
    case messagesInFlight = "ApproximateNumberOfMessagesNotVisible"
    /// The number of messages sent.
    case messagesSent = "NumberOfMessagesSent"

    /// The namespace of SQS.
    public var namespace: String { "AWS/SQS" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The sum of sent messages, else the maximum.
    public var statistic: Metric.Statistic { self == .messagesSent ? .sum : .maximum }
}

extension AWS.SQS.Queue: MeasuredResource {
    /// The queue's name.
    public static func metricDimensions(of queue: ResourceHandle<AWS.SQS.Queue>) -> [String: TemplateValue<String>] {
        // The return attribute QueueName exists and is missing in the registry's read-only properties.
        ["QueueName": queue.attribute("QueueName")]
    }

    /// The names of a queue's metrics.
    public typealias Metrics = QueueMetric
}
