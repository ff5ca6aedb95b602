internal import CloudFormation

extension LoadBalancer {
    /// The resources of a load balancer in its own stack, which a service completes.
    struct Parts {
        let description: LoadBalancer
        let scope: Scope
        let targetGroup: ResourceHandle<AWS.ElasticLoadBalancingV2.TargetGroup>
        let listener: ResourceHandle<AWS.ElasticLoadBalancingV2.Listener>
        /// The rule that forwards; nil if the listener does.
        let forward: ResourceHandle<AWS.ElasticLoadBalancingV2.ListenerRule>?
        let balancer: ResourceHandle<AWS.ElasticLoadBalancingV2.LoadBalancer>
    }

    /// The resources between which ECS shifts traffic ("Resources required for Amazon ECS blue/green deployments").
    struct TrafficShift {
        /// The second target group.
        let alternate: TemplateValue<String>
        /// The rule with the weights of both target groups.
        let productionRule: TemplateValue<String>
        /// The rule for the new revision's test traffic.
        let testRule: TemplateValue<String>?
    }
}

extension LoadBalancer.Reference {
    /// The resources that forward to the target group. ECS refuses a target group without a listener that forwards to it.
    ///
    /// - Parameter shiftsTraffic: `true` for a service that refers to the rule itself.
    func forwarding(shiftsTraffic: Bool) -> [TemplateReference] {
        guard let built else { return [] }
        let rule = shiftsTraffic ? nil : built.forward?.reference
        return [built.listener.reference] + (rule.map { [$0] } ?? [])
    }

    /// Raises the deregistration delay to a target's stop time-out. A target that is still registered when it stops fails
    /// requests.
    func drain(for time: Period) {
        built?.targetGroup.update { group in
            let delay = TemplateValue.literal(LoadBalancer.Reference.delayKey)
            guard let index = group.targetGroupAttributes?.firstIndex(where: { $0.key == delay }) else { return }
            if case .string(let text)? = group.targetGroupAttributes?[index].value?.expression,
                let seconds = Int(text), seconds >= time.seconds
            {
                return
            }
            group.targetGroupAttributes?[index].value = .literal(String(time.seconds))
        }
    }

    /// Adds a second target group, a rule with the weights of both groups and, with a test port, a listener for test traffic.
    /// - Returns: The resources; nil, and a problem at synthesis, if the load balancer belongs to another stack.
    func addTrafficShift(testPort: Int?, for scope: Scope) -> LoadBalancer.TrafficShift? {
        guard let built else {
            scope.report(
                "its strategy shifts traffic, which needs a load balancer in the same stack; use a rolling strategy")
            return nil
        }
        var properties: AWS.ElasticLoadBalancingV2.TargetGroup?
        built.targetGroup.update { properties = $0 }
        guard let properties else { return nil }
        let alternate = built.scope.add(built.description.groupID("AlternateTargets"), properties)
        let primary = built.targetGroup.ref
        let groups: [(group: TemplateValue<String>, weight: Int?)] = [(primary, 1), (alternate.ref, 0)]
        let rule = built.description.rule(of: built.listener.ref, groups)
        let production = built.forward ?? built.scope.add("Production", rule)
        production.update { $0 = rule }
        var testRule: TemplateValue<String>?
        if let testPort {
            let listener = built.scope.add(
                "Test", built.description.listener(of: built.balancer.ref, port: testPort, forwardingTo: primary))
            testRule = built.scope.add("TestTraffic", built.description.rule(of: listener.ref, groups)).ref
            allowTests(built.description, on: testPort, scope)
        }
        return LoadBalancer.TrafficShift(
            alternate: alternate.ref, productionRule: production.ref, testRule: testRule)
    }

    private func allowTests(_ balancer: LoadBalancer, on port: Int, _ scope: Scope) {
        let count = balancer.allowedBlocks.count * (balancer.clientPorts.count + 1)
        if balancer.clientPorts.contains(port) || port == 80 {
            scope.report("the test port is \(port), where clients connect; expected another port, such as 8443")
        } else if count > LoadBalancer.ruleQuota {
            scope.report(
                "\(balancer.allowedBlocks.count) allowed blocks with a test port need \(count) inbound rules; expected at most "
                    + "\(LoadBalancer.ruleQuota); combine neighbouring blocks, or leave the test port out")
        }
        for block in Set(balancer.allowedBlocks).sorted(by: { $0.description < $1.description }) {
            connections.allow(from: block, port: port, purpose: "Test traffic of a deployment")
        }
    }
}
