public import CloudFormation

extension WebFirewall {
    /// A reference to a firewall, built here, shared by another stack, or existing.
    public struct Reference: MetricSource, Shareable {
        /// The names of the firewall's metrics.
        public typealias Name = WebFirewallMetric

        /// The firewall's ARN.
        public let arn: ResourceARN<AWS.WAFv2.WebACL>
        /// The name in the firewall's metrics.
        public let metricName: String
        /// The log group; nil without logs.
        public let logGroup: ResourceName<AWS.Logs.LogGroup>?

        /// An existing firewall.
        public init(
            arn: ResourceARN<AWS.WAFv2.WebACL>, metricName: String, logGroup: ResourceName<AWS.Logs.LogGroup>? = nil
        ) {
            self.arn = arn
            self.metricName = metricName
            self.logGroup = logGroup
        }

        /// The dimensions that select all rules of the firewall.
        public var metricDimensions: [String: TemplateValue<String>] {
            ["WebACL": .literal(metricName), "Region": AWS.region, "Rule": "ALL"]
        }

        /// Passes the values through the transfer. The name in metrics is known where the firewall is used: it stays.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            let arn = transfer.text("Arn", arn, "The firewall's ARN")
            guard let logGroup else { return Reference(arn: arn, metricName: metricName) }
            return Reference(
                arn: arn, metricName: metricName,
                logGroup: transfer.text("LogGroupName", logGroup, "The log group of the firewall"))
        }

        /// A firewall without an ARN and without logs.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(arn: "", metricName: "")
        }
    }
}

/// The metrics of a firewall ("AWS WAF core metrics and dimensions").
public enum WebFirewallMetric: String, MetricName, Sendable {
    /// The number of requests that passed.
    case allowed = "AllowedRequests"
    /// The number of refused requests.
    case blocked = "BlockedRequests"
    /// The number of requests that a counting rule matched.
    case counted = "CountedRequests"

    /// The namespace of AWS WAF.
    public var namespace: String { "AWS/WAFV2" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The sum.
    public var statistic: Metric.Statistic { .sum }
}
