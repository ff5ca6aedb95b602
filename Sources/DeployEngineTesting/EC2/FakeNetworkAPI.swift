/// The API of Elastic Compute Cloud's networks.
package final class FakeNetworkAPI: FakeService {
    /// `ec2`.
    package static let signingName = "ec2"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let input = request.input
        let output = try host.change(in: world) { (workloads) throws(FakeError) -> FakeValue in
            switch request.operation {
            case "DescribeSubnets": try workloads.describeSubnets(input)
            case "DescribeRouteTables": workloads.describeRouteTables(input)
            case "DescribeVpcEndpoints": workloads.describeEndpoints(input)
            case "DescribeNetworkInterfaces": workloads.describeInterfaces(input)
            case "DescribeSecurityGroups": try workloads.describeSecurityGroups(input)
            default: throw FakeError.unknownOperation(request)
            }
        }
        return .output(output)
    }
}

extension FakeWorkloads {
    /// The elements of a list of ids, such as `SubnetId.1`.
    private func ids(_ name: String, _ input: FakeValue) -> [String] {
        let value = input[name]
        return value?.elements.isEmpty == false ? value?.texts ?? [] : value?.text.map { [$0] } ?? []
    }

    /// A Boolean value that indicates whether a resource passes the filters of a request.
    private func passes(_ input: FakeValue, _ values: [String: [String]]) -> Bool {
        (input["Filter"]?.elements ?? []).allSatisfy { filter in
            let accepted = ids("Value", filter)
            return (values[filter["Name"]?.text ?? ""] ?? []).contains { accepted.contains($0) }
        }
    }

    private func page(_ all: [FakeValue], _ name: String, _ input: FakeValue) -> FakeValue {
        let page = FakePage(all, token: input["NextToken"]?.text, limit: input["MaxResults"]?.integer ?? 1000)
        return .object([name: .array(page.elements), "nextToken": FakeValue(page.nextToken)])
    }

    private func tags(_ tags: [String: String]) -> FakeValue {
        .array(tags.sorted { $0.key < $1.key }.map { ["key": .string($0.key), "value": .string($0.value)] })
    }

    func describeSubnets(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let wanted = ids("SubnetId", input)
        if let missing = wanted.first(where: { network.subnets[$0] == nil }) {
            throw FakeError("InvalidSubnetID.NotFound", "The subnet ID '\(missing)' does not exist")
        }
        let found = network.subnets.values.sorted { $0.id < $1.id }.filter { subnet in
            (wanted.isEmpty || wanted.contains(subnet.id))
                && passes(
                    input,
                    [
                        "vpc-id": [subnet.network], "subnet-id": [subnet.id], "availability-zone": [subnet.zone],
                        "availabilityZone": [subnet.zone],
                    ].merging(subnet.tags.map { ("tag:" + $0.key, [$0.value]) }) { $1 })
        }
        return page(
            found.map { subnet in
                [
                    "subnetId": .string(subnet.id), "vpcId": .string(subnet.network), "state": "available",
                    "availabilityZone": .string(subnet.zone), "cidrBlock": .string(subnet.range),
                    "availableIpAddressCount": FakeValue(subnet.freeAddresses), "mapPublicIpOnLaunch": false,
                    "ownerId": .string(account.account), "tagSet": tags(subnet.tags),
                ]
            }, "subnetSet", input)
    }

    func describeRouteTables(_ input: FakeValue) -> FakeValue {
        let wanted = ids("RouteTableId", input)
        let found = network.routeTables.values.sorted { $0.id < $1.id }.filter { table in
            (wanted.isEmpty || wanted.contains(table.id))
                && passes(
                    input,
                    [
                        "vpc-id": [table.network], "route-table-id": [table.id], "association.subnet-id": table.subnets,
                        "association.main": [table.isMain ? "true" : "false"],
                    ])
        }
        return page(
            found.map { table in
                var associations: [FakeValue] = table.subnets.map {
                    [
                        "routeTableAssociationId": .string("rtbassoc-\($0)"), "routeTableId": .string(table.id),
                        "subnetId": .string($0), "main": false, "associationState": ["state": "associated"],
                    ]
                }
                if table.isMain {
                    associations.append([
                        "routeTableAssociationId": .string("rtbassoc-\(table.id)"), "routeTableId": .string(table.id),
                        "main": true, "associationState": ["state": "associated"],
                    ])
                }
                return [
                    "routeTableId": .string(table.id), "vpcId": .string(table.network),
                    "associationSet": .array(associations), "routeSet": .array(table.routes.map(render)),
                ]
            }, "routeTableSet", input)
    }

    private func render(_ route: FakeNetwork.Route) -> FakeValue {
        var value: FakeValue = [
            "destinationCidrBlock": .string(route.destination), "state": .string(route.state),
            "origin": route.target == "local" ? "CreateRouteTable" : "CreateRoute",
        ]
        value[route.target.hasPrefix("nat-") ? "natGatewayId" : "gatewayId"] = .string(route.target)
        return value
    }

    func describeEndpoints(_ input: FakeValue) -> FakeValue {
        let wanted = ids("VpcEndpointId", input)
        let found = network.endpoints.values.sorted { $0.id < $1.id }.filter { endpoint in
            (wanted.isEmpty || wanted.contains(endpoint.id))
                && passes(
                    input,
                    [
                        "vpc-id": [endpoint.network], "service-name": [endpoint.service],
                        "vpc-endpoint-type": [endpoint.type], "vpc-endpoint-state": [endpoint.state],
                    ])
        }
        return page(
            found.map { endpoint in
                [
                    "vpcEndpointId": .string(endpoint.id), "vpcId": .string(endpoint.network),
                    "serviceName": .string(endpoint.service), "vpcEndpointType": .string(endpoint.type),
                    "state": .string(endpoint.state), "privateDnsEnabled": .bool(endpoint.type == "Interface"),
                    "subnetIdSet": FakeValue(endpoint.subnets), "routeTableIdSet": FakeValue(endpoint.routeTables),
                ]
            }, "vpcEndpointSet", input)
    }

    func describeInterfaces(_ input: FakeValue) -> FakeValue {
        let wanted = ids("NetworkInterfaceId", input)
        let found = network.interfaces.values.sorted { $0.id < $1.id }.filter { interface in
            (wanted.isEmpty || wanted.contains(interface.id))
                && passes(
                    input,
                    [
                        "subnet-id": [interface.subnet], "group-id": interface.groups, "status": [interface.status],
                        "private-ip-address": [interface.address], "description": [interface.text],
                        "vpc-id": [network.subnets[interface.subnet]?.network ?? ""],
                    ])
        }
        return page(
            found.map { interface in
                [
                    "networkInterfaceId": .string(interface.id), "subnetId": .string(interface.subnet),
                    "vpcId": FakeValue(network.subnets[interface.subnet]?.network),
                    "privateIpAddress": .string(interface.address), "description": .string(interface.text),
                    "status": .string(interface.status), "interfaceType": "interface",
                    "requesterId": .string(interface.requester), "requesterManaged": true,
                    "groupSet": .array(
                        interface.groups.map {
                            [
                                "groupId": .string($0), "groupName": .string(network.securityGroups[$0]?.name ?? $0),
                            ]
                        }),
                    "association": interface.publicAddress.map { ["publicIp": .string($0)] } ?? .null,
                ]
            }, "networkInterfaceSet", input)
    }

    func describeSecurityGroups(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let wanted = ids("GroupId", input)
        if let missing = wanted.first(where: { network.securityGroups[$0] == nil }) {
            throw FakeError("InvalidGroup.NotFound", "The security group '\(missing)' does not exist")
        }
        let found = network.securityGroups.values.sorted { $0.id < $1.id }.filter { group in
            (wanted.isEmpty || wanted.contains(group.id))
                && passes(input, ["vpc-id": [group.network], "group-id": [group.id], "group-name": [group.name]])
        }
        return page(
            found.map { group in
                [
                    "groupId": .string(group.id), "groupName": .string(group.name), "vpcId": .string(group.network),
                    "groupDescription": .string(group.name), "ownerId": .string(account.account),
                    "ipPermissions": .array(group.inbound.map(render)),
                    "ipPermissionsEgress": .array(group.outbound.map(render)),
                ]
            }, "securityGroupInfo", input)
    }

    private func render(_ permission: FakeNetwork.SecurityGroup.Permission) -> FakeValue {
        [
            "ipProtocol": .string(permission.scheme), "fromPort": FakeValue(permission.from),
            "toPort": FakeValue(permission.to), "ipRanges": .array(permission.ranges.map { ["cidrIp": .string($0)] }),
            "groups": .array(
                permission.groups.map { ["groupId": .string($0), "userId": .string(account.account)] }),
        ]
    }
}
