import Infra
import InfraTesting
import Testing

@Suite("InfraTesting")
struct TemplateMatchingTests {
    struct Comparison: Sendable, CustomTestStringConvertible {
        let expected: TemplateExpression
        let actual: TemplateExpression
        let mismatch: String?
        var testDescription: String { mismatch ?? "\(expected.compactJSON) is met" }
    }

    static let comparisons: [Comparison] = [
        .init(expected: [:], actual: ["a": 1], mismatch: nil),
        .init(expected: ["a": 1], actual: ["b": 2, "a": 1], mismatch: nil),
        .init(expected: ["a": 1], actual: ["b": 2], mismatch: "/a: expected 1, there is none (there is b)"),
        .init(expected: ["a": ["b": 1]], actual: ["a": ["b": 2]], mismatch: "/a/b: expected 1, got 2"),
        .init(expected: ["a": [1, 2]], actual: ["a": [1, 3]], mismatch: "/a/1: expected 2, got 3"),
        .init(expected: ["a": [1]], actual: ["a": [1, 2]], mismatch: "/a: expected [1], got [1,2]"),
        .init(expected: "1", actual: 1, mismatch: "/: expected \"1\", got 1"),
        .init(expected: ["Ref": "AWS::Region"], actual: AWS.region.expression, mismatch: nil),
    ]

    @Test("A mismatch names the place, the expected and the actual value", arguments: comparisons)
    func compares(_ comparison: Comparison) {
        #expect(PropertyPattern(comparison.expected).mismatch(in: comparison.actual) == comparison.mismatch)
    }

    @Test("Resources, outputs, exports, imports, statements and rules of a template are found")
    func finds() throws {
        let app = App()
        let scope = Stack(app, "test", description: "A test").scope
        let topic = scope.add("Topic", AWS.SNS.Topic(displayName: "x"))
        let role = scope.add("Role", Role(service: .ecsTasks, description: "A role"))
        role.grant(PolicyStatement(actions: ["sns:Publish", "sns:GetTopicAttributes"], resources: [topic.ref]))
        role.grant(PolicyStatement(actions: ["sns:*"], resources: ["*"]))
        role.grant(PolicyStatement(actions: ["sns:*"], resources: ["*"]))
        let group = scope.add("Group", SecurityGroup("A group"), in: ResourceID(.imported("net:Vpc")))
        group.connections.allow(from: IPv4Block(10, 0, 0, 0, prefix: 8), port: 80)
        scope.export("Topic", topic.ref, description: "The topic")
        scope.export("Zones", .availabilityZones(), description: "The zones")
        let template = try app.synthesize()[0].template

        #expect(template.count(of: "AWS::SNS::Topic") == 1)
        #expect(template.hasResource("AWS::SNS::Topic", with: ["DisplayName": "x"]))
        #expect(!template.hasResource("AWS::SNS::Topic", with: ["DisplayName": "y"]))
        #expect(!template.hasResource("AWS::SNS::Queue"))
        #expect(
            template.mismatch("Topic", type: "AWS::SNS::Queue") == "Topic is a AWS::SNS::Topic, not a AWS::SNS::Queue")
        #expect(
            template.mismatch("Topik")?.hasPrefix(
                "there is no Topik; there is Group, GroupFrom10x0x0x0n8On80, Role, Topic") == true)
        #expect(template.property("Topic", "Tags/0") == nil)
        #expect(template.output("Topic") == ["Ref": "Topic"])
        #expect(template.output("Zones") == ["Fn::Join": [",", ["Fn::GetAZs": ""]]])
        #expect(template.output("None") == nil)
        #expect(template.exportNames == ["test:Topic", "test:Zones"])
        #expect(template.importedNames == ["net:Vpc"])
        let statements = template.statements(ofRole: "Role")
        #expect(statements.map(\.actions) == [["sns:GetTopicAttributes", "sns:Publish"], ["sns:*"]])
        #expect(statements.map(\.hasWildcard) == [false, true])
        #expect(template.trafficRules == [.init(isEgress: false, group: "Group", peer: "10.0.0.0/8", ports: 80...80)])
    }
}
