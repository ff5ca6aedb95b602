/// A target group.
package struct TargetGroupDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The name.
    package var name: String?
    /// The protocol.
    package var protocolName: String?
    /// The port.
    package var port: Int?
    /// The VPC's id.
    package var vpc: String?
    /// The protocol of the health check.
    package var healthCheckProtocol: String?
    /// The port of the health check, or `traffic-port`.
    package var healthCheckPort: String?
    /// The path of the health check.
    package var healthCheckPath: String?
    /// `true` if health is checked.
    package var isHealthCheckEnabled: Bool?
    /// The seconds between checks.
    package var interval: Int?
    /// The seconds before a check has failed.
    package var timeout: Int?
    /// The number of successes before a target is healthy.
    package var healthyThreshold: Int?
    /// The number of failures before a target is unhealthy.
    package var unhealthyThreshold: Int?
    /// The statuses of success.
    package var matcher: TargetMatcher?
    /// The ARNs of the load balancers.
    package var loadBalancers: [String]
    /// The kind of targets, such as `ip`.
    package var targetType: String?

    enum CodingKeys: String, CodingKey {
        case arn = "TargetGroupArn", name = "TargetGroupName", protocolName = "Protocol", port = "Port", vpc = "VpcId"
        case healthCheckProtocol = "HealthCheckProtocol", healthCheckPort = "HealthCheckPort"
        case healthCheckPath = "HealthCheckPath", isHealthCheckEnabled = "HealthCheckEnabled"
        case interval = "HealthCheckIntervalSeconds", timeout = "HealthCheckTimeoutSeconds"
        case healthyThreshold = "HealthyThresholdCount", unhealthyThreshold = "UnhealthyThresholdCount"
        case matcher = "Matcher", loadBalancers = "LoadBalancerArns", targetType = "TargetType"
    }

    /// Creates the value.
    package init(
        arn: String, name: String? = nil, protocolName: String? = nil, port: Int? = nil, vpc: String? = nil,
        healthCheckProtocol: String? = nil, healthCheckPort: String? = nil, healthCheckPath: String? = nil,
        isHealthCheckEnabled: Bool? = nil, interval: Int? = nil, timeout: Int? = nil, healthyThreshold: Int? = nil,
        unhealthyThreshold: Int? = nil, matcher: TargetMatcher? = nil, loadBalancers: [String] = [],
        targetType: String? = nil
    ) {
        self.arn = arn
        self.name = name
        self.protocolName = protocolName
        self.port = port
        self.vpc = vpc
        self.healthCheckProtocol = healthCheckProtocol
        self.healthCheckPort = healthCheckPort
        self.healthCheckPath = healthCheckPath
        self.isHealthCheckEnabled = isHealthCheckEnabled
        self.interval = interval
        self.timeout = timeout
        self.healthyThreshold = healthyThreshold
        self.unhealthyThreshold = unhealthyThreshold
        self.matcher = matcher
        self.loadBalancers = loadBalancers
        self.targetType = targetType
    }
}

/// The statuses of a successful health check.
package struct TargetMatcher: Sendable, Hashable, Codable {
    /// The HTTP statuses, such as `200-299`.
    package var httpCodes: String?
    /// The gRPC statuses.
    package var grpcCodes: String?

    enum CodingKeys: String, CodingKey { case httpCodes = "HttpCode", grpcCodes = "GrpcCode" }

    /// Creates the value.
    package init(httpCodes: String? = nil, grpcCodes: String? = nil) {
        self.httpCodes = httpCodes
        self.grpcCodes = grpcCodes
    }
}

/// A listener.
package struct ListenerDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The load balancer's ARN.
    package var loadBalancer: String?
    /// The port.
    package var port: Int?
    /// The protocol.
    package var protocolName: String?
    /// The actions without a matching rule.
    package var actions: [ListenerAction]

    enum CodingKeys: String, CodingKey {
        case arn = "ListenerArn", loadBalancer = "LoadBalancerArn", port = "Port", protocolName = "Protocol"
        case actions = "DefaultActions"
    }

    /// Creates the value.
    package init(
        arn: String, loadBalancer: String? = nil, port: Int? = nil, protocolName: String? = nil,
        actions: [ListenerAction] = []
    ) {
        self.arn = arn
        self.loadBalancer = loadBalancer
        self.port = port
        self.protocolName = protocolName
        self.actions = actions
    }
}

/// A rule of a listener.
package struct ListenerRule: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The priority, or `default`.
    package var priority: String?
    /// The actions.
    package var actions: [ListenerAction]
    /// `true` for the listener's last rule.
    package var isDefault: Bool

    enum CodingKeys: String, CodingKey {
        case arn = "RuleArn", priority = "Priority", actions = "Actions", isDefault = "IsDefault"
    }

    /// Creates the value.
    package init(arn: String, priority: String? = nil, actions: [ListenerAction] = [], isDefault: Bool = false) {
        self.arn = arn
        self.priority = priority
        self.actions = actions
        self.isDefault = isDefault
    }
}

/// An action of a rule.
package struct ListenerAction: Sendable, Hashable, Codable {
    /// The kind, such as `forward`.
    package var type: String
    /// The ARN of the only target group; nil with several.
    package var targetGroup: String?
    /// The place in the order of actions.
    package var order: Int?
    /// The target groups with their weights.
    package var forward: ForwardAction?

    enum CodingKeys: String, CodingKey {
        case type = "Type", targetGroup = "TargetGroupArn", order = "Order", forward = "ForwardConfig"
    }

    /// Creates the value.
    package init(type: String, targetGroup: String? = nil, order: Int? = nil, forward: ForwardAction? = nil) {
        self.type = type
        self.targetGroup = targetGroup
        self.order = order
        self.forward = forward
    }
}

/// The target groups of an action.
package struct ForwardAction: Sendable, Hashable, Codable {
    /// The target groups.
    package var targets: [WeightedTargets]

    enum CodingKeys: String, CodingKey { case targets = "TargetGroups" }

    /// Creates the value.
    package init(targets: [WeightedTargets] = []) {
        self.targets = targets
    }
}

/// A target group of an action.
package struct WeightedTargets: Sendable, Hashable, Codable {
    /// The target group's ARN.
    package var group: String?
    /// The weight; nil is 1.
    package var weight: Int?

    enum CodingKeys: String, CodingKey { case group = "TargetGroupArn", weight = "Weight" }

    /// Creates the value.
    package init(group: String? = nil, weight: Int? = nil) {
        self.group = group
        self.weight = weight
    }
}

/// A load balancer.
package struct LoadBalancerDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The name.
    package var name: String?
    /// The host name.
    package var dnsName: String?
    /// `internet-facing` or `internal`.
    package var scheme: String?
    /// The VPC's id.
    package var vpc: String?
    /// The state.
    package var state: LoadBalancerState?
    /// The kind, such as `application`.
    package var type: String?
    /// The zones.
    package var zones: [LoadBalancerZone]
    /// The security groups' ids.
    package var securityGroups: [String]

    enum CodingKeys: String, CodingKey {
        case arn = "LoadBalancerArn", name = "LoadBalancerName", dnsName = "DNSName", scheme = "Scheme", vpc = "VpcId"
        case state = "State", type = "Type", zones = "AvailabilityZones", securityGroups = "SecurityGroups"
    }

    /// Creates the value.
    package init(
        arn: String, name: String? = nil, dnsName: String? = nil, scheme: String? = nil, vpc: String? = nil,
        state: LoadBalancerState? = nil, type: String? = nil, zones: [LoadBalancerZone] = [],
        securityGroups: [String] = []
    ) {
        self.arn = arn
        self.name = name
        self.dnsName = dnsName
        self.scheme = scheme
        self.vpc = vpc
        self.state = state
        self.type = type
        self.zones = zones
        self.securityGroups = securityGroups
    }
}

/// The state of a load balancer.
package struct LoadBalancerState: Sendable, Hashable, Codable {
    /// The state, such as `active`.
    package var code: String?
    /// The reason.
    package var reason: String?

    enum CodingKeys: String, CodingKey { case code = "Code", reason = "Reason" }

    /// Creates the value.
    package init(code: String? = nil, reason: String? = nil) {
        self.code = code
        self.reason = reason
    }
}

/// A zone of a load balancer.
package struct LoadBalancerZone: Sendable, Hashable, Codable {
    /// The zone's name.
    package var name: String?
    /// The subnet's id.
    package var subnet: String?

    enum CodingKeys: String, CodingKey { case name = "ZoneName", subnet = "SubnetId" }

    /// Creates the value.
    package init(name: String? = nil, subnet: String? = nil) {
        self.name = name
        self.subnet = subnet
    }
}
