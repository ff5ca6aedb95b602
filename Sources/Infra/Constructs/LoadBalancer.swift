public import CloudFormation

/// An application load balancer with one target group of task addresses.
public struct LoadBalancer: Construct {
    /// What the load balancer is.
    public struct Props: Sendable {
        /// The VPC it lives in.
        public var vpcID: TemplateValue<String>
        /// Its subnets, in at least two zones.
        public var subnetIDs: TemplateValue<[String]>
        /// The port the tasks listen on.
        public var targetPort: Int
        /// The path asked for a task's health; `/health` by default, which must answer 200.
        public var healthCheckPath: String
        /// Seconds between two questions; 30 by default.
        public var healthCheckSeconds: Int
        /// Who may connect; everybody by default.
        public var allowedBlocks: [String]
        /// Reachable inside the VPC only; off by default.
        public var isInternal: Bool
        /// The certificate for HTTPS; without one plain HTTP is all there is. With one, HTTP redirects.
        public var certificateARN: String?
        /// Refuses deletion; on by default.
        public var deletionProtection: Bool

        /// Describes a load balancer.
        public init(
            vpcID: TemplateValue<String>, subnetIDs: TemplateValue<[String]>, targetPort: Int,
            healthCheckPath: String = "/health",
            healthCheckSeconds: Int = 30, allowedBlocks: [String] = ["0.0.0.0/0"], isInternal: Bool = false,
            certificateARN: String? = nil, deletionProtection: Bool = true
        ) {
            self.vpcID = vpcID
            self.subnetIDs = subnetIDs
            self.targetPort = targetPort
            self.healthCheckPath = healthCheckPath
            self.healthCheckSeconds = healthCheckSeconds
            self.allowedBlocks = allowedBlocks
            self.isInternal = isInternal
            self.certificateARN = certificateARN
            self.deletionProtection = deletionProtection
        }
    }

    /// The group that guards it.
    public let securityGroup: SecurityGroup
    /// The load balancer.
    public let resource: ResourceHandle<AWS.ElasticLoadBalancingV2.LoadBalancer>
    /// Where tasks are registered.
    public let targetGroup: ResourceHandle<AWS.ElasticLoadBalancingV2.TargetGroup>
    /// What forwards to the target group; a service must wait for it.
    public let listener: ResourceHandle<AWS.ElasticLoadBalancingV2.Listener>
    /// The port of the tasks.
    public let targetPort: Int
    /// Where clients connect.
    public let url: TemplateValue<String>

    /// Adds the load balancer with its security group, target group and listeners.
    public init(_ scope: Scope, _ id: String, _ props: Props) {
        let scope = scope.child(id)
        targetPort = props.targetPort
        securityGroup = SecurityGroup(
            scope, "SecurityGroup",
            .init(vpcID: props.vpcID, description: "The load balancer, which reaches the service only"))
        resource = scope.add("Balancer", LoadBalancer.balancer(props, securityGroup))
        targetGroup = scope.add("Targets", LoadBalancer.targets(props))
        typealias Listener = AWS.ElasticLoadBalancingV2.Listener
        let forward = Listener.Action(type: .forward, targetGroupArn: targetGroup.ref)
        if let certificate = props.certificateARN {
            // TLS 1.2 and 1.3 with forward secrecy: "Security policies for your Application Load Balancer".
            listener = scope.add(
                "Https",
                Listener(
                    defaultActions: [forward], loadBalancerArn: resource.ref,
                    certificates: [.init(certificateArn: .literal(certificate))], port: 443,
                    protocol: .https, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06"))
            let redirect = Listener.Action(
                type: .redirect,
                redirectConfig: .init(statusCode: .http301, port: "443", protocol: "HTTPS"))
            scope.add(
                "Http",
                Listener(
                    defaultActions: [redirect], loadBalancerArn: resource.ref, port: 80, protocol: .http))
            url = "https://\(resource.dnsName)"
        } else {
            listener = scope.add(
                "Http",
                Listener(
                    defaultActions: [forward], loadBalancerArn: resource.ref, port: 80, protocol: .http))
            url = "http://\(resource.dnsName)"
        }
        let ports = props.certificateARN == nil ? [("Http", 80)] : [("Http", 80), ("Https", 443)]
        for (name, port) in ports {
            for (index, block) in props.allowedBlocks.enumerated() {
                securityGroup.allowIngress(
                    from: block, port: port, in: scope, name: "\(name)Ingress\(index + 1)",
                    why: "Clients of the load balancer")
            }
        }
    }

    private static func balancer(
        _ props: Props, _ group: SecurityGroup
    ) -> AWS.ElasticLoadBalancingV2.LoadBalancer {
        AWS.ElasticLoadBalancingV2.LoadBalancer(
            loadBalancerAttributes: [
                .init(key: "deletion_protection.enabled", value: props.deletionProtection ? "true" : "false"),
                // Headers that are not RFC 9110 field names do not reach the service.
                .init(key: "routing.http.drop_invalid_header_fields.enabled", value: "true"),
                .init(key: "routing.http.desync_mitigation_mode", value: "strictest"),
            ],
            scheme: props.isInternal ? .internal : .internetFacing,
            securityGroups: [group.id],
            subnets: props.subnetIDs,
            type: .application)
    }

    private static func targets(_ props: Props) -> AWS.ElasticLoadBalancingV2.TargetGroup {
        AWS.ElasticLoadBalancingV2.TargetGroup(
            healthCheckEnabled: true,
            healthCheckIntervalSeconds: .literal(props.healthCheckSeconds),
            healthCheckPath: .literal(props.healthCheckPath),
            healthCheckProtocol: .http,
            healthCheckTimeoutSeconds: 5,
            healthyThresholdCount: 2,
            matcher: .init(httpCode: "200"),
            port: .literal(props.targetPort),
            protocol: .http,
            // As long as the container has to finish what it has begun.
            targetGroupAttributes: [.init(key: "deregistration_delay.timeout_seconds", value: "30")],
            targetType: .ip,
            unhealthyThresholdCount: 3,
            vpcId: props.vpcID)
    }
}
