public import CloudFormation

extension LoadBalancer {
    /// A reference to a load balancer built in the same stack.
    public struct Reference: Connectable, MetricSource {
        /// The names of the load balancer's metrics.
        public typealias Name = LoadBalancerMetric

        /// The load balancer's connections.
        public let connections: Connections
        /// The target group.
        public let targetGroup: ResourceHandle<AWS.ElasticLoadBalancingV2.TargetGroup>
        /// The listener that forwards to the target group. A service is created after it.
        public let listener: TemplateReference
        /// The port that the targets listen on.
        public let targetPort: Int
        /// The URL for clients.
        public let url: TemplateValue<String>
        /// The host name of the load balancer.
        public let dnsName: HostName
        /// The part of the ARN that is the dimension of metrics.
        let fullName: TemplateValue<String>

        static let delayKey = "deregistration_delay.timeout_seconds"

        /// The dimension that selects the load balancer.
        public var metricDimensions: [String: TemplateValue<String>] { ["LoadBalancer": fullName] }

        /// Raises the deregistration delay to a target's stop time-out. A target that is still registered when it stops
        /// fails requests.
        func drain(for time: Period) {
            targetGroup.update { group in
                let delay = TemplateValue.literal(Reference.delayKey)
                guard let index = group.targetGroupAttributes?.firstIndex(where: { $0.key == delay }) else { return }
                if case .string(let text)? = group.targetGroupAttributes?[index].value?.expression,
                    let seconds = Int(text), seconds >= time.seconds
                {
                    return
                }
                group.targetGroupAttributes?[index].value = .literal(String(time.seconds))
            }
        }
    }
}

/// The metrics of a load balancer ("CloudWatch metrics for your Application Load Balancer").
public enum LoadBalancerMetric: String, MetricName, Sendable {
    /// The number of requests.
    case requests = "RequestCount"
    /// The number of responses with status 5xx from targets.
    case targetServerErrors = "HTTPCode_Target_5XX_Count"
    /// The number of responses with status 5xx from the load balancer itself.
    case balancerServerErrors = "HTTPCode_ELB_5XX_Count"
    /// The time to the first byte of a target's response, in seconds.
    case targetResponseTime = "TargetResponseTime"

    /// The namespace of application load balancers.
    public var namespace: String { "AWS/ApplicationELB" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The sum of counts; the 95th percentile of times.
    public var statistic: Metric.Statistic { self == .targetResponseTime ? .percentile(95) : .sum }
}
