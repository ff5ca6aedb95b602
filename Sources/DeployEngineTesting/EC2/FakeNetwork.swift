/// The model of Elastic Compute Cloud's networks, as far as tasks need it: subnets, routes, endpoints, interfaces and security
/// groups.
package struct FakeNetwork: Sendable {
    /// A subnet.
    package struct Subnet: Sendable, Hashable {
        /// The id.
        package var id: String
        /// The network's id.
        package var network: String
        /// The Availability Zone.
        package var zone: String
        /// The range of addresses.
        package var range: String
        /// The number of free addresses.
        package var freeAddresses: Int
        /// The tags.
        package var tags: [String: String] = [:]
    }

    /// A route of a table.
    package struct Route: Sendable, Hashable {
        /// The range of addresses.
        package var destination: String
        /// The target: `local`, `igw-…`, `nat-…`.
        package var target: String
        /// The state: `active` or `blackhole`.
        package var state = "active"
    }

    /// A route table.
    package struct RouteTable: Sendable, Hashable {
        /// The id.
        package var id: String
        /// The network's id.
        package var network: String
        /// A Boolean value that indicates whether it applies to subnets without a table.
        package var isMain: Bool
        /// The subnets.
        package var subnets: [String]
        /// The routes.
        package var routes: [Route]
    }

    /// An endpoint of a network.
    package struct Endpoint: Sendable, Hashable {
        /// The id.
        package var id: String
        /// The network's id.
        package var network: String
        /// The service's name, such as `com.amazonaws.eu-west-1.ecr.api`.
        package var service: String
        /// The type: `Interface` or `Gateway`.
        package var type: String
        /// The subnets of an interface endpoint.
        package var subnets: [String] = []
        /// The route tables of a gateway endpoint.
        package var routeTables: [String] = []
        /// The state.
        package var state = "available"
    }

    /// A network interface.
    package struct Interface: Sendable, Hashable {
        /// The id.
        package var id: String
        /// The subnet.
        package var subnet: String
        /// The private address.
        package var address: String
        /// The security groups.
        package var groups: [String]
        /// The description.
        package var text: String
        /// The status.
        package var status = "in-use"
        /// The account or service that manages the interface.
        package var requester = "amazon-ecs"
        /// The public address.
        package var publicAddress: String?
    }

    /// A security group.
    package struct SecurityGroup: Sendable, Hashable {
        /// A range of ports that a rule allows.
        package struct Permission: Sendable, Hashable {
            /// The protocol, such as `tcp`; `-1` for all.
            package var scheme = "tcp"
            /// The first port.
            package var from: Int?
            /// The last port.
            package var to: Int?
            /// The ranges of addresses.
            package var ranges: [String] = []
            /// The security groups.
            package var groups: [String] = []
        }

        /// The id.
        package var id: String
        /// The name.
        package var name: String
        /// The network's id.
        package var network: String
        /// The rules for requests to members.
        package var inbound: [Permission] = []
        /// The rules for requests of members.
        package var outbound: [Permission] = [Permission(scheme: "-1", ranges: ["0.0.0.0/0"])]
    }

    /// The subnets by id.
    package var subnets: [String: Subnet] = [:]
    /// The route tables by id.
    package var routeTables: [String: RouteTable] = [:]
    /// The endpoints by id.
    package var endpoints: [String: Endpoint] = [:]
    /// The network interfaces by id.
    package var interfaces: [String: Interface] = [:]
    /// The security groups by id.
    package var securityGroups: [String: SecurityGroup] = [:]
    private var count = 0
    let account: FakeAccountNames

    init(account: FakeAccountNames) { self.account = account }

    /// Adds a subnet.
    package mutating func addSubnet(
        _ id: String, network: String = "vpc-1", zone: String = "eu-central-1a", range: String = "10.0.0.0/24",
        freeAddresses: Int = 200
    ) {
        subnets[id] = Subnet(id: id, network: network, zone: zone, range: range, freeAddresses: freeAddresses)
    }

    /// Adds a route table with the local route and further ones.
    package mutating func addRouteTable(
        _ id: String, network: String = "vpc-1", isMain: Bool = false, subnets: [String] = [],
        routes: [String: String] = [:]
    ) {
        let local = Route(destination: "10.0.0.0/16", target: "local")
        routeTables[id] = RouteTable(
            id: id, network: network, isMain: isMain, subnets: subnets,
            routes: [local] + routes.sorted { $0.key < $1.key }.map { Route(destination: $0.key, target: $0.value) })
    }

    /// Adds an endpoint of a service such as `ecr.api`; `s3` and `dynamodb` are gateways.
    package mutating func addEndpoint(
        _ service: String, network: String = "vpc-1", subnets: [String] = [], routeTables: [String] = []
    ) {
        let id = "vpce-" + FakeAccountNames.hexadecimal(network + service, 1)
        endpoints[id] = Endpoint(
            id: id, network: network, service: "com.amazonaws.\(account.region).\(service)",
            type: routeTables.isEmpty ? "Interface" : "Gateway", subnets: subnets, routeTables: routeTables)
    }

    /// The route table of a subnet, its own or the network's main one.
    package func routeTable(of subnet: String) -> RouteTable? {
        let tables = routeTables.values.sorted { $0.id < $1.id }
        if let own = tables.first(where: { $0.subnets.contains(subnet) }) { return own }
        return tables.first { $0.isMain && $0.network == subnets[subnet]?.network }
    }

    /// A Boolean value that indicates whether a task in a subnet reaches a service of AWS: through the internet or an endpoint.
    ///
    /// Subnets without a known route table reach everything, so that a test that is not about networks needs none.
    package func reaches(_ service: String, from subnet: String, hasPublicAddress: Bool) -> Bool {
        guard let known = subnets[subnet], let table = routeTable(of: subnet) else { return true }
        for route in table.routes where route.destination == "0.0.0.0/0" && route.state == "active" {
            if route.target.hasPrefix("igw-") ? hasPublicAddress : true { return true }
        }
        return endpoints.values.contains { endpoint in
            endpoint.network == known.network && endpoint.state == "available"
                && endpoint.service.hasSuffix(".\(account.region).\(service)")
                && (endpoint.type == "Interface" || endpoint.routeTables.contains(table.id))
        }
    }

    /// Attaches an interface in a subnet.
    /// - Returns: The interface; nil if the subnet has no free address.
    mutating func attach(
        subnet: String, groups: [String], text: String, hasPublicAddress: Bool = false
    ) -> Interface? {
        if let known = subnets[subnet] {
            guard known.freeAddresses > 0 else { return nil }
            subnets[subnet]?.freeAddresses -= 1
        }
        count += 1
        let interface = Interface(
            id: "eni-" + FakeAccountNames.hexadecimal("eni", count), subnet: subnet,
            address: "10.0.\(count / 250 % 250).\(count % 250 + 4)", groups: groups, text: text,
            publicAddress: hasPublicAddress ? "198.51.100.\(count % 250 + 1)" : nil)
        interfaces[interface.id] = interface
        return interface
    }

    /// Detaches an interface and frees its address.
    mutating func detach(_ id: String) {
        guard let interface = interfaces.removeValue(forKey: id) else { return }
        if subnets[interface.subnet] != nil { subnets[interface.subnet]?.freeAddresses += 1 }
    }
}
