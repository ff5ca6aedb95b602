public import CloudFormation

/// A VPC over two or three zones with three tiers of subnets: public (load balancer, NAT), private (tasks) and
/// isolated (data, no way out).
public struct Network: Construct {
    /// How tasks in private subnets reach the internet.
    public enum NAT: Sendable, Hashable {
        /// Not at all: they reach AWS through VPC endpoints only.
        case none
        /// Through one gateway; if its zone fails, so does the way out.
        case one
        /// Through a gateway in every zone.
        case perZone
    }

    /// An AWS service that is reached inside the VPC, named as in its endpoint: `ecr.api`.
    public struct Endpoint: Sendable, Hashable {
        /// The last part of the endpoint's service name.
        public let name: String

        /// Names a service.
        public init(_ name: String) {
            self.name = name
        }

        /// What a Fargate task needs to start without a way to the internet ("Amazon ECS interface VPC endpoints" and
        /// "Amazon ECR interface VPC endpoints"), and to read its secret. Image layers come through the S3 gateway.
        public static let fargate = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"].map(Endpoint.init)
        /// What an interactive shell in a task needs besides.
        public static let exec = Endpoint("ssmmessages")
    }

    /// What the network is.
    public struct Props: Sendable {
        /// The VPC's addresses, /16 to /22; 10.0.0.0/16 by default.
        public var block: IPv4Block?
        /// How many availability zones, 2 or 3; 2 by default.
        public var zones: Int
        /// The way out; one gateway by default.
        public var nat: NAT
        /// Interface endpoints; none by default. The S3 gateway endpoint, which costs nothing, is always there.
        public var endpoints: [Endpoint]
        /// Days that flow logs are kept; nil switches them off; 90 by default.
        public var flowLogDays: Int?

        /// Describes a network.
        public init(
            block: IPv4Block? = IPv4Block("10.0.0.0/16"), zones: Int = 2, nat: NAT = .one, endpoints: [Endpoint] = [],
            flowLogDays: Int? = 90
        ) {
            self.block = block
            self.zones = zones
            self.nat = nat
            self.endpoints = endpoints
            self.flowLogDays = flowLogDays
        }
    }

    /// How a subnet is connected.
    public enum Tier: Int, Sendable, Hashable, CaseIterable {
        /// Has a route from and to the internet.
        case `public`
        /// Has a route to the internet at most.
        case `private`
        /// Has neither.
        case isolated
    }

    /// The VPC's id.
    public let vpcID: TemplateValue<String>
    /// The subnets of the load balancer.
    public let publicSubnetIDs: TemplateValue<[String]>
    /// The subnets of the tasks.
    public let privateSubnetIDs: TemplateValue<[String]>
    /// The subnets of the data.
    public let isolatedSubnetIDs: TemplateValue<[String]>
    /// The group that guards the interface endpoints, if there are any.
    public let endpointSecurityGroup: SecurityGroup?

    /// Adds the network.
    public init(_ scope: Scope, _ id: String, _ props: Props) {
        let builder = NetworkBuilder(scope.child(id), props)
        vpcID = builder.vpc.ref
        publicSubnetIDs = TemplateValue(builder.subnets(.public))
        let privateSubnets = builder.subnets(.private)
        privateSubnetIDs = TemplateValue(privateSubnets)
        isolatedSubnetIDs = TemplateValue(builder.subnets(.isolated))
        builder.addInternetRoutes()
        builder.addStorageEndpoint()
        endpointSecurityGroup = builder.addEndpoints(in: TemplateValue(privateSubnets))
        if let days = props.flowLogDays { builder.addFlowLog(days: days) }
    }

    /// The block of a tier's subnet in a zone. A tier has room for four zones, so a third zone moves no block.
    public static func subnetBlock(of block: IPv4Block, _ tier: Tier, zone: Int) -> IPv4Block? {
        block.subdivided(by: 4, index: tier.rawValue * 4 + zone)
    }
}
