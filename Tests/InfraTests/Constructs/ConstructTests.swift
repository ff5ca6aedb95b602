import Infra
import InfraTesting
import Testing

@Suite("Construct")
struct ConstructTests {
    private struct Pair: Construct {
        var length = 1

        static var rules: [PropertyRule<Pair>] {
            [
                PropertyRule("length", { $0.length }, .range(1...3)),
                PropertyRule("double", { $0.length * 2 }, .oneOf([2, 4], unit: "steps")),
            ]
        }

        func build(in scope: Scope) -> ResourceHandle<AWS.SNS.Topic> {
            scope.add("First", AWS.SNS.Topic())
            return scope.add(AWS.SNS.Topic())
        }
    }

    @Test("A construct's main resource has the construct's path as its logical id")
    func logicalIDs() throws {
        let template = try TestStack.template { $0.child("Group").add("Pair", Pair()) }
        #expect(template.resources.map(\.logicalID) == ["GroupPair", "GroupPairFirst"])
    }

    @Test("Synthesis reports a value that breaks a rule with path, property, value and valid values")
    func rules() {
        let problems = TestStack.problems { $0.child("Group").add("Pair", Pair(length: 5)) }
        #expect(
            problems == [
                "test/Group/Pair: length is 5; expected a whole number from 1 to 3",
                "test/Group/Pair: double is 10; expected one of 2, 4 (steps); the nearest is 4",
            ])
    }

    @Test("Two constructs of one id are reported")
    func duplicates() {
        let problems = TestStack.problems { scope in
            scope.add("Pair", Pair())
            scope.add("Pair", Role(service: .ec2, description: "A role"))
        }
        #expect(
            problems.first == "test/Pair: there are two constructs of this id, a Pair and a Role; give one another id")
    }

    @Test("The tree of a stack has every construct with its path, type and resources")
    func tree() throws {
        let app = App()
        let scope = Stack(app, "test", description: "A test").scope
        scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
        scope.child("Group").add("Topic", AWS.SNS.Topic())
        let tree = try app.synthesize()[0].tree
        #expect(tree.children.map(\.path) == [["Database"], ["Group"]])
        let database = try #require(tree["Database"])
        #expect(database.construct == "PostgresDatabase")
        #expect(database.resources == ["DatabaseInstance", "DatabaseParameters18", "DatabaseSubnets"])
        #expect(tree["Database/SecurityGroup"]?.construct == "SecurityGroup")
        #expect(tree["Database/SecurityGroup"]?.resources == ["DatabaseSecurityGroup"])
        #expect(tree["Group"]?.construct == nil)
        #expect(tree["Group"]?.resources == ["GroupTopic"])
        var count = 0
        tree.walk { count += $0.resources.count }
        #expect(count == 5)
    }

    @Test("A resource inside a construct can be changed by its path, and a wrong path is reported")
    func escapeHatch() throws {
        let template = try TestStack.template { scope in
            scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
            scope.resource("Database/Instance", as: AWS.RDS.DBInstance.self)?.update { $0.iops = 12000 }
        }
        #expect(template.property("DatabaseInstance", "Iops") == 12000)
        let problems = TestStack.problems { scope in
            scope.add("Topic", AWS.SNS.Topic())
            #expect(scope.resource("Topik", as: AWS.SNS.Topic.self) == nil)
            #expect(scope.resource("Topic", as: AWS.SQS.Queue.self) == nil)
        }
        #expect(problems == ["test: there is no Topic at \"Topik\"", "test: there is no Queue at \"Topic\""])
    }

    @Test("A reference crosses stacks through parameters, and offers connections and grants there")
    func sharing() throws {
        let app = App()
        let first = Stack(app, "first", description: "The first").scope
        let shared = first.share(
            "Database", first.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network))
        let second = Stack(app, "second", description: "The second").scope
        let database = second.use(shared)
        let group = second.add("Workers", SecurityGroup("Workers"), in: TestStack.network.vpc)
        group.connections.allow(to: database)
        database.grantConnect(to: second.add("Reader", Role(service: .lambda, description: "Reads")))
        second.output("Host", database.address.value, description: "The host")
        let stacks = try app.synthesize()
        #expect(
            stacks[1].template.parameters.map(\.name) == [
                "DatabaseAddress", "DatabaseSecretArn", "DatabaseSecurityGroupId",
            ])
        #expect(stacks.map(\.dependencies) == [[], ["first"]])
        #expect(
            stacks[0].template.mismatch(
                "SharedDatabaseAddress", type: "AWS::SSM::Parameter",
                with: [
                    "Name": "/stacks/first/DatabaseAddress", "Type": "String",
                    "Value": ["Fn::GetAtt": ["DatabaseInstance", "Endpoint.Address"]],
                ]) == nil)
        let template = stacks[1].template
        #expect(
            template.parameters.first { $0.name == "DatabaseAddress" }?.value.compactJSON
                == #"{"Type":"AWS::SSM::Parameter::Value<String>","Description":"Shared by stack first","#
                + #""Default":"/stacks/first/DatabaseAddress"}"#)
        #expect(
            template.trafficRules == [
                .init(isEgress: true, group: "Workers", peer: "DatabaseSecurityGroupId", ports: 5432...5432),
                .init(isEgress: false, group: "DatabaseSecurityGroupId", peer: "Workers", ports: 5432...5432),
            ])
        #expect(template.statements(ofRole: "Reader").first?.resources == [["Ref": "DatabaseSecretArn"]])
    }

    @Test("A reference that a deployed stack shares is used by the names of stack and id")
    func deployed() throws {
        let app = App()
        let scope = Stack(app, "test", description: "A test").scope
        let network = scope.use(Network.Reference.self, "Network", of: "shared-foundation")
        let database = scope.use(PostgresDatabase.Reference.self, "Database", of: "shared-foundation")
        scope.add("Workers", SecurityGroup("Workers"), in: network.vpc).connections.allow(to: database)
        let stack = try app.synthesize()[0]
        #expect(stack.dependencies == ["shared-foundation"])
        #expect(
            stack.template.parameters.compactMap { $0.value["Default"] } == [
                "/stacks/shared-foundation/DatabaseSecurityGroupId", "/stacks/shared-foundation/NetworkVpcId",
            ])
        #expect(stack.template.property("WorkersToDatabaseEgress", "FromPort") == 5432)
    }

    @Test("A stack that uses values of a later stack is reported")
    func order() {
        let app = App()
        let late = Stack(app, "late", description: "Uses").scope
        late.add("Topic", AWS.SNS.Topic(displayName: late.use(SharedValue<String>(stack: "owner", id: "Name"))))
        let owner = Stack(app, "owner", description: "Owns").scope
        owner.add("Topic", AWS.SNS.Topic())
        owner.share("Name", "x", description: "A name")
        let error = #expect(throws: SynthesisError.self) { try app.synthesize() }
        #expect(error?.description == "late: it uses values of stack owner, which must be created before it")
    }
}
