/// A selection by a property.
package struct NetworkFilter: Sendable, Hashable, Codable {
    /// The property, such as `vpc-id`.
    package var name: String
    /// The values.
    package var values: [String]

    enum CodingKeys: String, CodingKey { case name = "Name", values = "Value" }

    /// Creates the value.
    package init(name: String, values: [String] = []) {
        self.name = name
        self.values = values
    }
}

/// A network interface.
package struct NetworkInterface: Sendable, Hashable, Codable {
    /// The id.
    package var id: String
    /// The purpose, such as `ELB app/NAME`.
    package var description: String?
    /// The status, such as `in-use`.
    package var status: String?
    /// The kind, such as `interface`.
    package var kind: String?
    /// The subnet's id.
    package var subnet: String?
    /// The VPC's id.
    package var vpc: String?
    /// `true` if a service of AWS owns it.
    package var isManaged: Bool
    /// The owner of a managed one.
    package var requester: String?
    /// The security groups.
    package var groups: [SecurityGroupReference]
    /// The private address.
    package var address: String?

    enum CodingKeys: String, CodingKey {
        case id = "networkInterfaceId", description, status, kind = "interfaceType", subnet = "subnetId"
        case vpc = "vpcId", isManaged = "requesterManaged", requester = "requesterId", groups = "groupSet"
        case address = "privateIpAddress"
    }

    /// Creates the value.
    package init(
        id: String, description: String? = nil, status: String? = nil, kind: String? = nil, subnet: String? = nil,
        vpc: String? = nil, isManaged: Bool = false, requester: String? = nil, groups: [SecurityGroupReference] = [],
        address: String? = nil
    ) {
        self.id = id
        self.description = description
        self.status = status
        self.kind = kind
        self.subnet = subnet
        self.vpc = vpc
        self.isManaged = isManaged
        self.requester = requester
        self.groups = groups
        self.address = address
    }
}

/// A security group of an object.
package struct SecurityGroupReference: Sendable, Hashable, Codable {
    /// The id.
    package var id: String
    /// The name.
    package var name: String?

    enum CodingKeys: String, CodingKey { case id = "groupId", name = "groupName" }

    /// Creates the value.
    package init(id: String, name: String? = nil) {
        self.id = id
        self.name = name
    }
}

/// A subnet.
package struct SubnetDescription: Sendable, Hashable, Codable {
    /// The id.
    package var id: String
    /// The VPC's id.
    package var vpc: String?
    /// The zone.
    package var zone: String?
    /// The addresses.
    package var block: String?
    /// The number of free addresses.
    package var freeAddresses: Int
    /// The state, such as `available`.
    package var state: String?

    enum CodingKeys: String, CodingKey {
        case id = "subnetId", vpc = "vpcId", zone = "availabilityZone", block = "cidrBlock"
        case freeAddresses = "availableIpAddressCount", state
    }

    /// Creates the value.
    package init(
        id: String, vpc: String? = nil, zone: String? = nil, block: String? = nil, freeAddresses: Int = 0,
        state: String? = nil
    ) {
        self.id = id
        self.vpc = vpc
        self.zone = zone
        self.block = block
        self.freeAddresses = freeAddresses
        self.state = state
    }
}

/// A route table.
package struct RouteTable: Sendable, Hashable, Codable {
    /// The id.
    package var id: String
    /// The VPC's id.
    package var vpc: String?
    /// The subnets.
    package var associations: [RouteTableAssociation]
    /// The routes.
    package var routes: [Route]

    enum CodingKeys: String, CodingKey {
        case id = "routeTableId", vpc = "vpcId", associations = "associationSet", routes = "routeSet"
    }

    /// Creates the value.
    package init(id: String, vpc: String? = nil, associations: [RouteTableAssociation] = [], routes: [Route] = []) {
        self.id = id
        self.vpc = vpc
        self.associations = associations
        self.routes = routes
    }
}

/// A subnet of a route table.
package struct RouteTableAssociation: Sendable, Hashable, Codable {
    /// The subnet's id; nil for the table of subnets without one.
    package var subnet: String?
    /// `true` for the table of subnets without one.
    package var isMain: Bool

    enum CodingKeys: String, CodingKey { case subnet = "subnetId", isMain = "main" }

    /// Creates the value.
    package init(subnet: String? = nil, isMain: Bool = false) {
        self.subnet = subnet
        self.isMain = isMain
    }
}

/// A route.
package struct Route: Sendable, Hashable, Codable {
    /// The addresses.
    package var destination: String?
    /// The IPv6 addresses.
    package var ipv6Destination: String?
    /// The list of addresses, as of a gateway endpoint.
    package var prefixList: String?
    /// The internet gateway, `local` or the endpoint.
    package var gateway: String?
    /// The NAT gateway.
    package var natGateway: String?
    /// The transit gateway.
    package var transitGateway: String?
    /// The network interface.
    package var networkInterface: String?
    /// `active` or `blackhole`.
    package var state: String?

    enum CodingKeys: String, CodingKey {
        case destination = "destinationCidrBlock", ipv6Destination = "destinationIpv6CidrBlock"
        case prefixList = "destinationPrefixListId", gateway = "gatewayId", natGateway = "natGatewayId"
        case transitGateway = "transitGatewayId", networkInterface = "networkInterfaceId", state
    }

    /// Creates the value.
    package init(
        destination: String? = nil, ipv6Destination: String? = nil, prefixList: String? = nil, gateway: String? = nil,
        natGateway: String? = nil, transitGateway: String? = nil, networkInterface: String? = nil, state: String? = nil
    ) {
        self.destination = destination
        self.ipv6Destination = ipv6Destination
        self.prefixList = prefixList
        self.gateway = gateway
        self.natGateway = natGateway
        self.transitGateway = transitGateway
        self.networkInterface = networkInterface
        self.state = state
    }
}

/// An endpoint of a service in a VPC.
package struct NetworkEndpoint: Sendable, Hashable, Codable {
    /// The id.
    package var id: String
    /// `Interface` or `Gateway`.
    package var kind: String?
    /// The VPC's id.
    package var vpc: String?
    /// The service, such as `com.amazonaws.eu-west-1.ecr.api`.
    package var service: String
    /// The state, such as `available`.
    package var state: String?
    /// The route tables of a gateway endpoint.
    package var routeTables: [String]
    /// The subnets of an interface endpoint.
    package var subnets: [String]
    /// The security groups of an interface endpoint.
    package var groups: [SecurityGroupReference]
    /// `true` if the service's own name leads to the endpoint.
    package var isPrivateDNSEnabled: Bool

    enum CodingKeys: String, CodingKey {
        case id = "vpcEndpointId", kind = "vpcEndpointType", vpc = "vpcId", service = "serviceName", state
        case routeTables = "routeTableIdSet", subnets = "subnetIdSet", groups = "groupSet"
        case isPrivateDNSEnabled = "privateDnsEnabled"
    }

    /// Creates the value.
    package init(
        id: String, kind: String? = nil, vpc: String? = nil, service: String, state: String? = nil,
        routeTables: [String] = [], subnets: [String] = [], groups: [SecurityGroupReference] = [],
        isPrivateDNSEnabled: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.vpc = vpc
        self.service = service
        self.state = state
        self.routeTables = routeTables
        self.subnets = subnets
        self.groups = groups
        self.isPrivateDNSEnabled = isPrivateDNSEnabled
    }
}

/// A security group.
package struct SecurityGroup: Sendable, Hashable, Codable {
    /// The id.
    package var id: String
    /// The name.
    package var name: String?
    /// The VPC's id.
    package var vpc: String?
    /// The rules of incoming connections.
    package var ingress: [SecurityGroupRule]
    /// The rules of outgoing connections.
    package var egress: [SecurityGroupRule]

    enum CodingKeys: String, CodingKey {
        case id = "groupId", name = "groupName", vpc = "vpcId", ingress = "ipPermissions"
        case egress = "ipPermissionsEgress"
    }

    /// Creates the value.
    package init(
        id: String, name: String? = nil, vpc: String? = nil, ingress: [SecurityGroupRule] = [],
        egress: [SecurityGroupRule] = []
    ) {
        self.id = id
        self.name = name
        self.vpc = vpc
        self.ingress = ingress
        self.egress = egress
    }
}

/// A rule of a security group.
package struct SecurityGroupRule: Sendable, Hashable, Codable {
    /// The protocol, or `-1` for all.
    package var protocolName: String?
    /// The first port; nil for all.
    package var fromPort: Int?
    /// The last port; nil for all.
    package var toPort: Int?
    /// The security groups.
    package var groups: [SecurityGroupPeer]
    /// The IPv4 addresses.
    package var ranges: [AddressRange]
    /// The IPv6 addresses.
    package var ipv6Ranges: [IPv6AddressRange]
    /// The lists of addresses.
    package var prefixLists: [PrefixListReference]

    enum CodingKeys: String, CodingKey {
        case protocolName = "ipProtocol", fromPort, toPort, groups, ranges = "ipRanges", ipv6Ranges
        case prefixLists = "prefixListIds"
    }

    /// Creates the value.
    package init(
        protocolName: String? = nil, fromPort: Int? = nil, toPort: Int? = nil, groups: [SecurityGroupPeer] = [],
        ranges: [AddressRange] = [], ipv6Ranges: [IPv6AddressRange] = [], prefixLists: [PrefixListReference] = []
    ) {
        self.protocolName = protocolName
        self.fromPort = fromPort
        self.toPort = toPort
        self.groups = groups
        self.ranges = ranges
        self.ipv6Ranges = ipv6Ranges
        self.prefixLists = prefixLists
    }
}

/// A security group of a rule.
package struct SecurityGroupPeer: Sendable, Hashable, Codable {
    /// The id.
    package var id: String?

    enum CodingKeys: String, CodingKey { case id = "groupId" }

    /// Creates the value.
    package init(id: String? = nil) {
        self.id = id
    }
}

/// The IPv4 addresses of a rule.
package struct AddressRange: Sendable, Hashable, Codable {
    /// The addresses.
    package var block: String
    /// The purpose.
    package var description: String?

    enum CodingKeys: String, CodingKey { case block = "cidrIp", description }

    /// Creates the value.
    package init(block: String, description: String? = nil) {
        self.block = block
        self.description = description
    }
}

/// The IPv6 addresses of a rule.
package struct IPv6AddressRange: Sendable, Hashable, Codable {
    /// The addresses.
    package var block: String
    /// The purpose.
    package var description: String?

    enum CodingKeys: String, CodingKey { case block = "cidrIpv6", description }

    /// Creates the value.
    package init(block: String, description: String? = nil) {
        self.block = block
        self.description = description
    }
}

/// The list of addresses of a rule.
package struct PrefixListReference: Sendable, Hashable, Codable {
    /// The id.
    package var id: String?

    enum CodingKeys: String, CodingKey { case id = "prefixListId" }

    /// Creates the value.
    package init(id: String? = nil) {
        self.id = id
    }
}
