#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    func describeLoadBalancers(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arns = input["LoadBalancerArns"]?.texts ?? []
        let names = input["Names"]?.texts ?? []
        let all = loadBalancing.loadBalancers.values.sorted { $0.arn < $1.arn }
        let found = all.filter {
            (arns.isEmpty && names.isEmpty) || arns.contains($0.arn) || names.contains($0.name)
        }
        if let missing = arns.first(where: { loadBalancing.loadBalancers[$0] == nil })
            ?? names.first(where: { name in !all.contains { $0.name == name } })
        {
            throw FakeError("LoadBalancerNotFound", "Load balancers '[\(missing)]' not found")
        }
        let page = FakePage(found, token: input["Marker"]?.text, limit: input["PageSize"]?.integer ?? 400)
        return ["LoadBalancers": .array(page.elements.map(render)), "NextMarker": FakeValue(page.nextToken)]
    }

    private func render(_ balancer: FakeLoadBalancing.LoadBalancer) -> FakeValue {
        let isActive = now >= balancer.createdAt.addingTimeInterval(balancer.provisioning)
        return [
            "LoadBalancerArn": .string(balancer.arn), "LoadBalancerName": .string(balancer.name),
            "DNSName": .string(balancer.hostName), "CanonicalHostedZoneId": "Z215JYRZR1TBD5",
            "CreatedTime": .string(balancer.createdAt.formatted(.iso8601)), "Scheme": .string(balancer.scheme),
            "VpcId": .string(balancer.network), "State": ["Code": isActive ? "active" : "provisioning"],
            "Type": "application",
            "AvailabilityZones": .array(
                balancer.subnets.sorted { $0.key < $1.key }
                    .map { ["ZoneName": .string($0.value), "SubnetId": .string($0.key)] }),
            "SecurityGroups": FakeValue(balancer.securityGroups), "IpAddressType": "ipv4",
        ]
    }

    func describeTargetGroups(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arns = input["TargetGroupArns"]?.texts ?? []
        let names = input["Names"]?.texts ?? []
        let balancer = input["LoadBalancerArn"]?.text
        let all = loadBalancing.groups.values.sorted { $0.arn < $1.arn }
        if arns.contains(where: { loadBalancing.groups[$0] == nil })
            || names.contains(where: { name in !all.contains { $0.name == name } })
        {
            throw FakeError("TargetGroupNotFound", "One or more target groups not found")
        }
        let found = all.filter { group in
            if !arns.isEmpty { return arns.contains(group.arn) }
            if !names.isEmpty { return names.contains(group.name) }
            return balancer.map { loadBalancing.loadBalancers(of: group.arn).contains($0) } ?? true
        }
        let page = FakePage(found, token: input["Marker"]?.text, limit: input["PageSize"]?.integer ?? 400)
        return ["TargetGroups": .array(page.elements.map(render)), "NextMarker": FakeValue(page.nextToken)]
    }

    private func render(_ group: FakeTargetGroup) -> FakeValue {
        [
            "TargetGroupArn": .string(group.arn), "TargetGroupName": .string(group.name),
            "Protocol": .string(group.scheme), "Port": FakeValue(group.port), "VpcId": .string(group.network),
            "HealthCheckProtocol": "HTTP", "HealthCheckPort": "traffic-port", "HealthCheckPath": .string(group.path),
            "HealthCheckEnabled": .bool(group.checksHealth),
            "HealthCheckIntervalSeconds": FakeValue(Int(group.interval)),
            "HealthCheckTimeoutSeconds": FakeValue(group.timeout),
            "HealthyThresholdCount": FakeValue(group.healthyThreshold),
            "UnhealthyThresholdCount": FakeValue(group.unhealthyThreshold),
            "Matcher": ["HttpCode": .string(group.matcher)], "TargetType": "ip", "ProtocolVersion": "HTTP1",
            "IpAddressType": "ipv4", "LoadBalancerArns": FakeValue(loadBalancing.loadBalancers(of: group.arn)),
        ]
    }

    func describeTargetGroupAttributes(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let group = try targetGroup(input)
        return [
            "Attributes": [
                [
                    "Key": "deregistration_delay.timeout_seconds",
                    "Value": .string(String(Int(group.deregistrationDelay))),
                ],
                ["Key": "slow_start.duration_seconds", "Value": "0"], ["Key": "stickiness.enabled", "Value": "false"],
                ["Key": "load_balancing.algorithm.type", "Value": "round_robin"],
            ]
        ]
    }

    func describeTargetHealth(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let group = try targetGroup(input)
        let wanted = input["Targets"]?.elements ?? []
        let isInUse = loadBalancing.isInUse(group.arn)
        let descriptions = group.targets.filter { target in
            wanted.isEmpty
                || wanted.contains {
                    $0["Id"]?.text == target.id && ($0["Port"]?.integer ?? target.port) == target.port
                }
        }
        return [
            "TargetHealthDescriptions": .array(
                descriptions.map { target in
                    let health = target.health(at: now, in: group, isInUse: isInUse)
                    return [
                        "Target": [
                            "Id": .string(target.id), "Port": FakeValue(target.port),
                            "AvailabilityZone": .string(target.zone),
                        ], "HealthCheckPort": .string(String(target.port)),
                        "TargetHealth": [
                            "State": .string(health.state), "Reason": FakeValue(health.reason),
                            "Description": FakeValue(health.text),
                        ],
                    ]
                })
        ]
    }

    private func targetGroup(_ input: FakeValue) throws(FakeError) -> FakeTargetGroup {
        guard let group = loadBalancing.groups[input["TargetGroupArn"]?.text ?? ""] else {
            throw FakeError("TargetGroupNotFound", "One or more target groups not found")
        }
        return group
    }

    func describeListeners(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arns = input["ListenerArns"]?.texts ?? []
        let balancer = input["LoadBalancerArn"]?.text
        if arns.contains(where: { loadBalancing.listeners[$0] == nil }) { throw Self.noListener }
        let found = loadBalancing.listeners.values.sorted { $0.arn < $1.arn }.filter {
            arns.isEmpty ? $0.loadBalancer == balancer : arns.contains($0.arn)
        }
        let page = FakePage(found, token: input["Marker"]?.text, limit: input["PageSize"]?.integer ?? 400)
        return ["Listeners": .array(page.elements.map(render)), "NextMarker": FakeValue(page.nextToken)]
    }

    private static var noListener: FakeError { FakeError("ListenerNotFound", "One or more listeners not found") }

    private func render(_ listener: FakeListener) -> FakeValue {
        [
            "ListenerArn": .string(listener.arn), "LoadBalancerArn": .string(listener.loadBalancer),
            "Port": FakeValue(listener.port), "Protocol": .string(listener.scheme),
            "Certificates": .array(listener.certificates.map { ["CertificateArn": .string($0)] }),
            "DefaultActions": listener.rules.last?.actions ?? .array([]),
        ]
    }

    func describeRules(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arns = input["RuleArns"]?.texts ?? []
        var rules = loadBalancing.listeners.values.flatMap(\.rules).filter { arns.contains($0.arn) }
        if rules.count < arns.count { throw FakeError("RuleNotFound", "One or more rules not found") }
        if arns.isEmpty {
            guard let listener = loadBalancing.listeners[input["ListenerArn"]?.text ?? ""] else {
                throw Self.noListener
            }
            rules = listener.rules
        }
        let page = FakePage(rules, token: input["Marker"]?.text, limit: input["PageSize"]?.integer ?? 400)
        return ["Rules": .array(page.elements.map(render)), "NextMarker": FakeValue(page.nextToken)]
    }

    private func render(_ rule: FakeListenerRule) -> FakeValue {
        [
            "RuleArn": .string(rule.arn), "Priority": .string(rule.priority.map { String($0) } ?? "default"),
            "Conditions": rule.conditions, "Actions": rule.actions, "IsDefault": .bool(rule.priority == nil),
        ]
    }

    mutating func modifyListener(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arn = input["ListenerArn"]?.text ?? ""
        guard loadBalancing.listeners[arn] != nil else { throw Self.noListener }
        if let actions = input["DefaultActions"] {
            loadBalancing.changeRule(arn) { $0.actions = FakeLoadBalancing.sorted(actions) }
        }
        return ["Listeners": .array([loadBalancing.listeners[arn].map(render) ?? .null])]
    }

    mutating func modifyRule(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arn = input["RuleArn"]?.text ?? ""
        let isKnown = loadBalancing.changeRule(arn) { rule in
            if let actions = input["Actions"] { rule.actions = FakeLoadBalancing.sorted(actions) }
            if let conditions = input["Conditions"] { rule.conditions = conditions }
        }
        guard isKnown else { throw FakeError("RuleNotFound", "One or more rules not found") }
        return ["Rules": .array([loadBalancing.rule(arn).map(render) ?? .null])]
    }
}
