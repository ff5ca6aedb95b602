/// The `network` section.
public struct NetworkSettings: Sendable, Hashable {
    /// `cidr`: the VPC's addresses, a private block from /16 to /22; 10.0.0.0/16 by default.
    public var cidr: IPv4Block?
    /// `zones`: 2 or 3; 2 by default.
    public var zones: Int
    /// `nat`: 0, 1 or `per-zone`; 1 by default, `per-zone` in production.
    public var nat: Network.NAT
    /// `endpoints`: AWS services inside the VPC; on with `nat: 0`, where tasks need them, else off.
    public var endpoints: Bool
    /// `flowLogDays`: how long flow logs are kept, or `off`; 90 in production, 30 in staging, off in dev.
    public var flowLogDays: Int?

    /// The defaults of a tier.
    public init(tier: Tier) {
        cidr = IPv4Block("10.0.0.0/16")
        zones = 2
        nat = tier.choose(dev: .one, staging: .one, production: .perZone)
        endpoints = false
        flowLogDays = tier.choose(dev: nil, staging: 30, production: 90)
    }
}
