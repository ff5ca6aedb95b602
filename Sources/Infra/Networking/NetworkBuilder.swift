internal import CloudFormation

/// The construction of a network's resources, part by part.
struct NetworkBuilder {
    /// The resources of one zone in one tier.
    private struct Zone {
        let letter: Network.Zones.Letter
        let subnet: ResourceHandle<AWS.EC2.Subnet>
        let routeTable: ResourceHandle<AWS.EC2.RouteTable>
    }

    let vpc: ResourceHandle<AWS.EC2.VPC>
    private let network: Network
    private let scope: Scope
    private let zones: [Network.Tier: [Zone]]

    /// Adds the VPC and the subnets, each with a route table of its own.
    init(_ network: Network, in scope: Scope) {
        self.network = network
        self.scope = scope
        let vpc = scope.add(
            "Vpc",
            AWS.EC2.VPC(
                cidrBlock: .literal(network.block.description), enableDnsHostnames: true, enableDnsSupport: true),
            NetworkBuilder.named(scope, "vpc"))
        var zones: [Network.Tier: [Zone]] = [:]
        for tier in Network.Tier.allCases {
            zones[tier] = network.zones.letters.map { letter in
                let block = Network.subnetBlock(of: network.block, tier, zone: letter)
                let name = NetworkBuilder.named(scope, "\(tier)-\(letter)")
                let subnet = scope.add(
                    NetworkBuilder.id(tier, "Subnet", letter),
                    AWS.EC2.Subnet(
                        // The letter, not a position in the account's list: that list changes when AWS adds a zone.
                        vpcId: vpc.ref, availabilityZone: "\(AWS.region)\(letter.rawValue)",
                        cidrBlock: block.map { .literal($0.description) }, mapPublicIpOnLaunch: false), name)
                let table = scope.add(
                    NetworkBuilder.id(tier, "RouteTable", letter), AWS.EC2.RouteTable(vpcId: vpc.ref), name)
                scope.add(
                    NetworkBuilder.id(tier, "RouteTableAssociation", letter),
                    AWS.EC2.SubnetRouteTableAssociation(routeTableId: table.ref, subnetId: subnet.ref))
                return Zone(letter: letter, subnet: subnet, routeTable: table)
            }
        }
        self.vpc = vpc
        self.zones = zones
    }

    private static func named(_ scope: Scope, _ name: String) -> ResourceOptions {
        ResourceOptions(tags: ["Name": "\(scope.stack.name)-\(name)"])
    }

    private func named(_ name: String) -> ResourceOptions {
        NetworkBuilder.named(scope, name)
    }

    private static func id(_ tier: Network.Tier, _ kind: String, _ zone: Network.Zones.Letter) -> String {
        let word =
            switch tier {
            case .public: "Public"
            case .private: "Private"
            case .isolated: "Isolated"
            }
        return "\(word)\(kind)\(zone.rawValue.uppercased())"
    }

    /// The subnets of a tier.
    func subnets(_ tier: Network.Tier) -> Subnets {
        Subnets(zones[tier, default: []].map { ResourceID($0.subnet.ref) })
    }

    /// Adds the internet gateway for public subnets and NAT gateways for private ones.
    func addInternetRoutes() {
        let gateway = scope.add("InternetGateway", AWS.EC2.InternetGateway(), named("internet"))
        let attachment = scope.add(
            "InternetGatewayAttachment",
            AWS.EC2.VPCGatewayAttachment(vpcId: vpc.ref, internetGatewayId: gateway.ref))
        let attached = ResourceOptions(dependsOn: [attachment.reference])
        let publics = zones[.public, default: []]
        for zone in publics {
            scope.add(
                NetworkBuilder.id(.public, "DefaultRoute", zone.letter),
                AWS.EC2.Route(
                    routeTableId: zone.routeTable.ref, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.ref),
                attached)
        }
        let count =
            switch network.nat {
            case .none: 0
            case .one: 1
            case .perZone: publics.count
            }
        var gateways: [Network.Zones.Letter: ResourceHandle<AWS.EC2.NatGateway>] = [:]
        for zone in publics.prefix(count) { gateways[zone.letter] = addGateway(zone, after: attachment.reference) }
        guard let first = publics.first, let fallback = gateways[first.letter] else { return }
        for zone in zones[.private, default: []] {
            scope.add(
                NetworkBuilder.id(.private, "DefaultRoute", zone.letter),
                AWS.EC2.Route(
                    routeTableId: zone.routeTable.ref, destinationCidrBlock: "0.0.0.0/0",
                    natGatewayId: (gateways[zone.letter] ?? fallback).ref))
        }
    }

    /// Adds a NAT gateway with its address to a public subnet.
    private func addGateway(_ zone: Zone, after attachment: TemplateReference) -> ResourceHandle<AWS.EC2.NatGateway> {
        let letter = zone.letter.rawValue
        var options = named("nat-\(letter)")
        options.dependsOn = [attachment]
        let address = scope.add("NatAddress\(letter.uppercased())", AWS.EC2.EIP(domain: "vpc"), options)
        options.dependsOn = []
        return scope.add(
            "NatGateway\(letter.uppercased())",
            AWS.EC2.NatGateway(allocationId: address.allocationId, subnetId: zone.subnet.ref), options)
    }

    /// Adds S3's gateway endpoint for image layers, which is free of charge and saves NAT traffic. Its policy permits reading
    /// ECR's layer bucket ("Amazon ECR interface VPC endpoints", minimum S3 bucket permissions) and the readable objects alone.
    func addStorageEndpoint() {
        let layers = PolicyStatement(
            actions: ["s3:GetObject"],
            resources: ["arn:\(AWS.partition):s3:::prod-\(AWS.region)-starport-layer-bucket/*"], principal: "*")
        let others = network.readableObjects
        let reading = others.isEmpty ? [] : [BucketObjects.reading(others, principal: "*")]
        scope.add(
            "StorageEndpoint",
            AWS.EC2.VPCEndpoint(
                vpcId: vpc.ref, policyDocument: PolicyStatement.document([layers] + reading),
                routeTableIds: TemplateValue<[String]>(zones[.private, default: []].map(\.routeTable.ref)),
                serviceName: "com.amazonaws.\(AWS.region).s3", vpcEndpointType: .gateway),
            named("s3"))
    }

    /// Adds the interface endpoints, and their security group even without any.
    func addEndpoints() -> SecurityGroup.Reference {
        let group = scope.add(
            "EndpointSecurityGroup", SecurityGroup("AWS services inside the VPC"), in: ResourceID(vpc.ref))
        for endpoint in network.endpoints {
            scope.add(
                "Endpoint-" + endpoint.name,
                AWS.EC2.VPCEndpoint(
                    vpcId: vpc.ref, privateDnsEnabled: true, securityGroupIds: [group.id.value],
                    serviceName: "com.amazonaws.\(AWS.region).\(endpoint.name)", subnetIds: subnets(.private).ids,
                    vpcEndpointType: .interface),
                named(endpoint.name))
        }
        return group.listening(on: Network.Endpoint.port, name: Network.Endpoint.groupName, in: scope)
    }

    /// Adds the flow log of accepted and refused connections, with a log group of its own.
    func addFlowLog(_ retention: LogRetention, key: ResourceARN<AWS.KMS.Key>?) {
        let group = scope.add(
            "FlowLogGroup",
            AWS.Logs.LogGroup(kmsKeyId: key?.value, retentionInDays: .literal(retention.days)), .kept(.delete))
        let role = scope.add(
            "FlowLogRole", Role(service: .vpcFlowLogs, description: "Writes the network's flow logs"))
        // "IAM role for publishing flow logs to CloudWatch Logs". The group exists, so the role cannot create one.
        group.grant("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents", to: role)
        scope.add(
            "FlowLog",
            AWS.EC2.FlowLog(
                resourceId: vpc.ref, resourceType: .vpc, deliverLogsPermissionArn: role.arn.value,
                logDestinationType: .cloudWatchLogs, logGroupName: group.ref, trafficType: .all))
    }
}
