import Deployment
import Infra
import TestSupport
import Testing

@Suite("StackDiff")
struct StackDiffTests {
    @Test("An edit has the verdict of CloudFormation", arguments: VerdictCase.properties + VerdictCase.stacks)
    func verdict(edit: VerdictCase) throws {
        let diff = try edit.diff()
        let found = Dictionary(uniqueKeysWithValues: diff.resources.map { ($0.logicalID, $0.verdict) })
        #expect(found == edit.verdicts)
    }

    @Test("The table has at least sixty edits of distinct names")
    func table() {
        let names = (VerdictCase.properties + VerdictCase.stacks).map(\.name)
        #expect(names.count >= 60)
        #expect(Set(names).count == names.count)
    }

    private func diff(_ old: String, _ new: String) throws -> StackDiff {
        StackDiff("test", from: try TemplateDocument(text: old), to: try TemplateDocument(text: new))
    }

    @Test("A deleted or replaced resource names the fate of its content")
    func fates() throws {
        func consequence(_ attributes: String, replaced: Bool) throws -> [Consequence] {
            let database = "  A: {Type: AWS::RDS::DBInstance, \(attributes)Properties: {DBName: one}}\n"
            let other = "  B: {Type: AWS::SQS::Queue}\n"
            let new = replaced ? database.replacing("one", with: "two") : ""
            let diff = try diff("Resources:\n" + database + other, "Resources:\n" + new + other)
            return try #require(diff.resources.first).consequences
        }
        #expect(try consequence("", replaced: false) == [.snapshot(content: "database")])
        #expect(try consequence("DeletionPolicy: Delete, ", replaced: false) == [.deleted(content: "database")])
        #expect(try consequence("DeletionPolicy: Retain, ", replaced: false) == [.retained])
        let empty = Consequence.empty(content: "database")
        #expect(try consequence("", replaced: true) == [.deleted(content: "database"), empty])
        #expect(
            try consequence("UpdateReplacePolicy: Snapshot, ", replaced: true) == [
                .snapshot(content: "database"), empty,
            ])
        #expect(try consequence("UpdateReplacePolicy: Retain, ", replaced: true) == [.retained, empty])
        let restored = try diff(
            "Resources:\n  A: {Type: AWS::RDS::DBInstance, Properties: {DBSnapshotIdentifier: one}}\n",
            "Resources:\n  A: {Type: AWS::RDS::DBInstance, Properties: {DBSnapshotIdentifier: two}}\n")
        #expect(restored.resources.first?.consequences.last == .restored(from: "two"))
    }

    @Test("An instance of a database cluster has no content of its own")
    func clusterMember() throws {
        let old =
            "Resources:\n  A: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: c, DBInstanceIdentifier: one}}\n"
        let change = try #require(try diff(old, old.replacing("one", with: "two")).resources.first)
        #expect(change.verdict == .replace)
        #expect(change.content == nil && change.consequences.isEmpty)
    }

    @Test("A type that is deleted before it is created again has downtime")
    func downtime() throws {
        let old =
            "Resources:\n  A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: s, RouteTableId: r}}\n"
        let diff = try diff(old, old.replacing("RouteTableId: r", with: "RouteTableId: q"))
        #expect(diff.resources.first?.consequences.first == .downtime)
    }

    @Test("An unknown type says so and never claims that there is no replacement")
    func unknownType() throws {
        let old = "Resources:\n  A: {Type: AWS::Example::Thing, Properties: {Size: 1}}\n"
        let change = try #require(try diff(old, old.replacing("1", with: "2")).resources.first)
        #expect(change.verdict == .mayReplace)
        #expect(change.consequences.contains(.unknownType))
        #expect(change.properties.first?.reason == .unknownType)
    }

    @Test("A renamed resource is a delete and a create, also with the resources that refer to it")
    func rename() throws {
        let old = """
            Resources:
              A: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 5}}
              P: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref A], PolicyDocument: {Statement: []}}}
            """
        let new = old.replacing("A:", with: "Renamed:").replacing("!Ref A", with: "!Ref Renamed")
            .replacing("  P:", with: "  Policy:")
        let diff = try diff(old, new)
        #expect(diff.renames.map { "\($0.old) \($0.new)" } == ["A Renamed", "P Policy"])
        #expect(diff.resources.map(\.verdict).sorted() == [.add, .add, .delete, .delete])
    }

    @Test("A replaced resource behind a shared value reaches the stack that reads the value")
    func sharedValues() throws {
        let foundation = """
            Resources:
              D: {Type: AWS::RDS::DBInstance, Properties: {DBName: one}}
              P: {Type: AWS::SSM::Parameter, Properties: {Name: /stacks/f/Host, Type: String, Value: !GetAtt D.Endpoint.Address}}
            """
        let first = try diff(foundation, foundation.replacing("one", with: "two"))
        #expect(first.sharedValues == ["/stacks/f/Host": true])
        let service = """
            Parameters:
              Host: {Type: AWS::SSM::Parameter::Value<String>, Default: /stacks/f/Host}
            Resources:
              T:
                Type: AWS::ECS::TaskDefinition
                Properties: {ContainerDefinitions: [{Name: a, Environment: [{Name: DB_HOST, Value: !Ref Host}]}]}
              S: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref T}}
            """
        let document = try TemplateDocument(text: service)
        let second = StackDiff("service", from: document, to: document, shared: first.sharedValues)
        #expect(second.resources.map { "\($0.logicalID) \($0.verdict.words)" } == ["T replace", "S in place"])
        #expect(StackDiff("service", from: document, to: document).isEmpty)
    }

    @Test("An output of a replaced resource is listed with its cause")
    func outputs() throws {
        let old = """
            Resources:
              A: {Type: AWS::SQS::Queue, Properties: {QueueName: one}}
            Outputs:
              Url: {Value: !Ref A}
              Fixed: {Value: a}
            """
        let entries = try diff(old, old.replacing("one", with: "two")).entries
        #expect(entries.map { "\($0.name ?? "") \($0.causes)" } == ["Url [\"A\"]"])
    }

    @Test("Secret values are marked and appear in no report")
    func secrets() throws {
        let old = """
            Resources:
              D: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: c4nary-one}}
              T:
                Type: AWS::ECS::TaskDefinition
                Properties: {ContainerDefinitions: [{Name: a, Environment: [{Name: API_TOKEN, Value: c4nary-one}]}]}
            Parameters:
              P: {Type: String, NoEcho: true, Default: c4nary-one}
            """
        let other = old.replacing("c4nary-one", with: "c4nary-two")
        let diff = try diff(old, other.replacing("Name: a,", with: "Name: a, Essential: true,"))
        #expect(diff.resources.count == 2)
        // A container that is added as a whole has its secrets too.
        let whole = try self.diff(
            old.replacing("[{Name: a, Environment:", with: "[{Name: b}, {Name: a, Environment:"), other)
        #expect(!DiffReport(stacks: [whole], method: "").json.contains("c4nary"))
        let report = DiffReport(stacks: [diff], method: "")
        #expect(!report.json.contains("c4nary"))
        #expect(!report.text(isColoured: false).contains("c4nary"))
    }

    @Test("Lines of the report have at most 80 columns, and colour is only used on request")
    func width() throws {
        let edits = try (VerdictCase.properties + VerdictCase.stacks).map { try $0.diff() }
        let text = DiffReport(stacks: edits, method: "Compared offline.").text(isColoured: false)
        let long = text.split(separator: "\n").filter { $0.count > 80 }
        #expect(long.isEmpty)
        #expect(!text.contains("\u{1B}"))
        #expect(DiffReport(stacks: edits, method: "").text(isColoured: true).contains("\u{1B}[31m"))
    }
}
