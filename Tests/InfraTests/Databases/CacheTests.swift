import Infra
import InfraTesting
import Testing

@Suite("Cache")
struct CacheTests {
    private func template(
        _ capacity: Cache.Capacity, network: Network.Reference = TestStack.network,
        _ change: (inout Cache) -> Void = { _ in }
    ) throws -> Template {
        var cache = Cache(capacity)
        change(&cache)
        return try TestStack.template { $0.add("Cache", cache, in: network) }
    }

    @Test("A serverless cache is private and has one user, who logs in with tokens")
    func serverless() throws {
        let template = try template(.serverless)
        #expect(
            template.mismatch(
                "CacheServerless", type: "AWS::ElastiCache::ServerlessCache",
                with: [
                    "Engine": "valkey", "MajorEngineVersion": "8", "SnapshotRetentionLimit": 0,
                    "SubnetIds": ["subnet-00000005", "subnet-00000006"], "UserGroupId": ["Ref": "CacheUsers"],
                    "SecurityGroupIds": [["Fn::GetAtt": ["CacheSecurityGroup", "GroupId"]]],
                ]) == nil)
        #expect(
            template.mismatch(
                "CacheUser",
                with: ["AuthenticationMode": ["Type": "iam"], "AccessString": "on ~* +@all -@dangerous"]) == nil)
        #expect(template.property("CacheUser", "UserId") == template.property("CacheUser", "UserName"))
        #expect(template.property("CacheUsers", "UserIds") == [["Ref": "CacheUser"]])
    }

    @Test("Nodes are encrypted at rest and in transit, and fail over if there are two or more", arguments: [1, 2])
    func nodes(count: Int) throws {
        let template = try template(.nodes("cache.t4g.micro", count: count))
        #expect(
            template.mismatch(
                "CacheNodes", type: "AWS::ElastiCache::ReplicationGroup",
                with: [
                    "AtRestEncryptionEnabled": true, "TransitEncryptionEnabled": true,
                    "TransitEncryptionMode": "required",
                    "CacheNodeType": "cache.t4g.micro", "Engine": "valkey", "EngineVersion": "8.0",
                    "AutomaticFailoverEnabled": .boolean(count > 1), "MultiAZEnabled": .boolean(count > 1),
                    "NumCacheClusters": .integer(count), "UserGroupIds": [["Ref": "CacheUsers"]],
                    "CacheSubnetGroupName": ["Ref": "CacheSubnets"],
                ]) == nil)
        #expect(template.property("CacheSubnets", "SubnetIds") == ["subnet-00000005", "subnet-00000006"])
    }

    @Test("Each property of a cache changes its resources")
    func properties() throws {
        let key = "arn:aws:kms:eu-central-1:123456789012:key/1"
        func change(_ cache: inout Cache) {
            cache.version = .valkey7
            cache.snapshotDays = 7
            cache.maintenanceWindow = "sun:03:00-sun:04:00"
            cache.access = "on ~orders:* -@all +@read"
            cache.key = ResourceARN(.literal(key))
        }
        let nodes = try template(.nodes("cache.m7g.large", count: 3), change)
        #expect(
            nodes.mismatch(
                "CacheNodes",
                with: [
                    "EngineVersion": "7.2", "KmsKeyId": .string(key), "SnapshotRetentionLimit": 7,
                    "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
                ]) == nil)
        #expect(nodes.property("CacheUser", "AccessString") == "on ~orders:* -@all +@read")
        let serverless = try template(.serverless, change)
        #expect(
            serverless.mismatch(
                "CacheServerless",
                with: ["MajorEngineVersion": "7", "KmsKeyId": .string(key), "SnapshotRetentionLimit": 7]) == nil)
    }

    @Test("A serverless cache's name follows what replaces it, so that the replacement's name is free")
    func names() throws {
        func name(_ network: Network.Reference, _ change: (inout Cache) -> Void = { _ in }) throws -> String {
            let template = try template(.serverless, network: network, change)
            guard case .string(let name)? = template.property("CacheServerless", "ServerlessCacheName") else {
                return ""
            }
            return name
        }
        let three = Network.Reference(
            vpc: "vpc-00000001", publicSubnets: [], privateSubnets: [],
            isolatedSubnets: ["subnet-00000005", "subnet-00000006", "subnet-00000007"])
        let plain = try name(TestStack.network)
        #expect(plain.hasPrefix("test-") && plain.utf8.count <= 40)
        #expect(try name(three) != plain)
        #expect(try name(TestStack.network) { $0.key = "arn:aws:kms:eu-central-1:123456789012:key/1" } != plain)
        // What is updated in place keeps the name.
        #expect(try name(TestStack.network) { $0.version = .valkey7 } == plain)
    }

    @Test(
        "Names have ElastiCache's form, whatever the stack's name is",
        arguments: ["a", "Weir--Production", "a-b-c-d-e-f-g-h-i-j-k-l-m-n"])
    func nameForm(stack: String) throws {
        let app = App()
        Stack(app, stack, description: "A cache").scope.add("Cache", Cache(.serverless), in: TestStack.network)
        let template = try app.synthesize()[0].template
        for (id, property) in [
            ("CacheServerless", "ServerlessCacheName"), ("CacheUser", "UserId"), ("CacheUsers", "UserGroupId"),
        ] {
            guard case .string(let name)? = template.property(id, property) else {
                Issue.record("\(id) has no name")
                continue
            }
            #expect(name.utf8.count <= 40 && !name.contains("--") && name == name.lowercased(), "\(name)")
        }
    }

    @Test("A client connects on port 6379 and logs in as the cache's user alone", arguments: [true, false])
    func access(isServerless: Bool) throws {
        let template = try TestStack.template { scope in
            let capacity = isServerless ? Cache.Capacity.serverless : .nodes("cache.t4g.micro", count: 1)
            let cache = scope.add("Cache", Cache(capacity), in: TestStack.network)
            let workers = scope.add("Workers", SecurityGroup("Workers"), in: TestStack.network.vpc)
            workers.connections.allow(to: cache)
            cache.grantConnect(to: scope.add("Role", Role(service: .lambda, description: "Reads")))
        }
        #expect(template.property("WorkersToCacheEgress", "ToPort") == 6379)
        let statement = try #require(template.statements(ofRole: "Role").first)
        #expect(statement.actions == ["elasticache:Connect"])
        let prefix = "arn:${AWS::Partition}:elasticache:${AWS::Region}:${AWS::AccountId}:"
        #expect(
            statement.resources == [
                isServerless
                    ? ["Fn::GetAtt": ["CacheServerless", "ARN"]]
                    : ["Fn::Sub": .string(prefix + "replicationgroup:${CacheNodes}")],
                ["Fn::Sub": .string(prefix + "user:${CacheUser}")],
            ])
    }

    @Test("Values that ElastiCache refuses are reported")
    func rules() {
        var cache = Cache(.nodes("t4g.micro", count: 7))
        cache.snapshotDays = 36
        cache.maintenanceWindow = "sunday"
        cache.access = "off"
        let problems = TestStack.problems { $0.add("Cache", cache, in: TestStack.network) }
        #expect(problems.count == 5, "\(problems)")
    }

    @Test("Another stack uses the cache's values")
    func shared() throws {
        let app = App()
        let owner = Stack(app, "owner", description: "A cache").scope
        let user = Stack(app, "user", description: "A user").scope
        let cache = user.use(owner.share("Cache", owner.add("Cache", Cache(.serverless), in: TestStack.network)))
        cache.grantConnect(to: user.add("Role", Role(service: .lambda, description: "Reads")))
        let templates = try app.synthesize().map(\.template)
        #expect(templates[1].parameters.map(\.name) == ["CacheArn", "CacheUser"])
    }
}
