public import CloudFormation

/// An application load balancer with one target group of IP addresses.
///
/// With a certificate it serves HTTPS and redirects HTTP; without one it serves HTTP.
///
///     var balancer = LoadBalancer(targetPort: 8080)
///     balancer.certificate = certificate.arn
///     let reference = scope.add("Balancer", balancer, in: network)
public struct LoadBalancer: PlacedConstruct, Sendable, Hashable {
    /// The port that the targets listen on.
    public var targetPort: Int
    /// The path of the targets' health check, which answers 200. Defaults to `/`.
    public var healthCheckPath = "/"
    /// The time between two health checks of a target. Defaults to 30 seconds.
    public var healthCheckInterval = Period.seconds(30)
    /// The blocks of addresses that may connect, each once. Defaults to all addresses.
    public var allowedBlocks = [IPv4Block.anywhere]
    /// Makes the load balancer reachable from inside the VPC only. Defaults to false.
    ///
    /// A change replaces the load balancer and its target groups. An old load balancer with deletion protection stays behind.
    public var isInternal = false
    /// The certificate for HTTPS; nil serves plain HTTP. Defaults to nil.
    public var certificate: ResourceARN<AWS.CertificateManager.Certificate>?
    /// Authentication of people at a user pool before their requests are forwarded, which needs a certificate; nil forwards all
    /// requests. Defaults to nil.
    public var authentication: ListenerAuthentication?
    /// The TLS versions of HTTPS. Defaults to 1.2 and 1.3.
    public var tlsPolicy = TLSPolicy.tls12
    /// Redirects HTTP to HTTPS if there is a certificate; otherwise port 80 is closed. Defaults to true.
    public var redirectsHTTP = true
    /// The header without which the load balancer refuses requests with status 403; nil asks for none. Defaults to nil.
    public var originHeader: OriginHeader?
    /// The time without data after which the load balancer closes a connection. It must be longer than the slowest silent
    /// response, and shorter than the targets' own idle time-out, so that a target never closes a connection in use.
    /// Defaults to 60 seconds.
    public var idleTimeout = Period.seconds(60)
    /// The time after which the load balancer closes a client's connection after its current request. Defaults to 1 hour.
    public var clientKeepAlive = Period.hours(1)
    /// The retention of access logs in a bucket; nil writes none. Defaults to 90 days.
    public var accessLogs: LogRetention? = .days(90)
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
        let own: [PropertyRule<LoadBalancer>] = [
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
            // "Load balancer attributes" in the guide of Application Load Balancers.
            PropertyRule(
                "idleTimeout", { $0.idleTimeout }, ValidValues.range(1...4000, unit: "s").wrapped { $0.seconds }),
            PropertyRule(
                "clientKeepAlive", { $0.clientKeepAlive },
                ValidValues.range(60...604_800, unit: "s").wrapped { $0.seconds }),
            PropertyRule("accessLogs", { $0.accessLogs }, LogRetention.valid),
            PropertyRule(
                "originHeader", { $0.originHeader?.name },
                ValidValues("a header's name of letters, digits and hyphens, at most 40") { name in
                    (1...40).contains(name.utf8.count)
                        && name.utf8.allSatisfy {
                            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
                        }
                }),
            PropertyRule("authentication", { $0.authentication }, ListenerAuthentication.valid),
            PropertyRule(
                "authentication", { $0.authentication != nil && $0.certificate == nil ? "set" : nil },
                ValidValues<String>("no authentication without a certificate", contains: { _ in false })),
        ]
        return own + allowedBlockRules
    }

    /// The rules about the blocks of addresses: each once, and no more rules than a security group takes.
    private static var allowedBlockRules: [PropertyRule<LoadBalancer>] {
        [
            PropertyRule(
                "allowedBlocks", { $0.allowedBlocks.isEmpty ? $0.allowedBlocks.count : nil },
                ValidValues("at least one block of addresses, such as 10.0.0.0/8", contains: { _ in false })),
            PropertyRule("allowedBlocks", { $0.repeatedBlock?.description }) { balancer in
                ValidValues(
                    "each block once; remove the second \(balancer.repeatedBlock?.description ?? "")",
                    contains: { _ in false })
            },
            PropertyRule("allowedBlocks", { $0.allowedBlocks.isEmpty ? nil : $0.allowedBlocks.count }) { balancer in
                let ports = balancer.clientPorts
                let most = max(1, LoadBalancer.ruleQuota / max(1, ports.count))
                let listed = ports.map(String.init).joined(separator: " and ")
                return ValidValues(
                    "at most \(most) blocks: a security group has at most \(LoadBalancer.ruleQuota) inbound rules, and each "
                        + "block takes one for port \(listed); combine neighbouring blocks",
                    contains: { $0 <= most })
            },
        ]
    }

    /// The inbound rules of a security group ("Amazon VPC quotas": inbound or outbound rules per security group).
    static let ruleQuota = 60

    /// The first block that is given twice.
    private var repeatedBlock: IPv4Block? {
        var seen: Set<IPv4Block> = []
        return allowedBlocks.first { !seen.insert($0).inserted }
    }

    /// The ports that clients connect to.
    var clientPorts: [Int] {
        if certificate == nil { return [80] }
        return redirectsHTTP ? [80, 443] : [443]
    }

    /// Adds the load balancer with its security group, target group, listeners and bucket of access logs.
    public func build(in scope: Scope, _ network: Network.Reference) -> Reference {
        let group = scope.add(
            "SecurityGroup", SecurityGroup("The load balancer, which reaches the service only"), in: network.vpc)
        let bucket = accessLogs.map { addAccessLogs(keeping: $0, scope) }
        let balancer = scope.add(
            "Balancer", balancer(group, network, logs: bucket?.name),
            ResourceOptions(dependsOn: bucket.map { [$0.policy] } ?? []))
        // A target group belongs to one load balancer. A change of the scheme replaces the load balancer before the old one
        // is deleted, so the target group must become another one at the same time: its id has the scheme.
        let targets = scope.add(groupID("Targets"), targetGroup(network.vpc))
        let listener = addListeners(to: balancer, forwardingTo: targets, scope)
        let forward = originHeader.map { _ in
            scope.add("Forward", rule(of: listener.ref, [(targets.ref, nil)]))
        }
        let connections = Connections(securityGroup: group.id, scope: scope)
        for port in clientPorts {
            for block in Set(allowedBlocks).sorted(by: { $0.description < $1.description }) {
                connections.allow(from: block, port: port, purpose: "Clients of the load balancer")
            }
        }
        if authentication != nil {
            // AWS publishes no fixed addresses of user pools.
            connections.allow(to: .anywhere, port: 443, purpose: "Load balancer to the user pool")
        }
        return Reference(
            arn: ResourceARN(balancer.ref), connections: connections,
            targetGroup: TargetGroup(
                arn: ResourceARN(targets.ref), fullName: targets.targetGroupFullName,
                balancer: balancer.loadBalancerFullName),
            listener: ResourceARN(listener.ref), targetPort: targetPort,
            url: "\(certificate == nil ? "http" : "https")://\(balancer.dnsName)",
            dnsName: HostName(balancer.dnsName), hostedZone: ResourceID(balancer.canonicalHostedZoneID),
            fullName: balancer.loadBalancerFullName,
            built: Parts(
                description: self, scope: scope, targetGroup: targets, listener: listener, forward: forward,
                balancer: balancer))
    }

    /// The id of a target group, which differs by the load balancer's scheme.
    func groupID(_ id: String) -> String { isInternal ? "Internal" + id : id }
}
