internal import CloudFormation

extension LoadBalancer {
    typealias Listener = AWS.ElasticLoadBalancingV2.Listener

    /// Adds the listeners; returns the one that forwards.
    func addListeners(
        to balancer: ResourceHandle<AWS.ElasticLoadBalancingV2.LoadBalancer>,
        forwardingTo targets: ResourceHandle<AWS.ElasticLoadBalancingV2.TargetGroup>, _ scope: Scope
    ) -> ResourceHandle<Listener> {
        guard certificate != nil else {
            return scope.add("Http", listener(of: balancer.ref, port: 80, forwardingTo: targets.ref))
        }
        if redirectsHTTP {
            let redirect = Listener.Action(
                type: .redirect, redirectConfig: .init(statusCode: .http301, port: "443", protocol: "HTTPS"))
            scope.add(
                "Http",
                Listener(defaultActions: [redirect], loadBalancerArn: balancer.ref, port: 80, protocol: .http))
        }
        return scope.add("Https", listener(of: balancer.ref, port: 443, forwardingTo: targets.ref))
    }

    /// A listener that forwards to a target group, with HTTPS if there is a certificate.
    func listener(
        of balancer: TemplateValue<String>, port: Int, forwardingTo targets: TemplateValue<String>
    ) -> Listener {
        let refusal = Listener.Action(
            type: .fixedResponse, fixedResponseConfig: .init(statusCode: "403", contentType: "text/plain"))
        var forward = Listener.Action(type: .forward, targetGroupArn: targets)
        if authentication != nil { forward.order = 2 }
        var listener = Listener(
            defaultActions: originHeader == nil
                ? (authentication.map { [$0.action] } ?? []) + [forward] : [refusal],
            loadBalancerArn: balancer,
            port: .literal(port), protocol: .http)
        if let certificate {
            listener.protocol = .https
            listener.certificates = [.init(certificateArn: certificate.value)]
            listener.sslPolicy = .literal(tlsPolicy.policyName)
        }
        return listener
    }

    /// The rule that forwards requests, those with the origin's header if it is required, to target groups with their weights.
    /// ECS changes the weights in a deployment that shifts traffic.
    func rule(
        of listener: TemplateValue<String>, _ groups: [(group: TemplateValue<String>, weight: Int?)]
    ) -> AWS.ElasticLoadBalancingV2.ListenerRule {
        var conditions: [AWS.ElasticLoadBalancingV2.ListenerRule.RuleCondition] = [
            .init(field: "path-pattern", pathPatternConfig: .init(values: ["/*"]))
        ]
        if let originHeader {
            conditions.append(
                .init(
                    field: "http-header",
                    httpHeaderConfig: .init(
                        httpHeaderName: .literal(originHeader.name), values: [originHeader.value])))
        }
        var forward = AWS.ElasticLoadBalancingV2.ListenerRule.Action(
            type: .forward,
            forwardConfig: .init(
                targetGroups: groups.map { .init(targetGroupArn: $0.group, weight: $0.weight.map { .literal($0) }) }))
        if authentication != nil { forward.order = 2 }
        return AWS.ElasticLoadBalancingV2.ListenerRule(
            // A rule replaces the listener's default actions, so it authenticates too.
            actions: (authentication.map { [$0.ruleAction] } ?? []) + [forward],
            conditions: conditions,
            // The last of all rules, so that others can come before it.
            priority: 50_000, listenerArn: listener)
    }

    /// The load balancer's resource.
    func balancer(
        _ group: SecurityGroup.Reference, _ network: Network.Reference, logs bucket: TemplateValue<String>?
    ) -> AWS.ElasticLoadBalancingV2.LoadBalancer {
        // An attribute that is left out keeps its value at an update, so "off" is written.
        var attributes: [(String, TemplateValue<String>)] = [
            ("deletion_protection.enabled", deletionProtection ? "true" : "false"),
            ("idle_timeout.timeout_seconds", .literal(String(idleTimeout.seconds))),
            ("client_keep_alive.seconds", .literal(String(clientKeepAlive.seconds))),
            // Header fields with names that RFC 9110 does not allow are not forwarded.
            ("routing.http.drop_invalid_header_fields.enabled", "true"),
            ("routing.http.desync_mitigation_mode", "strictest"),
            ("access_logs.s3.enabled", bucket == nil ? "false" : "true"),
        ]
        if let bucket { attributes.append(("access_logs.s3.bucket", bucket)) }
        return AWS.ElasticLoadBalancingV2.LoadBalancer(
            loadBalancerAttributes: attributes.map { .init(key: .literal($0.0), value: $0.1) },
            scheme: isInternal ? .internal : .internetFacing,
            securityGroups: [group.id.value],
            subnets: (isInternal ? network.privateSubnets : network.publicSubnets).ids,
            type: .application)
    }

    /// The target group's resource.
    func targetGroup(_ vpc: ResourceID<AWS.EC2.VPC>) -> AWS.ElasticLoadBalancingV2.TargetGroup {
        AWS.ElasticLoadBalancingV2.TargetGroup(
            healthCheckEnabled: true,
            healthCheckIntervalSeconds: .literal(healthCheckInterval.seconds),
            healthCheckPath: .literal(healthCheckPath),
            healthCheckProtocol: .http,
            // Elastic Load Balancing requires a time-out below the interval.
            healthCheckTimeoutSeconds: .literal(min(5, max(2, healthCheckInterval.seconds - 1))),
            healthyThresholdCount: 2,
            matcher: .init(httpCode: "200"),
            port: .literal(targetPort),
            protocol: .http,
            targetGroupAttributes: [
                .init(key: .literal(Reference.delayKey), value: .literal(String(deregistrationDelay.seconds)))
            ],
            targetType: .ip,
            unhealthyThresholdCount: 3,
            vpcId: vpc.value)
    }
}
