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
                .property("NetworkPublicSubnet1", "CidrBlock") == "172.16.0.0/24")
        #expect(try template { $0.zones = 3 }.count(of: "AWS::EC2::Subnet") == 9)
        #expect(try template { $0.nat = .perZone }.count(of: "AWS::EC2::NatGateway") == 2)
        #expect(try template { $0.nat = .none }.count(of: "AWS::EC2::NatGateway") == 0)
        #expect(try template { $0.flowLogs = nil }.count(of: "AWS::EC2::FlowLog") == 0)
        let endpoints = try template { $0.endpoints = [.exec] }
        #expect(endpoints.mismatch("NetworkEndpointSsmmessages", with: ["VpcEndpointType": "Interface"]) == nil)
    }

    @Test("Five zones, whose subnets would overlap, are refused")
    func fiveZones() {
        var network = Network()
        network.zones = 5
        let problems = TestStack.problems { $0.add("Network", network) }
        #expect(problems == ["test/Network: zones is 5; expected a whole number from 2 to 3"])
        #expect(Network.subnetBlock(of: network.block, .public, zone: 4) == nil)
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
