import Infra
import InfraTesting
import Testing

@Suite("Network")
struct NetworkTests {
    private func template(_ change: (inout Network) -> Void = { _ in }) throws -> Template {
        var network = Network()
        change(&network)
        return try TestStack.template { $0.add("Network", network) }
    }

    @Test("A network has two zones of three tiers, one gateway and flow logs by default")
    func defaults() throws {
        let template = try template()
        #expect(template.count(of: "AWS::EC2::Subnet") == 6)
        #expect(template.count(of: "AWS::EC2::NatGateway") == 1)
        #expect(template.property("NetworkVpc", "CidrBlock") == "10.0.0.0/16")
        #expect(template.property("NetworkFlowLogGroup", "RetentionInDays") == 90)
        #expect(template.count(of: "AWS::EC2::VPCEndpoint") == 1)
        let isolated = template.resources(ofType: "AWS::EC2::Route").filter { $0.logicalID.contains("Isolated") }
        #expect(isolated.isEmpty)
    }

    @Test("Each property of a network changes its resources")
    func properties() throws {
        #expect(
            try template { $0.block = IPv4Block(172, 16, 0, 0, prefix: 20) }
                .property("NetworkPublicSubnetA", "CidrBlock") == "172.16.0.0/24")
        #expect(try template { $0.zones = 3 }.count(of: "AWS::EC2::Subnet") == 9)
        #expect(try template { $0.nat = .perZone }.count(of: "AWS::EC2::NatGateway") == 2)
        #expect(try template { $0.nat = .none }.count(of: "AWS::EC2::NatGateway") == 0)
        #expect(try template { $0.flowLogs = nil }.count(of: "AWS::EC2::FlowLog") == 0)
        let endpoints = try template { $0.endpoints = [.exec] }
        #expect(endpoints.mismatch("NetworkEndpointSsmmessages", with: ["VpcEndpointType": "Interface"]) == nil)
    }

    @Test("Other than two or three different zones are refused", arguments: [1, 4, 5, 99] as [Network.Zones])
    func otherZones(zones: Network.Zones) {
        var network = Network()
        network.zones = zones
        let problems = TestStack.problems { $0.add("Network", network) }
        #expect(
            problems == [
                "test/Network: zones is \(zones); expected 2, 3 or the letters of two or three zones, such as ac"
            ])
    }

    @Test(
        "Zones are read as a number or as letters in order",
        arguments: [
            ("2", "ab"), ("3", "abc"), ("ac", "ac"), ("abd", "abd"), ("a", nil), ("ca", nil), ("aab", nil),
            ("abcd", nil),
            ("ae", nil), ("", nil), ("4", nil), ("02", nil),
        ] as [(String, String?)])
    func readsZones(text: String, letters: String?) throws {
        var network = Network()
        network.zones = try #require(Network.Zones(text: text))
        #expect(network.faults.isEmpty == (letters != nil), "\(network.faults)")
        if let letters { #expect(network.zones.letters.map(\.rawValue).joined() == letters) }
    }

    @Test(
        "A number means the zones that accounts of the region have",
        arguments: [
            ("eu-central-1", 3, "abc"), ("ap-northeast-1", 2, "ac"), ("ap-northeast-1", 3, "acd"),
            ("ca-central-1", 3, "abd"),
        ] as [(String, Int, String)])
    func resolvesZones(region: String, count: Int, letters: String) {
        #expect(Network.Zones(count: count).resolved(in: region).description == letters)
        #expect(([.b, .c] as Network.Zones).resolved(in: region) == [.b, .c])
    }

    @Test("A subnet's zone and block follow the zone's letter, whatever the other zones are")
    func zoneLetters() throws {
        let pair = try template { $0.zones = [.a, .c] }
        let three = try template { $0.zones = 3 }
        #expect(pair.resource("NetworkPrivateSubnetB") == nil)
        #expect(pair.property("NetworkPrivateSubnetC", "AvailabilityZone") == ["Fn::Sub": "${AWS::Region}c"])
        for subnet in pair.resources(ofType: "AWS::EC2::Subnet") {
            #expect(three.resource(subnet.logicalID)?.properties == subnet.properties, "\(subnet.logicalID)")
        }
        let blocks = three.resources(ofType: "AWS::EC2::Subnet").compactMap { $0.properties["CidrBlock"]?.compactJSON }
        #expect(Set(blocks).count == 9)
        // One gateway is in the first zone, and every zone has a way to it.
        #expect(pair.resources(ofType: "AWS::EC2::NatGateway").map(\.logicalID) == ["NetworkNatGatewayA"])
        #expect(pair.property("NetworkPrivateDefaultRouteC", "NatGatewayId") == ["Ref": "NetworkNatGatewayA"])
        let perZone = try template {
            $0.zones = [.a, .c]
            $0.nat = .perZone
        }
        #expect(perZone.property("NetworkPrivateDefaultRouteC", "NatGatewayId") == ["Ref": "NetworkNatGatewayC"])
    }

    @Test("A key encrypts the flow logs")
    func flowLogKey() throws {
        let template = try template { $0.flowLogKey = "arn:aws:kms:eu-central-1:123456789012:key/1" }
        #expect(template.property("NetworkFlowLogGroup", "KmsKeyId") == "arn:aws:kms:eu-central-1:123456789012:key/1")
    }

    @Test(
        "A network without endpoints has their security group, so that the first endpoint changes no rule of a service")
    func endpointGroup() throws {
        func shared(_ endpoints: [Network.Endpoint]) throws -> [StackTemplate] {
            let app = App()
            let owner = Stack(app, "owner", description: "A network").scope
            let user = Stack(app, "user", description: "A user").scope
            var description = Network()
            description.endpoints = endpoints
            let network = user.use(owner.share("Network", owner.add("Network", description)))
            let workers = user.add("Workers", SecurityGroup("Workers"), in: network.vpc)
            if let endpoints = network.endpoints { workers.connections.allow(to: endpoints) }
            return try app.synthesize()
        }
        let (without, with) = (try shared([]), try shared(Network.Endpoint.fargate))
        #expect(without[1].template == with[1].template)
        let parameters = [without, with].map { $0[0].template.resources(ofType: "AWS::SSM::Parameter") }
        #expect(parameters[0] == parameters[1])
    }

    @Test("The endpoint of S3 lets private subnets read the image layers, and the objects that the description names")
    func readableObjects() throws {
        func statements(_ objects: [BucketObjects]) throws -> [TemplateStatement] {
            let template = try template { $0.readableObjects = objects }
            return Template.statements(of: template.property("NetworkStorageEndpoint", "PolicyDocument"))
        }
        let layers = try statements([])
        #expect(layers.map(\.actions) == [["s3:GetObject"]])
        let all = try statements([BucketObjects(bucket: "one", prefix: "in/"), BucketObjects(bucket: "two")])
        #expect(all.first == layers.first && all.count == 2)
        #expect(all.last?.actions == ["s3:GetObject", "s3:GetObjectVersion"])
        #expect(
            all.last?.resources == [
                ["Fn::Sub": "arn:${AWS::Partition}:s3:::one/in/*"], ["Fn::Sub": "arn:${AWS::Partition}:s3:::two/*"],
            ])
    }

    @Test(
        "Objects that a policy cannot name as they are, or has no space for, are refused",
        arguments: [
            ([BucketObjects(bucket: "one", prefix: "*/")], "without *, ? and $"),
            ([BucketObjects(bucket: "one", prefix: "${aws:username}/")], "without *, ? and $"),
            ([BucketObjects(bucket: "one", prefix: "a?/")], "without *, ? and $"),
            ([BucketObjects(bucket: "one", prefix: "\u{FC}/")], "printable ASCII"),
            ([BucketObjects(bucket: "one", prefix: "\n/")], "printable ASCII"),
            ([BucketObjects(bucket: "*")], "a bucket's name"), ([BucketObjects(bucket: "")], "a bucket's name"),
            ([BucketObjects(bucket: "a/b")], "a bucket's name"),
            (
                [BucketObjects(bucket: "one"), BucketObjects(bucket: "two"), BucketObjects(bucket: "one")],
                "each place once; remove the second one/"
            ),
            ((0...100).map { BucketObjects(bucket: "bucket-\($0)") }, "at most 100 places"),
            (
                (1...5).map { BucketObjects(bucket: "bucket-\($0)", prefix: String(repeating: "a", count: 1000)) },
                "at most 5000 characters"
            ),
        ])
    func unreadableObjects(objects: [BucketObjects], words: String) {
        var network = Network()
        network.readableObjects = objects
        let problems = TestStack.problems { $0.add("Network", network) }
        #expect(problems.count == 1 && problems.first?.contains(words) == true, "\(problems)")
    }

    /// A change of a description, with the properties that stand in its way.
    struct Change: Sendable, CustomTestStringConvertible {
        let properties: [String]
        let make: @Sendable (inout Network) -> Void
        var testDescription: String { properties.isEmpty ? "none" : properties.joined(separator: ", ") }

        init(_ properties: [String], _ make: @escaping @Sendable (inout Network) -> Void) {
            self.properties = properties
            self.make = make
        }
    }

    static let changes: [Change] = [
        .init([]) { _ in },
        .init([]) { $0.zones = 3 },
        .init([]) { $0.zones = [.a, .b] },
        .init([]) { $0.nat = .none },
        .init([]) { $0.nat = .perZone },
        .init([]) { $0.endpoints = [.exec] },
        .init([]) { $0.flowLogs = nil },
        .init([]) { $0.readableObjects = [BucketObjects(bucket: "one")] },
        .init(["block"]) { $0.block = IPv4Block(10, 1, 0, 0, prefix: 16) },
        .init(["zones"]) { $0.zones = [.a, .c] },
    ]

    @Test("The changes of a network that no deployment can make are named", arguments: changes)
    func obstacles(change: Change) {
        let network = Network()
        var next = network
        change.make(&next)
        #expect(network.obstacles(to: next).map(\.property) == change.properties)
    }

    @Test("A public block and a retention that CloudWatch Logs does not have are refused")
    func rules() {
        var network = Network()
        network.block = IPv4Block(8, 8, 0, 0, prefix: 16)
        network.flowLogs = .days(31)
        let problems = TestStack.problems { $0.add("Network", network) }
        #expect(problems.count == 2)
        #expect(problems.first?.hasPrefix("test/Network: block is 8.8.0.0/16; expected a private block") == true)
        #expect(problems.last?.hasSuffix("the nearest is 30") == true)
    }

    @Test("The flow log's role writes to its log group alone")
    func flowLogRole() throws {
        let template = try template()
        #expect(
            template.statements(ofRole: "NetworkFlowLogRole").map(\.resources) == [
                [["Fn::GetAtt": ["NetworkFlowLogGroup", "Arn"]]]
            ])
    }

    @Test("Members of a security group connect to the network's endpoints on port 443")
    func endpoints() throws {
        let template = try TestStack.template { scope in
            var description = Network()
            description.endpoints = Network.Endpoint.fargate
            let network = scope.add("Network", description)
            let workers = scope.add("Workers", SecurityGroup("Workers"), in: network.vpc)
            if let endpoints = network.endpoints { workers.connections.allow(to: endpoints) }
        }
        #expect(template.property("WorkersToEndpointsEgress", "FromPort") == 443)
    }
}
