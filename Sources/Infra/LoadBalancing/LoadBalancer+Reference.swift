public import CloudFormation

extension LoadBalancer {
    /// A reference to a load balancer, built here, shared by another stack, or existing.
    public struct Reference: Connectable, MetricSource, Shareable {
        /// The names of the load balancer's metrics.
        public typealias Name = LoadBalancerMetric

        /// The load balancer's ARN.
        public let arn: ResourceARN<AWS.ElasticLoadBalancingV2.LoadBalancer>
        /// The load balancer's connections.
        public let connections: Connections
        /// The target group.
        public let targetGroup: TargetGroup
        /// The listener that forwards to the target group.
        public let listener: ResourceARN<AWS.ElasticLoadBalancingV2.Listener>
        /// The port that the targets listen on.
        public let targetPort: Int
        /// The URL with the load balancer's own host name, which no certificate covers.
        public let url: TemplateValue<String>
        /// The host name of the load balancer.
        public let dnsName: HostName
        /// The zone of the host name, for alias records.
        public let hostedZone: ResourceID<AWS.Route53.HostedZone>
        /// The part of the ARN that is the dimension of metrics.
        public let fullName: TemplateValue<String>
        /// The resources; nil if another stack has them.
        let built: Parts?

        static let delayKey = "deregistration_delay.timeout_seconds"

        /// An existing load balancer.
        public init(
            arn: ResourceARN<AWS.ElasticLoadBalancingV2.LoadBalancer>, connections: Connections,
            targetGroup: TargetGroup, listener: ResourceARN<AWS.ElasticLoadBalancingV2.Listener>, targetPort: Int,
            url: TemplateValue<String>, dnsName: HostName, hostedZone: ResourceID<AWS.Route53.HostedZone>,
            fullName: TemplateValue<String>
        ) {
            self.init(
                arn: arn, connections: connections, targetGroup: targetGroup, listener: listener,
                targetPort: targetPort, url: url, dnsName: dnsName, hostedZone: hostedZone, fullName: fullName,
                built: nil)
        }

        init(
            arn: ResourceARN<AWS.ElasticLoadBalancingV2.LoadBalancer>, connections: Connections,
            targetGroup: TargetGroup, listener: ResourceARN<AWS.ElasticLoadBalancingV2.Listener>, targetPort: Int,
            url: TemplateValue<String>, dnsName: HostName, hostedZone: ResourceID<AWS.Route53.HostedZone>,
            fullName: TemplateValue<String>, built: Parts?
        ) {
            self.arn = arn
            self.connections = connections
            self.targetGroup = targetGroup
            self.listener = listener
            self.targetPort = targetPort
            self.url = url
            self.dnsName = dnsName
            self.hostedZone = hostedZone
            self.fullName = fullName
            self.built = built
        }

        /// The dimension that selects the load balancer.
        public var metricDimensions: [String: TemplateValue<String>] { ["LoadBalancer": fullName] }

        /// Passes the values through the transfer. The targets' port is known where the load balancer is used: it stays.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            let fullName = transfer.text(
                "FullName", FullName(fullName), "The load balancer in dimensions of metrics")
            return Reference(
                arn: transfer.text("Arn", arn, "The load balancer's ARN"),
                connections: SecurityGroup.Reference(
                    id: transfer.text(
                        "SecurityGroupId", connections.securityGroup, "The group that guards the load balancer"),
                    defaultPort: connections.defaultPort, name: transfer.id, scope: transfer.scope
                ).connections,
                targetGroup: TargetGroup(
                    arn: transfer.text("TargetGroupArn", targetGroup.arn, "The target group's ARN"),
                    fullName: transfer.text(
                        "TargetGroupFullName", FullName(targetGroup.fullName),
                        "The target group in dimensions of metrics"
                    ).value,
                    balancer: fullName.value),
                listener: transfer.text("ListenerArn", listener, "The ARN of the listener that forwards"),
                targetPort: targetPort,
                url: transfer.text("Url", FullName(url), "The URL with the load balancer's own host name").value,
                dnsName: transfer.text("DnsName", dnsName, "The load balancer's host name"),
                hostedZone: transfer.text("HostedZoneId", hostedZone, "The zone of the load balancer's host name"),
                fullName: fullName.value, built: nil)
        }

        /// A load balancer without names, whose targets listen on port 8080.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(
                arn: "", connections: SecurityGroup.Reference.placeholder(in: scope).connections,
                targetGroup: TargetGroup(arn: "", fullName: "", balancer: ""), listener: "", targetPort: 8080, url: "",
                dnsName: "", hostedZone: "", fullName: "", built: nil)
        }
    }

    /// A target group of a load balancer.
    public struct TargetGroup: MetricSource, Sendable, Hashable {
        /// The names of a target group's metrics.
        public typealias Name = TargetGroupMetric

        /// The target group's ARN.
        public let arn: ResourceARN<AWS.ElasticLoadBalancingV2.TargetGroup>
        /// The part of the ARN that is the dimension of metrics.
        public let fullName: TemplateValue<String>
        /// The load balancer's part of its ARN.
        public let balancer: TemplateValue<String>

        /// An existing target group.
        public init(
            arn: ResourceARN<AWS.ElasticLoadBalancingV2.TargetGroup>, fullName: TemplateValue<String>,
            balancer: TemplateValue<String>
        ) {
            self.arn = arn
            self.fullName = fullName
            self.balancer = balancer
        }

        /// The dimensions that select the target group.
        public var metricDimensions: [String: TemplateValue<String>] {
            ["LoadBalancer": balancer, "TargetGroup": fullName]
        }
    }
}

/// A text without a kind of its own.
private struct FullName: TemplateText {
    let value: TemplateValue<String>

    init(_ value: TemplateValue<String>) {
        self.value = value
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

/// The metrics of a target group ("CloudWatch metrics for your Application Load Balancer").
public enum TargetGroupMetric: String, MetricName, Sendable {
    /// The number of targets that pass their health check.
    case healthyHosts = "HealthyHostCount"
    /// The number of targets that fail their health check.
    case unhealthyHosts = "UnHealthyHostCount"
    /// The number of requests for each target.
    case requestsPerTarget = "RequestCountPerTarget"

    /// The namespace of application load balancers.
    public var namespace: String { "AWS/ApplicationELB" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The statistic that shows trouble.
    public var statistic: Metric.Statistic {
        switch self {
        case .healthyHosts: .minimum
        case .unhealthyHosts: .maximum
        case .requestsPerTarget: .sum
        }
    }
}
