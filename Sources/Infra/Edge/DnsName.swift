public import CloudFormation

/// A name in a Route 53 zone for a load balancer or a distribution: alias records, which cost nothing per query.
///
///     scope.add("Name", DnsName("api.example.com"), in: .init(zone: "Z0123456789ABCDEFGHIJ", target: balancer.aliasTarget))
public struct DnsName: PlacedConstruct, Sendable, Hashable {
    /// The zone and the target of a name.
    public struct Surroundings: Sendable, Hashable {
        /// The zone of the name.
        public var zone: ResourceID<AWS.Route53.HostedZone>
        /// The target.
        public var target: AliasTarget

        /// Creates surroundings.
        public init(zone: ResourceID<AWS.Route53.HostedZone>, target: AliasTarget) {
            self.zone = zone
            self.target = target
        }
    }

    /// The name.
    public var name: DomainName

    /// Describes a name.
    public init(_ name: DomainName) {
        self.name = name
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<DnsName>] {
        [PropertyRule("name", { $0.name }, DomainName.validInCertificate)]
    }

    /// Adds a record for IPv4 addresses, and one for IPv6 addresses if the target has them.
    /// - Returns: The name.
    public func build(in scope: Scope, _ surroundings: Surroundings) -> HostName {
        let target = surroundings.target
        for (id, type) in [("V4", "A"), ("V6", "AAAA")] where type == "A" || target.hasIPv6 {
            scope.add(
                id,
                AWS.Route53.RecordSet(
                    name: .literal(name.name), type: .literal(type),
                    aliasTarget: .init(
                        dnsName: target.host.value, hostedZoneId: target.zone.value,
                        evaluateTargetHealth: .literal(target.hasHealth)),
                    hostedZoneId: surroundings.zone.value))
        }
        return HostName(.literal(name.name))
    }
}

/// The target of alias records.
public struct AliasTarget: Sendable, Hashable {
    /// The target's own host name.
    public let host: HostName
    /// The zone of that host name.
    public let zone: ResourceID<AWS.Route53.HostedZone>
    /// A Boolean value that indicates whether the target has IPv6 addresses.
    public let hasIPv6: Bool
    /// A Boolean value that indicates whether Route 53 can evaluate the target's health.
    public let hasHealth: Bool

    /// Creates a target.
    public init(host: HostName, zone: ResourceID<AWS.Route53.HostedZone>, hasIPv6: Bool, hasHealth: Bool) {
        self.host = host
        self.zone = zone
        self.hasIPv6 = hasIPv6
        self.hasHealth = hasHealth
    }
}

extension LoadBalancer.Reference {
    /// The target of alias records: IPv4 alone, as the load balancer's subnets are.
    public var aliasTarget: AliasTarget {
        AliasTarget(host: dnsName, zone: hostedZone, hasIPv6: false, hasHealth: true)
    }
}
