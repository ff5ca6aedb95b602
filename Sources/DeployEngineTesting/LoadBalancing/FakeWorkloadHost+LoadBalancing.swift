extension FakeWorkloadHost {
    /// A load balancer, which takes two minutes.
    var loadBalancers: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["Name", "Scheme", "Type"], duration: .seconds(120),
            create: { (request, workloads) throws(FakeError) in
                let name = request.text("Name") ?? String(request.generatedName.suffix(32))
                guard !workloads.loadBalancing.loadBalancers.values.contains(where: { $0.name == name }) else {
                    throw FakeError(
                        "DuplicateLoadBalancerNameAlreadyExists", "A load balancer with the same name '\(name)' exists")
                }
                let subnets = Dictionary(
                    (request.properties["Subnets"]?.texts ?? []).map {
                        ($0, workloads.network.subnets[$0]?.zone ?? workloads.account.region + "a")
                    }, uniquingKeysWith: { $1 })
                let arn = workloads.loadBalancing.addLoadBalancer(
                    named: name, scheme: request.text("Scheme") ?? "internet-facing", subnets: subnets,
                    securityGroups: request.properties["SecurityGroups"]?.texts ?? [], at: workloads.now)
                let path = arn.split(separator: "loadbalancer/").last.map(String.init)
                return .success(
                    physicalID: arn,
                    attributes: [
                        "LoadBalancerArn": .string(arn), "LoadBalancerName": .string(name),
                        "LoadBalancerFullName": FakeValue(path), "CanonicalHostedZoneID": "Z215JYRZR1TBD5",
                        "DNSName": FakeValue(workloads.loadBalancing.loadBalancers[arn]?.hostName),
                    ])
            }, update: { (_, _) throws(FakeError) in .success() },
            delete: { (request, workloads) throws(FakeError) in
                let arn = request.physicalID ?? ""
                let attributes = request.properties["LoadBalancerAttributes"]?.elements ?? []
                if attributes.contains(where: {
                    $0["Key"]?.text == "deletion_protection.enabled" && $0["Value"]?.boolean == true
                }) {
                    throw FakeError(
                        "OperationNotPermitted",
                        "Load balancer '\(arn)' cannot be deleted because deletion protection is enabled")
                }
                workloads.loadBalancing.loadBalancers[arn] = nil
                workloads.loadBalancing.listeners = workloads.loadBalancing.listeners.filter {
                    $0.value.loadBalancer != arn
                }
                return .success()
            })
    }

    /// A target group, which cannot be deleted while a rule forwards to it.
    var targetGroups: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["Name", "Port", "Protocol", "VpcId", "TargetType", "ProtocolVersion"],
            create: { (request, workloads) throws(FakeError) in
                let name = request.text("Name") ?? String(request.generatedName.suffix(32))
                guard !workloads.loadBalancing.groups.values.contains(where: { $0.name == name }) else {
                    throw FakeError(
                        "DuplicateTargetGroupNameAlreadyExists", "A target group with the same name '\(name)' exists")
                }
                let arn = workloads.loadBalancing.addTargetGroup(named: name) { $0.update(from: request.properties) }
                let path = arn.split(separator: ":").last.map(String.init)
                return .success(
                    physicalID: arn,
                    attributes: [
                        "TargetGroupArn": .string(arn), "TargetGroupName": .string(name),
                        "TargetGroupFullName": FakeValue(path),
                    ])
            },
            update: { (request, workloads) throws(FakeError) in
                workloads.loadBalancing.groups[request.physicalID ?? ""]?.update(from: request.properties)
                return .success()
            },
            delete: { (request, workloads) throws(FakeError) in
                let arn = request.physicalID ?? ""
                guard !workloads.loadBalancing.isInUse(arn) else {
                    throw FakeError(
                        "ResourceInUse", "Target group '\(arn)' is currently in use by a listener or a rule")
                }
                workloads.loadBalancing.groups[arn] = nil
                return .success()
            })
    }

    /// A listener. An update writes all actions, so it also resets weights that ECS has moved (aws-cdk#36649).
    var listeners: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["LoadBalancerArn"],
            create: { (request, workloads) throws(FakeError) in
                let balancer = request.text("LoadBalancerArn") ?? ""
                guard workloads.loadBalancing.loadBalancers[balancer] != nil else {
                    throw FakeError("LoadBalancerNotFound", "Load balancer '\(balancer)' not found")
                }
                let actions = request.properties["DefaultActions"] ?? .array([])
                try workloads.loadBalancing.check(actions)
                let arn = workloads.loadBalancing.addListener(
                    to: balancer, port: request.properties["Port"]?.integer ?? 80,
                    scheme: request.text("Protocol") ?? "HTTP", actions: actions)
                return .success(physicalID: arn, attributes: ["ListenerArn": .string(arn)])
            },
            update: { (request, workloads) throws(FakeError) in
                _ = try workloads.modifyListener([
                    "ListenerArn": FakeValue(request.physicalID),
                    "DefaultActions": request.properties["DefaultActions"] ?? .null,
                ])
                return .success()
            },
            delete: { (request, workloads) throws(FakeError) in
                workloads.loadBalancing.listeners[request.physicalID ?? ""] = nil
                return .success()
            })
    }

    /// A rule of a listener. An update writes all actions, as that of a listener does.
    var listenerRules: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["ListenerArn"],
            create: { (request, workloads) throws(FakeError) in
                let listener = request.text("ListenerArn") ?? ""
                guard workloads.loadBalancing.listeners[listener] != nil else {
                    throw FakeError("ListenerNotFound", "One or more listeners not found")
                }
                let actions = request.properties["Actions"] ?? .array([])
                try workloads.loadBalancing.check(actions)
                let arn = workloads.loadBalancing.addRule(
                    to: listener, priority: request.properties["Priority"]?.integer ?? 1,
                    conditions: request.properties["Conditions"] ?? .array([]), actions: actions)
                return .success(physicalID: arn, attributes: ["RuleArn": .string(arn), "IsDefault": "false"])
            },
            update: { (request, workloads) throws(FakeError) in
                _ = try workloads.modifyRule([
                    "RuleArn": FakeValue(request.physicalID), "Actions": request.properties["Actions"] ?? .null,
                    "Conditions": request.properties["Conditions"] ?? .null,
                ])
                return .success()
            },
            delete: { (request, workloads) throws(FakeError) in
                workloads.loadBalancing.removeRule(request.physicalID ?? "")
                return .success()
            })
    }
}

extension FakeLoadBalancing {
    /// Refuses actions that forward to unknown target groups.
    fileprivate func check(_ actions: FakeValue) throws(FakeError) {
        let rule = FakeListenerRule(arn: "", priority: nil, actions: actions)
        if let missing = rule.weights.keys.sorted().first(where: { groups[$0] == nil }) {
            throw FakeError("TargetGroupNotFound", "Target groups '\(missing)' not found")
        }
    }
}

extension FakeTargetGroup {
    /// Takes over the properties of a template.
    fileprivate mutating func update(from properties: FakeValue) {
        if let text = properties["Protocol"]?.text { scheme = text }
        if let number = properties["Port"]?.integer { port = number }
        if let text = properties["VpcId"]?.text { network = text }
        if let text = properties["HealthCheckPath"]?.text { path = text }
        if let text = properties["Matcher"]?["HttpCode"]?.text { matcher = text }
        if let number = properties["HealthCheckIntervalSeconds"]?.integer { interval = Double(number) }
        if let number = properties["HealthCheckTimeoutSeconds"]?.integer { timeout = number }
        if let number = properties["HealthyThresholdCount"]?.integer { healthyThreshold = number }
        if let number = properties["UnhealthyThresholdCount"]?.integer { unhealthyThreshold = number }
        for attribute in properties["TargetGroupAttributes"]?.elements ?? []
        where attribute["Key"]?.text == "deregistration_delay.timeout_seconds" {
            deregistrationDelay = attribute["Value"]?.integer.map { Double($0) } ?? deregistrationDelay
        }
    }
}
