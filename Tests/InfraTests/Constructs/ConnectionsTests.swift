import Infra
import InfraTesting
import Testing

@Suite("Connections")
struct ConnectionsTests {
    private func groups(_ scope: Scope) -> (SecurityGroup.Reference, SecurityGroup.Reference) {
        let client = scope.add("Workers", SecurityGroup("Workers"), in: "vpc-00000001")
        let server = scope.add("Cache", SecurityGroup("A cache"), in: "vpc-00000001")
        return (client, server.listening(on: 6379, name: "Cache", in: scope.child("Cache")))
    }

    @Test("A connection has a rule at both ends, whose ids derive from both names")
    func bothRules() throws {
        let template = try TestStack.template { scope in
            let (workers, cache) = groups(scope)
            workers.connections.allow(to: cache)
        }
        #expect(
            template.trafficRules == [
                .init(isEgress: true, group: "Workers", peer: "Cache", ports: 6379...6379),
                .init(isEgress: false, group: "Cache", peer: "Workers", ports: 6379...6379),
            ])
        #expect(template.resource("WorkersToCacheEgress") != nil)
        #expect(template.property("WorkersToCacheIngress", "Description") == "Workers to Cache")
    }

    @Test("The same connection twice has one pair of rules, and another port a second pair")
    func twice() throws {
        let template = try TestStack.template { scope in
            let (workers, cache) = groups(scope)
            workers.connections.allow(to: cache)
            workers.connections.allow(to: cache, port: 6379)
            cache.connections.allow(from: workers, port: 6380)
        }
        #expect(template.count(of: "AWS::EC2::SecurityGroupEgress") == 2)
        #expect(template.resource("CacheFromWorkersOn6380Egress") != nil)
    }

    @Test("Removing the first of three blocks changes no other rule")
    func blocks() throws {
        let blocks = [1, 2, 3].map { IPv4Block(10, $0, 0, 0, prefix: 16) }
        func all(_ blocks: [IPv4Block]) throws -> Set<String> {
            let template = try TestStack.template { scope in
                let workers = groups(scope).0
                for block in blocks { workers.connections.allow(from: block, port: 80) }
            }
            return Set(template.resources.filter { $0.type.hasSuffix("Ingress") }.map(\.logicalID))
        }
        let three = try all(blocks)
        #expect(three.contains("WorkersFrom10x1x0x0n16On80"))
        #expect(try all(Array(blocks.dropFirst())).isSubset(of: three))
    }

    @Test("A connection without a port is reported")
    func noPort() {
        let problems = TestStack.problems { scope in
            let (workers, cache) = groups(scope)
            cache.connections.allow(to: workers)
        }
        #expect(
            problems == [
                "test/Cache: the connection to Workers has no port; pass one, as Workers has no default"
            ])
    }

    @Test("A resource of the first level connects through its security group")
    func firstLevel() throws {
        let template = try TestStack.template { scope in
            let workers = groups(scope).0
            let group = scope.add("Raw", AWS.EC2.SecurityGroup(groupDescription: "Raw", vpcId: "vpc-00000001"))
            workers.connections.allow(to: group.connections(in: scope.child("Raw"), defaultPort: 9000))
        }
        #expect(template.property("WorkersToRawEgress", "FromPort") == 9000)
    }
}
