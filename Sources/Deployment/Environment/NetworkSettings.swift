package import Infra

/// The `network` section.
package struct NetworkSettings: Sendable, Hashable {
    /// `cidr`: the VPC's addresses, a private block from /16 to /22; 10.0.0.0/16 by default.
    package var cidr: IPv4Block?
    /// `zones`: 2 or 3; 2 by default.
    package var zones: Int
    /// `nat`: 0, 1 or `per-zone`; 1 by default, `per-zone` in production.
    package var nat: Network.NAT
    /// `endpoints`: AWS services inside the VPC; on with `nat: 0`, where tasks need them, else off.
    package var endpoints: Bool
    /// `flowLogDays`: how long flow logs are kept, or `off`; 90 in production, 30 in staging, off in dev.
    package var flowLogDays: Int?

    /// The defaults of a tier.
    package init(tier: Tier) {
        cidr = IPv4Block("10.0.0.0/16")
        zones = 2
        nat = tier.choose(dev: .one, staging: .one, production: .perZone)
        endpoints = false
        flowLogDays = tier.choose(dev: nil, staging: 30, production: 90)
    }
}
