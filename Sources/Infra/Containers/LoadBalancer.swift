public import CloudFormation

/// An application load balancer with one target group of IP addresses.
///
/// With a certificate it serves HTTPS and redirects HTTP; without one it serves HTTP.
public struct LoadBalancer: PlacedConstruct, Sendable, Hashable {
    /// The port that the targets listen on.
    public var targetPort: Int
    /// The path of the targets' health check, which answers 200. Defaults to `/`.
    public var healthCheckPath = "/"
    /// The time between two health checks of a target. Defaults to 30 seconds.
    public var healthCheckInterval = Period.seconds(30)
    /// The blocks of addresses that may connect. Defaults to all addresses.
    public var allowedBlocks = [IPv4Block.anywhere]
    /// Makes the load balancer reachable from inside the VPC only. Defaults to false.
    public var isInternal = false
    /// The certificate for HTTPS; nil serves plain HTTP. Defaults to nil.
    public var certificate: ResourceARN<AWS.CertificateManager.Certificate>?
    /// Refuses deletion of the load balancer. Defaults to true.
    public var deletionProtection = true
    /// The time that a target has to finish its requests after deregistration. A service raises it to its own stop time-out.
    /// Defaults to 30 seconds.
    public var deregistrationDelay = Period.seconds(30)

    /// Describes a load balancer.
    public init(targetPort: Int) {
        self.targetPort = targetPort
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<LoadBalancer>] {
        [
            // Containers do not run as root, and root alone listens below 1024.
            PropertyRule("targetPort", { $0.targetPort }, .range(1024...65535)),
            PropertyRule(
                "healthCheckPath", { $0.healthCheckPath },
                ValidValues("a path that begins with /, at most 1024 characters") {
                    $0.hasPrefix("/") && $0.utf8.count <= 1024 && $0.utf8.allSatisfy { $0 > 32 && $0 < 127 }
                }),
            PropertyRule(
                "healthCheckInterval", { $0.healthCheckInterval },
                ValidValues.range(5...300, unit: "s").wrapped { $0.seconds }),
            PropertyRule(
                "deregistrationDelay", { $0.deregistrationDelay },
                ValidValues.range(0...3600, unit: "s").wrapped { $0.seconds }),
            PropertyRule(
                "allowedBlocks", { $0.allowedBlocks },
                ValidValues("1 to 50 different blocks of addresses") {
                    (1...50).contains($0.count) && Set($0).count == $0.count
                }),
        ]
    }

    /// Adds the load balancer with its security group, target group and listeners.
    public func build(in scope: Scope, _ network: Network.Reference) -> Reference {
        let group = scope.add(
            "SecurityGroup", SecurityGroup("The load balancer, which reaches the service only"), in: network.vpc)
        let balancer = scope.add("Balancer", balancer(group, network))
        let targets = scope.add("Targets", targetGroup(network.vpc))
        let listener = addListeners(to: balancer, forwardingTo: targets, scope)
        let connections = Connections(securityGroup: group.id, scope: scope)
        for port in certificate == nil ? [80] : [80, 443] {
            for block in Set(allowedBlocks).sorted(by: { $0.description < $1.description }) {
                connections.allow(from: block, port: port, purpose: "Clients of the load balancer")
            }
        }
        return Reference(
            connections: connections, targetGroup: targets, listener: listener.reference, targetPort: targetPort,
            url: "\(certificate == nil ? "http" : "https")://\(balancer.dnsName)",
            dnsName: HostName(balancer.dnsName), fullName: balancer.loadBalancerFullName)
    }

    private typealias Listener = AWS.ElasticLoadBalancingV2.Listener

    /// Adds the listeners; returns the one that forwards.
    private func addListeners(
        to balancer: ResourceHandle<AWS.ElasticLoadBalancingV2.LoadBalancer>,
        forwardingTo targets: ResourceHandle<AWS.ElasticLoadBalancingV2.TargetGroup>, _ scope: Scope
    ) -> ResourceHandle<Listener> {
        let forward = Listener.Action(type: .forward, targetGroupArn: targets.ref)
        guard let certificate else {
            return scope.add(
                "Http",
                Listener(defaultActions: [forward], loadBalancerArn: balancer.ref, port: 80, protocol: .http))
        }
        let redirect = Listener.Action(
            type: .redirect, redirectConfig: .init(statusCode: .http301, port: "443", protocol: "HTTPS"))
        scope.add(
            "Http", Listener(defaultActions: [redirect], loadBalancerArn: balancer.ref, port: 80, protocol: .http))
        return scope.add(
            "Https",
            Listener(
                defaultActions: [forward], loadBalancerArn: balancer.ref,
                certificates: [.init(certificateArn: certificate.value)], port: 443, protocol: .https,
                // TLS 1.2 and 1.3 with forward secrecy: "Security policies for your Application Load Balancer".
                sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06"))
    }

    private func balancer(
        _ group: SecurityGroup.Reference, _ network: Network.Reference
    ) -> AWS.ElasticLoadBalancingV2.LoadBalancer {
        AWS.ElasticLoadBalancingV2.LoadBalancer(
            loadBalancerAttributes: [
                .init(key: "deletion_protection.enabled", value: deletionProtection ? "true" : "false"),
                // Header fields with names that RFC 9110 does not allow are not forwarded.
                .init(key: "routing.http.drop_invalid_header_fields.enabled", value: "true"),
                .init(key: "routing.http.desync_mitigation_mode", value: "strictest"),
            ],
            scheme: isInternal ? .internal : .internetFacing,
            securityGroups: [group.id.value],
            subnets: (isInternal ? network.privateSubnets : network.publicSubnets).ids,
            type: .application)
    }

    private func targetGroup(_ vpc: ResourceID<AWS.EC2.VPC>) -> AWS.ElasticLoadBalancingV2.TargetGroup {
        AWS.ElasticLoadBalancingV2.TargetGroup(
            healthCheckEnabled: true,
            healthCheckIntervalSeconds: .literal(healthCheckInterval.seconds),
            healthCheckPath: .literal(healthCheckPath),
            healthCheckProtocol: .http,
            healthCheckTimeoutSeconds: 5,
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
