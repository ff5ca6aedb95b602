import Infra
import InfraTesting
import Synchronization
import Testing

/// Regressions of synthesis.
@Suite("Synthesis")
struct SynthesisFaultTests {
    private func synthesize(_ tags: [String: String] = [:], _ build: (Scope) -> Void) throws -> Template {
        let app = App(tags: tags)
        build(Stack(app, "test", description: "A test").scope)
        return try app.synthesize()[0].template
    }

    private func problems(_ tags: [String: String] = [:], _ build: (Scope) -> Void) -> [String] {
        do {
            _ = try synthesize(tags, build)
            return []
        } catch {
            return (error as? SynthesisError)?.problems.map(\.description) ?? ["\(error)"]
        }
    }

    private static let rules: TemplateExpression = ["Rules": [["Name": "a", "Days": 1], ["Name": "b"]]]

    @Test(
        "An override path goes through a list by index and keeps the other elements",
        arguments: [
            ("Rules/0/Days", [["Name": "a", "Days": 7], ["Name": "b"]]),
            ("Rules/1/Days", [["Name": "a", "Days": 1], ["Name": "b", "Days": 7]]),
            ("Rules/1", [["Name": "a", "Days": 1], 7]),
            ("Rules/2/Days", [["Name": "a", "Days": 1], ["Name": "b"], ["Days": 7]]),
        ] as [(String, TemplateExpression)])
    func overrideList(path: String, expected: TemplateExpression) throws {
        let template = try synthesize { scope in
            scope.add(
                "R", Resource(type: "X::Y::Z", properties: Self.rules), ResourceOptions(overrides: [.init(path, 7)]))
        }
        #expect(template.property("R", "Rules") == expected)
    }

    @Test(
        "An override path that does not fit the properties is reported",
        arguments: [
            ("Rules/first", "\"first\" is not an index of a list with 2 elements; expected 0 to 2"),
            ("Rules/9/Days", "\"9\" is not an index of a list with 2 elements; expected 0 to 2"),
            ("Rules/0/Days/X", "the value above \"X\" is neither an object nor a list"),
        ])
    func overrideFault(path: String, message: String) {
        let found = problems { scope in
            scope.add(
                "R", Resource(type: "X::Y::Z", properties: Self.rules), ResourceOptions(overrides: [.init(path, 7)]))
        }
        #expect(found == ["test/R: the override \"\(path)\" cannot be set: \(message)"])
    }

    @Test("A variable of Fn::Sub does not capture a resource of the same name")
    func substitutionVariables() throws {
        let template = try synthesize { scope in
            let topic = scope.add("Value1", AWS.SNS.Topic())
            scope.add("Other", AWS.SNS.Topic(displayName: "\(topic.ref) \(TemplateValue<String>.imported("a:B"))"))
        }
        #expect(
            template.property("Other", "DisplayName") == [
                "Fn::Sub": ["${Value1} ${Value2}", ["Value2": ["Fn::ImportValue": "a:B"]]]
            ])
    }

    @Test("A tag whose key is a function does not remove the stack's tags")
    func functionTag() throws {
        let template = try synthesize(["Team": "data"]) { scope in
            scope.add(
                "Topic", AWS.SNS.Topic(tags: [.init(key: AWS.stackName, value: "x"), .init(key: "A", value: "y")]))
        }
        #expect(
            template.property("Topic", "Tags") == [
                ["Key": "A", "Value": "y"], ["Key": "Team", "Value": "data"],
                ["Key": ["Ref": "AWS::StackName"], "Value": "x"],
            ])
    }

    @Test("An untyped resource without a known form of tags is reported if the stack has tags")
    func untypedTags() throws {
        let found = problems(["Team": "data"]) { $0.add("S", Resource(type: "AWS::Kinesis::Stream")) }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("test/S: the stack's tags are not added") == true)
        #expect(problems { $0.add("S", Resource(type: "AWS::Kinesis::Stream")) }.isEmpty)
        let template = try synthesize(["Team": "data"]) { scope in
            scope.add("List", Resource(type: "X::Y::Z", tagging: .list("Tags")))
            scope.add("Map", Resource(type: "X::Y::Z", tagging: .map("Labels")))
            scope.add("None", Resource(type: "X::Y::Z", tagging: .unsupported))
        }
        #expect(template.property("List", "Tags/0") == ["Key": "Team", "Value": "data"])
        #expect(template.property("Map", "Labels") == ["Team": "data"])
        #expect(template.resource("None")?.properties == [:])
    }

    private struct Counted: ResourceProperties {
        let count: Counter
        var resourceType: String { "X::Y::Z" }
        var facts: ResourceFacts? { nil }

        func render(into writer: inout PropertyWriter) {
            count.value.withLock { $0 += 1 }
        }
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    @Test("Synthesis renders each resource once")
    func rendersOnce() throws {
        let counter = Counter()
        _ = try synthesize { $0.add("R", Counted(count: counter)) }
        #expect(counter.value.withLock { $0 } == 1)
    }

    @Test("An enumerated word is written without .literal, also in a list")
    func words() throws {
        let template = try synthesize { scope in
            scope.add("Task", AWS.ECS.TaskDefinition(networkMode: .awsvpc, requiresCompatibilities: [.fargate]))
        }
        #expect(template.property("Task", "RequiresCompatibilities") == ["FARGATE"])
        #expect(template.property("Task", "NetworkMode") == "awsvpc")
    }
}
