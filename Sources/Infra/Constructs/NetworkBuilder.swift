public import CloudFormation

/// Adds a network's resources, part by part.
struct NetworkBuilder {
    let scope: Scope
    let props: Network.Props
    let vpc: ResourceHandle<AWS.EC2.VPC>

    init(_ scope: Scope, _ props: Network.Props) {
        self.scope = scope
        self.props = props
        if props.block == nil {
            scope.stack.report(scope.path.joined(separator: "/"), "the network's block is not a valid CIDR block")
        }
        vpc = scope.add(
            "Vpc",
            AWS.EC2.VPC(
                cidrBlock: props.block.map { .literal($0.description) }, enableDnsHostnames: true,
                enableDnsSupport: true
            ), NetworkBuilder.named(scope, "vpc"))
    }

    private static func named(_ scope: Scope, _ name: String) -> ResourceOptions {
        ResourceOptions(tags: ["Name": "\(scope.stack.name)-\(name)"])
    }

    private func named(_ name: String) -> ResourceOptions {
        NetworkBuilder.named(scope, name)
    }

    private func id(_ tier: Network.Tier, _ what: String, zone: Int) -> String {
        let word =
            switch tier {
            case .public: "Public"
            case .private: "Private"
            case .isolated: "Isolated"
            }
        return "\(word)\(what)\(zone + 1)"
    }

    /// Adds a tier's subnets, each with a route table of its own.
    func subnets(_ tier: Network.Tier) -> [TemplateValue<String>] {
        (0..<props.zones).map { zone in
            let block = props.block.flatMap { Network.subnetBlock(of: $0, tier, zone: zone) }
            let subnet = scope.add(
                id(tier, "Subnet", zone: zone),
                AWS.EC2.Subnet(
                    vpcId: vpc.ref, availabilityZone: TemplateValue<[String]>.availabilityZones()[zone],
                    cidrBlock: block.map { .literal($0.description) }, mapPublicIpOnLaunch: false),
                named("\(tier)-\(zone + 1)"))
            let table = scope.add(
                id(tier, "RouteTable", zone: zone), AWS.EC2.RouteTable(vpcId: vpc.ref), named("\(tier)-\(zone + 1)"))
            scope.add(
                id(tier, "RouteTableAssociation", zone: zone),
                AWS.EC2.SubnetRouteTableAssociation(routeTableId: table.ref, subnetId: subnet.ref))
            return subnet.ref
        }
    }

    private func reference(_ tier: Network.Tier, _ what: String, zone: Int) -> TemplateValue<String> {
        let name = scope.logicalID(id(tier, what, zone: zone)).name
        return TemplateValue(.ref(TemplateReference(.resource, stack: scope.stack.name, name: name)))
    }

    /// The internet gateway for public subnets, NAT gateways for private ones.
    func addInternetRoutes() {
        let gateway = scope.add("InternetGateway", AWS.EC2.InternetGateway(), named("internet"))
        let attachment = scope.add(
            "InternetGatewayAttachment",
            AWS.EC2.VPCGatewayAttachment(vpcId: vpc.ref, internetGatewayId: gateway.ref))
        let attached = ResourceOptions(dependsOn: [attachment.reference])
        for zone in 0..<props.zones {
            scope.add(
                id(.public, "DefaultRoute", zone: zone),
                AWS.EC2.Route(
                    routeTableId: reference(.public, "RouteTable", zone: zone), destinationCidrBlock: "0.0.0.0/0",
                    gatewayId: gateway.ref), attached)
        }
        let gateways =
            switch props.nat {
            case .none: 0
            case .one: 1
            case .perZone: props.zones
            }
        let nats = (0..<gateways).map { zone in
            var options = named("nat-\(zone + 1)")
            options.dependsOn = [attachment.reference]
            let address = scope.add("NatAddress\(zone + 1)", AWS.EC2.EIP(domain: "vpc"), options)
            options.dependsOn = []
            return scope.add(
                "NatGateway\(zone + 1)",
                AWS.EC2.NatGateway(
                    allocationId: address.allocationId, subnetId: reference(.public, "Subnet", zone: zone)), options)
        }
        guard let first = nats.first else { return }
        for zone in 0..<props.zones {
            scope.add(
                id(.private, "DefaultRoute", zone: zone),
                AWS.EC2.Route(
                    routeTableId: reference(.private, "RouteTable", zone: zone), destinationCidrBlock: "0.0.0.0/0",
                    natGatewayId: zone < nats.count ? nats[zone].ref : first.ref))
        }
    }

    /// S3 inside the VPC, for image layers: the gateway endpoint costs nothing and saves NAT traffic. Its policy permits
    /// reading ECR's layer bucket only ("Amazon ECR interface VPC endpoints", minimum S3 bucket permissions).
    func addStorageEndpoint() {
        let layers = PolicyStatement(
            actions: ["s3:GetObject"],
            resources: ["arn:\(AWS.partition):s3:::prod-\(AWS.region)-starport-layer-bucket/*"], principal: "*")
        scope.add(
            "StorageEndpoint",
            AWS.EC2.VPCEndpoint(
                vpcId: vpc.ref, policyDocument: PolicyStatement.document([layers]),
                routeTableIds: TemplateValue((0..<props.zones).map { reference(.private, "RouteTable", zone: $0) }),
                serviceName: "com.amazonaws.\(AWS.region).s3", vpcEndpointType: .gateway),
            named("s3"))
    }

    func addEndpoints(in subnets: TemplateValue<[String]>) -> SecurityGroup? {
        guard !props.endpoints.isEmpty else { return nil }
        let group = SecurityGroup(
            scope, "EndpointSecurityGroup", .init(vpcID: vpc.ref, description: "AWS services inside the VPC"))
        for endpoint in props.endpoints {
            scope.add(
                "Endpoint-" + endpoint.name,
                AWS.EC2.VPCEndpoint(
                    vpcId: vpc.ref, privateDnsEnabled: true, securityGroupIds: [group.id],
                    serviceName: "com.amazonaws.\(AWS.region).\(endpoint.name)", subnetIds: subnets,
                    vpcEndpointType: .interface),
                named(endpoint.name))
        }
        return group
    }

    /// Accepted and refused connections, into a log group of their own.
    func addFlowLog(days: Int) {
        let group = scope.add(
            "FlowLogGroup", AWS.Logs.LogGroup(retentionInDays: .literal(days)), .kept(.delete))
        let role = Role(
            scope, "FlowLogRole",
            .init(service: "vpc-flow-logs.amazonaws.com", description: "Writes the network's flow logs"))
        // "IAM role for publishing flow logs to CloudWatch Logs"; the group exists, so creating one is not permitted.
        role.grant(
            PolicyStatement(
                actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                resources: [group.arn]))
        scope.add(
            "FlowLog",
            AWS.EC2.FlowLog(
                resourceId: vpc.ref, resourceType: .vpc, deliverLogsPermissionArn: role.arn,
                logDestinationType: .cloudWatchLogs, logGroupName: group.ref, trafficType: .all))
    }
}
