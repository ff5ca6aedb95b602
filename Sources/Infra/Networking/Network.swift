public import CloudFormation

/// A VPC in two or three zones with three tiers of subnets: public (load balancers, NAT), private (tasks) and isolated
/// (data, without a way out).
public struct Network: Construct, Sendable, Hashable {
    /// The way from private subnets to the internet.
    public enum NAT: Sendable, Hashable {
        /// None; AWS is reached through VPC endpoints.
        case none
        /// One gateway in the first zone, which takes the way out of all zones with it when it fails.
        case one
        /// One gateway per zone.
        case perZone
    }

    /// An AWS service that is reached inside the VPC, by the last part of its endpoint's name: `ecr.api`.
    public struct Endpoint: Sendable, Hashable {
        /// The port of AWS services.
        static let port = 443
        /// The name of the endpoints' security group in the ids of rules.
        static let groupName = "Endpoints"

        /// The last part of the endpoint service's name.
        public let name: String

        /// Creates an endpoint.
        public init(_ name: String) {
            self.name = name
        }

        /// The services that a Fargate task needs to start and to read its secret without a way to the internet ("Amazon
        /// ECS interface VPC endpoints", "Amazon ECR interface VPC endpoints"). Image layers come through the S3 gateway.
        public static let fargate = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"].map(Endpoint.init)
        /// The service that a function needs to find a database of RDS.
        public static let databases = Endpoint("rds")
        /// The service that an interactive shell in a task needs besides.
        public static let exec = Endpoint("ssmmessages")
        /// The service that traces are sent to.
        public static let traces = Endpoint("xray")
    }

    /// A tier of subnets.
    public enum Tier: Int, Sendable, Hashable, CaseIterable {
        /// Subnets with routes from and to the internet.
        case `public`
        /// Subnets with at most a route to the internet.
        case `private`
        /// Subnets without a route from or to the internet.
        case isolated
    }

    /// The VPC's addresses, a private block from /16 to /22. Defaults to 10.0.0.0/16.
    public var block = IPv4Block(10, 0, 0, 0, prefix: 16)
    /// The availability zones, two or three of a to d. Defaults to the first two.
    public var zones: Zones = 2
    /// The way to the internet. Defaults to one gateway.
    public var nat = NAT.one
    /// The interface endpoints; none by default. The S3 gateway endpoint, which is free of charge, always exists, and so does
    /// the security group of the endpoints: a service's rules stay when the first endpoint comes or the last one goes.
    public var endpoints: [Endpoint] = []
    /// The objects of Amazon S3 that the gateway endpoint lets private subnets read, besides ECR's image layers. Defaults to
    /// none.
    ///
    /// The endpoint is the only way to buckets of the network's region, so a role's permission alone does not suffice.
    public var readableObjects: [BucketObjects] = []
    /// The retention of flow logs; nil switches them off. Defaults to 90 days.
    public var flowLogs: LogRetention? = .days(90)
    /// The customer-managed key that encrypts the flow logs; nil is CloudWatch Logs' own encryption. Defaults to nil.
    ///
    /// The key's policy lets CloudWatch Logs use it ("Encrypt log data in CloudWatch Logs using AWS KMS").
    public var flowLogKey: ResourceARN<AWS.KMS.Key>?

    /// Describes a network.
    public init() {}

    /// The rules of the properties. Each tier has address space for four zones, so that a third zone moves no subnet.
    public static var rules: [PropertyRule<Network>] {
        [
            PropertyRule(
                "block", { $0.block },
                ValidValues("a private block from /16 to /22 with no bits beyond the prefix, such as 10.0.0.0/16") {
                    // Sixteen subnets are cut from it. A load balancer needs 8 free addresses in each, tasks many more.
                    $0.isPrivate && (16...22).contains($0.prefix)
                }),
            PropertyRule("zones", { $0.zones }, Zones.valid),
            PropertyRule("flowLogs", { $0.flowLogs }, LogRetention.valid),
        ] + BucketObjects.rules("readableObjects", { $0.readableObjects })
    }

    /// The block of a tier's subnet in a zone.
    public static func subnetBlock(of block: IPv4Block, _ tier: Tier, zone: Zones.Letter) -> IPv4Block? {
        guard let index = Zones.Letter.allCases.firstIndex(of: zone) else { return nil }
        return block.subdivided(by: 4, index: tier.rawValue * 4 + index)
    }

    /// Adds the network.
    public func build(in scope: Scope) -> Reference {
        let builder = NetworkBuilder(self, in: scope)
        builder.addInternetRoutes()
        builder.addStorageEndpoint()
        let endpoints = builder.addEndpoints()
        if let flowLogs { builder.addFlowLog(flowLogs, key: flowLogKey) }
        return Reference(
            vpc: ResourceID(builder.vpc.ref), publicSubnets: builder.subnets(.public),
            privateSubnets: builder.subnets(.private), isolatedSubnets: builder.subnets(.isolated),
            endpoints: endpoints)
    }

    /// A reference to a network, built here, shared by another stack, or existing.
    public struct Reference: Shareable {
        /// The VPC.
        public let vpc: ResourceID<AWS.EC2.VPC>
        /// The subnets of load balancers.
        public let publicSubnets: Subnets
        /// The subnets of tasks.
        public let privateSubnets: Subnets
        /// The subnets of data.
        public let isolatedSubnets: Subnets
        /// The security group of the interface endpoints; nil for an existing network without them.
        public let endpoints: SecurityGroup.Reference?

        /// An existing network.
        public init(
            vpc: ResourceID<AWS.EC2.VPC>, publicSubnets: Subnets, privateSubnets: Subnets, isolatedSubnets: Subnets,
            endpoints: SecurityGroup.Reference? = nil
        ) {
            self.vpc = vpc
            self.publicSubnets = publicSubnets
            self.privateSubnets = privateSubnets
            self.isolatedSubnets = isolatedSubnets
            self.endpoints = endpoints
        }

        /// Passes the ids through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            let vpc = transfer.text("VpcId", vpc, "The VPC")
            let publics = transfer.list("PublicSubnetIds", publicSubnets.ids, "The subnets of load balancers")
            let privates = transfer.list("PrivateSubnetIds", privateSubnets.ids, "The subnets of tasks")
            let isolated = transfer.list("IsolatedSubnetIds", isolatedSubnets.ids, "The subnets of data")
            let endpoints = endpoints.map { group in
                SecurityGroup.Reference(
                    id: transfer.text("EndpointSecurityGroupId", group.id, "The group of the interface endpoints"),
                    defaultPort: group.connections.defaultPort, name: group.connections.name, scope: transfer.scope)
            }
            return Reference(
                vpc: vpc, publicSubnets: Subnets(ids: publics), privateSubnets: Subnets(ids: privates),
                isolatedSubnets: Subnets(ids: isolated), endpoints: endpoints)
        }

        /// A network without subnets.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(
                vpc: "", publicSubnets: [], privateSubnets: [], isolatedSubnets: [],
                endpoints: SecurityGroup.Reference(
                    id: "", defaultPort: Network.Endpoint.port, name: Network.Endpoint.groupName, scope: scope))
        }
    }
}

/// The subnets of one tier, one per zone.
public struct Subnets: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// The ids, for a resource's property.
    public let ids: TemplateValue<[String]>

    /// Wraps a list of ids; nothing checks that they are of subnets.
    public init(ids: TemplateValue<[String]>) {
        self.ids = ids
    }

    /// Creates a tier from the ids of its subnets.
    public init(_ subnets: [ResourceID<AWS.EC2.Subnet>]) {
        ids = TemplateValue(subnets.map(\.value))
    }

    /// Creates a tier from the ids of its subnets.
    public init(arrayLiteral subnets: ResourceID<AWS.EC2.Subnet>...) {
        self.init(subnets)
    }
}
