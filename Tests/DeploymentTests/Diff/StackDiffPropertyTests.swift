import Deployment
import Infra
import TestSupport
import Testing

@Suite("StackDiff properties")
struct StackDiffPropertyTests {
    /// Random templates of a few types.
    private struct Source {
        var random: SeededGenerator

        init(seed: UInt64) { random = SeededGenerator(seed: seed) }

        mutating func template() -> TemplateExpression {
            let ids = ["A", "B", "C", "D", "E", "F"]
            let resources = ids.filter { _ in random.chance(70) }.map { id in
                TemplateExpression.Member(id, resource(ids))
            }
            return .object([
                .init("Parameters", ["P": ["Type": "String", "Default": .string(random.pick("one", "two"))]]),
                .init("Resources", .object(resources.isEmpty ? [.init("A", ["Type": "AWS::SQS::Queue"])] : resources)),
            ])
        }

        private mutating func resource(_ ids: [String]) -> TemplateExpression {
            let type = random.pick(
                "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::RDS::DBInstance", "AWS::SNS::Topic", "AWS::Example::Thing")
            let properties: TemplateExpression
            switch type {
            case "AWS::EC2::VPC": properties = ["CidrBlock": value(ids), "Tags": tags()]
            case "AWS::EC2::Subnet": properties = ["VpcId": value(ids), "CidrBlock": value(ids), "Tags": tags()]
            case "AWS::RDS::DBInstance": properties = ["DBName": value(ids), "MultiAZ": .boolean(random.chance(50))]
            case "AWS::SNS::Topic": properties = ["TopicName": value(ids), "DisplayName": value(ids), "Tags": tags()]
            default: properties = ["Size": value(ids)]
            }
            return ["Type": .string(type), "Properties": properties]
        }

        private mutating func value(_ ids: [String]) -> TemplateExpression {
            switch Int.random(in: 0..<5, using: &random) {
            case 0: ["Ref": .string(random.pick(ids))]
            case 1: ["Fn::GetAtt": [.string(random.pick(ids)), "Arn"]]
            case 2: ["Fn::Sub": .string("x-${P}-" + random.pick("a", "b"))]
            case 3: .integer(Int.random(in: 0..<3, using: &random))
            default: .string(random.pick("one", "two"))
            }
        }

        private mutating func tags() -> TemplateExpression {
            .list(["X", "Y", "Z"].map { ["Key": .string($0), "Value": .string(random.pick("1", "2"))] })
        }

        /// The same value with every list of tags in another order.
        mutating func shuffled(_ value: TemplateExpression) -> TemplateExpression {
            switch value {
            case .object(let members):
                return .object(
                    members.shuffled(using: &random).map { member in
                        guard member.key == "Tags" else { return .init(member.key, shuffled(member.value)) }
                        guard case .list(let tags) = member.value else { return member }
                        return .init(member.key, .list(tags.shuffled(using: &random)))
                    })
            default: return value
            }
        }
    }

    @Test("A template has no difference to itself, and the order of unordered lists and members never matters")
    func identity() throws {
        for seed in UInt64(1)...200 {
            var source = Source(seed: seed)
            let template = source.template()
            let document = try TemplateDocument(template)
            let same = StackDiff("a", from: document, to: document)
            #expect(
                same.isEmpty && same.findings.isEmpty && same.permissions.isEmpty && same.network.isEmpty,
                "seed \(seed)")
            let shuffled = try TemplateDocument(source.shuffled(template))
            let diff = StackDiff("a", from: document, to: shuffled)
            #expect(diff.isEmpty, "seed \(seed): \(diff.resources)")
        }
    }

    @Test("The way back deletes what the way there adds, changes the same resources, and never ends in a loop")
    func symmetry() throws {
        for seed in UInt64(1)...300 {
            var source = Source(seed: seed)
            let (left, right) = (try TemplateDocument(source.template()), try TemplateDocument(source.template()))
            let there = StackDiff("a", from: left, to: right)
            let back = StackDiff("a", from: right, to: left)
            func ids(_ diff: StackDiff, _ verdict: Verdict) -> [String] {
                diff.resources.filter { $0.verdict == verdict }.map(\.logicalID)
            }
            #expect(ids(there, .add) == ids(back, .delete), "seed \(seed)")
            #expect(ids(there, .delete) == ids(back, .add), "seed \(seed)")
            func direct(_ diff: StackDiff) -> Set<String> {
                Set(diff.resources.filter { $0.properties.contains { $0.causes.isEmpty } }.map(\.logicalID))
            }
            #expect(direct(there) == direct(back), "seed \(seed)")
        }
    }
}
