import Infra
import InfraTesting
import Testing

@Suite("Security group")
struct SecurityGroupTests {
    @Test("A security group refuses all traffic until a connection is allowed")
    func noTraffic() throws {
        let template = try TestStack.template { scope in
            scope.add("Workers", SecurityGroup("Workers of the queue"), in: "vpc-00000001")
        }
        #expect(template.resources.map(\.logicalID) == ["Workers"])
        #expect(
            template.mismatch(
                "Workers", type: "AWS::EC2::SecurityGroup",
                with: [
                    "GroupDescription": "Workers of the queue", "VpcId": "vpc-00000001",
                    "SecurityGroupEgress": [["IpProtocol": "-1", "CidrIp": "127.0.0.1/32"]],
                ]) == nil)
        #expect(template.property("Workers", "SecurityGroupIngress") == nil)
        #expect(template.trafficRules.isEmpty)
    }

    @Test(
        "Every character that EC2 allows in a description is accepted",
        arguments: ["x", "._-:/()#,@[]+=&;{}!$* 09azAZ"])
    func validDescriptions(description: String) {
        #expect(problems(of: description).isEmpty)
        #expect(problems(of: description + String(repeating: "x", count: 255 - description.utf8.count)).isEmpty)
    }

    @Test(
        "A description that EC2 rejects is reported with the valid characters",
        arguments: ["", String(repeating: "x", count: 256), "the workers' group", "Größe", "two\nlines", "\"quoted\""])
    func invalidDescriptions(description: String) throws {
        let problems = problems(of: description)
        try #require(problems.count == 1, "\(problems)")
        #expect(problems[0].hasPrefix("test/Workers: description is "))
        #expect(problems[0].contains("expected 1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"))
    }

    @Test("An existing security group gets rules and no resource of its own")
    func existing() throws {
        let template = try TestStack.template { scope in
            let workers = scope.add("Workers", SecurityGroup("Workers"), in: "vpc-00000001")
            let database = SecurityGroup.Reference(
                existing: "sg-00000001", name: "Database", defaultPort: 5432, in: scope)
            workers.connections.allow(to: database)
        }
        #expect(template.count(of: "AWS::EC2::SecurityGroup") == 1)
        #expect(
            template.trafficRules == [
                .init(isEgress: true, group: "Workers", peer: "sg-00000001", ports: 5432...5432),
                .init(isEgress: false, group: "sg-00000001", peer: "Workers", ports: 5432...5432),
            ])
    }

    @Test("A group that listens on a port is still the same group")
    func listening() throws {
        let template = try TestStack.template { scope in
            let workers = scope.add("Workers", SecurityGroup("Workers"), in: "vpc-00000001")
            let server = workers.listening(on: 8080, name: "Server", in: scope.child("Server"))
            #expect(server.id == workers.id)
            server.connections.allow(from: workers)
        }
        #expect(
            template.trafficRules == [
                .init(isEgress: true, group: "Workers", peer: "Workers", ports: 8080...8080),
                .init(isEgress: false, group: "Workers", peer: "Workers", ports: 8080...8080),
            ])
        #expect(template.resource("ServerFromWorkersIngress") != nil)
    }

    @Test("A security group of another stack keeps its port, and its rules are in the stack that uses it")
    func shared() throws {
        let app = App()
        let owner = Stack(app, "owner", description: "Owns the group").scope
        let user = Stack(app, "user", description: "Uses the group").scope
        let cache = owner.add("Cache", SecurityGroup("A cache"), in: "vpc-00000001")
            .listening(on: 6379, name: "Cache", in: owner.child("Cache"))
        let remote = user.use(owner.share("Cache", cache))
        user.add("Workers", SecurityGroup("Workers"), in: "vpc-00000001").connections.allow(to: remote)
        let templates = try app.synthesize().map(\.template)
        #expect(templates[0].trafficRules.isEmpty)
        #expect(templates[1].trafficRules.map(\.ports) == [6379...6379, 6379...6379])
        #expect(templates[1].trafficRules.map(\.peer).sorted() == ["CacheSecurityGroupId", "Workers"])
        #expect(templates[1].resource("WorkersToCacheEgress") != nil)
    }

    private func problems(of description: String) -> [String] {
        TestStack.problems { scope in
            scope.add("Workers", SecurityGroup(description), in: "vpc-00000001")
        }
    }
}
