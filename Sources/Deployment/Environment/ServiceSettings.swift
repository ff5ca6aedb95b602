package import Infra

/// The `service` section.
package struct ServiceSettings: Sendable, Hashable {
    /// What a caller without credentials may do.
    package enum Anonymous: String, Sendable, Hashable, CaseIterable {
        /// Nothing.
        case none
        /// Read.
        case read
        /// Everything.
        case all
    }

    /// `image`: required; `weir:1.2.0` is a repository of the account's own ECR, a registry's host may come first.
    package var image: ContainerImage
    /// `architecture`: `x86_64` or `arm64`, as the image was built; `x86_64` by default.
    package var architecture: ContainerService.Architecture
    /// `cpu` and `memory`: a combination Fargate offers; 256 and 512 in dev, 512 and 1024 otherwise.
    package var size: FargateSize
    /// `count`: tasks, 1 to 100; 1 in dev, else 2.
    package var count: Int
    /// `port`: where the server listens in the container; 8080 by default.
    package var port: Int
    /// `anonymous`: none, read or all; none by default, which needs API keys or tokens configured.
    package var anonymous: Anonymous
    /// `allow`: blocks of addresses that may connect to the load balancer; everybody by default.
    package var allow: [IPv4Block]
    /// `internal`: a load balancer inside the VPC only; off by default.
    package var isInternal: Bool
    /// `certificate`: the ACM certificate's ARN for HTTPS; none by default.
    package var certificate: String?
    /// `logDays`: how long logs are kept; 7 in dev, 30 in staging, 90 in production.
    package var logDays: Int
    /// `exec`: a shell in a running task; off by default. On, the root file system is writable.
    package var exec: Bool
    /// `insights`: figures per task in CloudWatch; on in production.
    package var insights: Bool
    /// `deletionProtection`: the load balancer refuses deletion; on in production.
    package var deletionProtection: Bool

    /// The defaults of a tier.
    package init(image: ContainerImage, tier: Tier) {
        self.image = image
        architecture = .x86
        size = tier == .dev ? .smallest : .small
        count = tier == .dev ? 1 : 2
        port = 8080
        anonymous = .none
        allow = [IPv4Block("0.0.0.0/0")].compactMap { $0 }
        isInternal = false
        certificate = nil
        logDays = tier.choose(dev: 7, staging: 30, production: 90)
        exec = false
        insights = tier == .production
        deletionProtection = tier == .production
    }
}
