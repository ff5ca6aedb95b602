internal import CloudFormation

/// The health of a service's targets, in one target group or, with a strategy that shifts traffic, in two: then either one may
/// have all the targets.
public struct TargetHealth: Sendable, Hashable {
    /// The target groups.
    public let groups: [LoadBalancer.TargetGroup]

    /// Creates the health of the targets in some groups.
    public init(_ groups: [LoadBalancer.TargetGroup]) {
        self.groups = groups
    }

    /// The number of targets that pass their health checks.
    public var healthy: MetricSeries { sum(.healthyHosts) }

    /// The number of targets that fail their health checks.
    public var unhealthy: MetricSeries { sum(.unhealthyHosts) }

    /// The share of targets that pass their health checks, in percent. Without a registered target it has no data.
    public var healthyPercent: MetricExpression {
        guard groups.count > 1 else {
            return MetricExpression("100 * healthy1 / (healthy1 + unhealthy1)", metrics(.healthyHosts, .unhealthyHosts))
        }
        let (healthy, unhealthy) = (terms(.healthyHosts), terms(.unhealthyHosts))
        return MetricExpression(
            "100 * (\(healthy)) / (\(healthy) + \(unhealthy))", metrics(.healthyHosts, .unhealthyHosts))
    }

    /// A metric of the one group, or the sum over both. A group without targets has no data, which counts as zero in a sum.
    private func sum(_ name: TargetGroupMetric) -> MetricSeries {
        guard groups.count != 1 else { return groups[0].metric(name).series }
        return MetricExpression(terms(name), metrics(name)).series
    }

    private func terms(_ name: TargetGroupMetric) -> String {
        groups.indices.map { "FILL(\(TargetHealth.id(name, $0)), 0)" }.joined(separator: " + ")
    }

    private func metrics(_ names: TargetGroupMetric...) -> [String: Metric] {
        var metrics: [String: Metric] = [:]
        for name in names {
            for (index, group) in groups.enumerated() { metrics[TargetHealth.id(name, index)] = group.metric(name) }
        }
        return metrics
    }

    private static func id(_ name: TargetGroupMetric, _ index: Int) -> String {
        (name == .healthyHosts ? "healthy" : "unhealthy") + String(index + 1)
    }
}

extension LoadBalancer.Reference {
    /// The target groups that serve requests: two, if the strategy of the service shifts traffic between them.
    public var servingGroups: [LoadBalancer.TargetGroup] {
        guard let built, let alternate = built.alternateGroup else { return [targetGroup] }
        return [
            targetGroup,
            LoadBalancer.TargetGroup(
                arn: ResourceARN(alternate.ref), fullName: alternate.targetGroupFullName, balancer: fullName),
        ]
    }

    /// The health of the targets.
    public var health: TargetHealth { TargetHealth(servingGroups) }

    /// The share of requests that are answered with status 5xx, by a target or by the load balancer itself, in percent.
    ///
    /// CloudWatch has no data of a count of errors that is zero. A request that no target could take is an error of the load
    /// balancer and not among its requests, so errors of the load balancer are added to the requests: the rate is at most 100 %.
    public var serverErrorRate: MetricExpression {
        MetricExpression(
            "100 * (FILL(target, 0) + FILL(balancer, 0)) / (FILL(requests, 0) + FILL(balancer, 0))",
            [
                "balancer": metric(.balancerServerErrors), "requests": metric(.requests),
                "target": metric(.targetServerErrors),
            ])
    }
}

extension LoadBalancer.Parts {
    /// The second target group of a strategy that shifts traffic; nil without one.
    fileprivate var alternateGroup: ResourceHandle<AWS.ElasticLoadBalancingV2.TargetGroup>? {
        let id = description.groupID("AlternateTargets")
        guard scope.stack.has(scope.logicalID(id)) else { return nil }
        return scope.resource(id, as: AWS.ElasticLoadBalancingV2.TargetGroup.self)
    }
}
