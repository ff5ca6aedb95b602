import Infra
import InfraTesting
import TestSupport
import Testing

@Suite("App")
struct SynthesisTests {
    private func problems(_ build: (Scope) -> Void) -> [String] {
        let app = App()
        build(Stack(app, "test", description: "A test").scope)
        do {
            _ = try app.synthesize()
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func template(_ tags: [String: String] = [:], _ build: (Scope) -> Void) throws -> Template {
        let app = App(tags: tags)
        build(Stack(app, "test", description: "A test").scope)
        return try app.synthesize()[0].template
    }

    @Test(
        "The order in which siblings are declared does not change the template's bytes",
        arguments: 0..<20 as Range<UInt64>)
    func shuffled(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let parts: [(Scope) -> Void] = [
            { $0.add("Logs", AWS.Logs.LogGroup(retentionInDays: 7)) },
            { $0.add("Topic", AWS.SNS.Topic(displayName: "x")) },
            { _ = $0.parameter("Size", .init(description: "A size")) },
            { $0.output("Here", AWS.region, description: "Where") },
            { _ = $0.condition("Always", .equal("a" as TemplateValue<String>, "a")) },
            {
                $0.add(
                    "Any",
                    Resource(type: "AWS::Scheduler::Schedule", properties: ["B": 1, "A": 2], tagging: .unsupported))
            },
        ]
        let tags = ["b": "2", "a": "1", "c": "3"]
        let inOrder = try template(tags) { scope in for part in parts { part(scope) } }
        let shuffled = try template(tags) { scope in for part in parts.shuffled(using: &random) { part(scope) } }
        #expect(inOrder.json == shuffled.json, "seed \(seed)")
    }

    @Test("Two elements with the same logical id are reported with both paths")
    func collision() {
        let found = problems { scope in
            scope.child("A").add("BC", AWS.SNS.Topic())
            scope.child("AB").add("C", AWS.SNS.Topic())
        }
        #expect(found == ["test/AB/C: its logical id ABC is taken by A/BC; give one of them another id"])
    }

    @Test("An id without a letter or digit is reported")
    func emptyID() {
        let found = problems { scope in
            scope.add("--", AWS.SNS.Topic())
            scope.add("T", AWS.SNS.Topic())
        }
        #expect(found == ["test/--: the id has no letter or digit, so it gives no logical id"])
    }

    @Test("A value that another stack uses without sharing is reported")
    func crossStack() {
        let app = App()
        let first = Stack(app, "first", description: "The first")
        let topic = first.scope.add("Topic", AWS.SNS.Topic())
        let second = Stack(app, "second", description: "The second")
        second.scope.add("Logs", AWS.Logs.LogGroup(logGroupName: topic.ref))
        let error = #expect(throws: SynthesisError.self) { try app.synthesize() }
        #expect(
            error?.problems.map(\.description) == [
                "second/Logs: \"Topic\" belongs to stack first; share it there and use it here"
            ])
    }

    @Test("A reference to a missing resource is reported with the nearest name")
    func danglingReference() {
        let found = problems { scope in
            scope.add("Topic", AWS.SNS.Topic())
            scope.add(
                "Logs",
                AWS.Logs.LogGroup(logGroupName: TemplateValue(.ref(.init(.resource, stack: nil, name: "Topik")))))
        }
        #expect(found == ["test/Logs: there is no resource \"Topik\" in this stack; did you mean \"Topic\"?"])
    }

    @Test("A missing dependency, a number outside of JSON, a repeated key and an empty stack are reported")
    func otherFaults() {
        #expect(problems { _ in }.first?.contains("has no resource") == true)
        let found = problems { scope in
            scope.add(
                "A", Resource(type: "X::Y::Z", properties: .object([.init("k", 1), .init("k", .number(.nan))])),
                ResourceOptions(dependsOn: [.init(.resource, stack: "test", name: "B")]))
        }
        #expect(
            found == [
                "test/A: the key \"k\" is given twice; keep one",
                "test/A: nan is not a JSON number; give a finite one",
                "test/A: there is no resource \"B\" in this stack; did you mean \"A\"?",
            ])
    }

    @Test("Too many resources, an invalid stack name and names used twice are reported")
    func limits() {
        let many = problems { scope in for index in 0...500 { scope.add("T\(index)", AWS.SNS.Topic()) } }
        #expect(many == ["test: 501 resources are more than CloudFormation's 500; split the stack"])
        let app = App()
        for _ in 0..<2 {
            let stack = Stack(app, "1_x", description: "Badly named")
            stack.scope.add("T", AWS.SNS.Topic())
            stack.scope.export("Out", "x", description: "An output")
            stack.scope.export("Out", "y", description: "The same")
        }
        let error = #expect(throws: SynthesisError.self) { try app.synthesize() }
        let text = error?.description ?? ""
        #expect(text.contains("a stack name is a letter followed by"))
        #expect(text.contains("there are two stacks of this name"))
        #expect(text.contains("there are two outputs of this name"))
        #expect(text.contains("stack 1_x also makes the export \"1_x:Out\""))
    }

    @Test("Every taggable resource gets the tags in its type's form, and the nearer tag overrides")
    func tags() throws {
        let app = App(tags: ["a": "app", "b": "app", "c": "app", "d": "app"])
        let stack = Stack(app, "test", description: "A test", tags: ["b": "stack", "c": "stack", "d": "stack"])
        stack.scope.add(
            "List", AWS.SNS.Topic(tags: [.init(key: "d", value: "own")]),
            ResourceOptions(tags: ["c": "option", "d": "option"]))
        stack.scope.add("Map", AWS.SSM.Parameter(type: .string, value: "x"))
        stack.scope.add("None", AWS.EC2.Route(routeTableId: "rtb-1"))
        stack.scope.add("Untyped", Resource(type: "AWS::SNS::Topic"))
        let template = try app.synthesize()[0].template
        #expect(
            template.mismatch(
                "List",
                with: [
                    "Tags": [
                        ["Key": "a", "Value": "app"], ["Key": "b", "Value": "stack"], ["Key": "c", "Value": "option"],
                        ["Key": "d", "Value": "own"],
                    ]
                ]) == nil)
        #expect(template.property("Map", "Tags") == ["a": "app", "b": "stack", "c": "stack", "d": "stack"])
        #expect(template.property("None", "Tags") == nil)
        #expect(template.property("Untyped", "Tags/3/Key") == "d")
    }

    @Test("A template has the parameters, conditions, policies, dependencies and overrides of its stack")
    func options() throws {
        let template = try template { scope in
            let size = scope.parameter(
                "Size", .init(type: "Number", description: "A size", defaultValue: "3", allowedValues: ["3", "4"]),
                as: Int.self)
            let big = scope.condition("Big", .equal(size, 4))
            let bigger = scope.condition("Bigger", .all([.holds(big), .not(.equal(AWS.region, "x"))]))
            let topic = scope.add("Topic", AWS.SNS.Topic())
            scope.add(
                "Logs", AWS.Logs.LogGroup(retentionInDays: size),
                ResourceOptions(
                    dependsOn: [topic.reference, topic.reference], deletionPolicy: .retain,
                    updateReplacePolicy: .snapshot,
                    condition: bigger, overrides: [.init("A/B", 1), .init("A/C", 2), .init("RetentionInDays", 5)]))
        }
        #expect(
            template.resource("Logs")?.body.compactJSON
                == #"{"Type":"AWS::Logs::LogGroup","Condition":"Bigger","DependsOn":["Topic"],"DeletionPolicy":"Retain","#
                + #""UpdateReplacePolicy":"Snapshot","Properties":{"RetentionInDays":5,"A":{"B":1,"C":2}}}"#)
        #expect(
            template.parameters.map(\.value.compactJSON) == [
                #"{"Type":"Number","Description":"A size","Default":"3","AllowedValues":["3","4"]}"#
            ])
        #expect(
            template.conditions.last?.value.compactJSON
                == #"{"Fn::And":[{"Condition":"Big"},{"Fn::Not":[{"Fn::Equals":[{"Ref":"AWS::Region"},"x"]}]}]}"#)
    }

    @Test("Mappings are written sorted, and a lookup in a missing one is reported")
    func mappings() throws {
        let template = try template { scope in
            let sizes = scope.mapping("Sizes", ["b": ["y": 2, "x": 1], "a": ["x": 0]])
            scope.add("Logs", AWS.Logs.LogGroup(retentionInDays: .find(in: sizes, "a", "x")))
        }
        #expect(template.expression["Mappings"]?.compactJSON == #"{"Sizes":{"a":{"x":0},"b":{"x":1,"y":2}}}"#)
        #expect(template.property("Logs", "RetentionInDays") == ["Fn::FindInMap": ["Sizes", "a", "x"]])
        let foreign = Stack(App(), "other", description: "Another").scope.mapping("Sizes", [:])
        let found = problems { $0.add("Logs", AWS.Logs.LogGroup(retentionInDays: .find(in: foreign, "a", "x"))) }
        #expect(found == ["test/Logs: \"Sizes\" belongs to stack other; share it there and use it here"])
    }

    @Test("A resource keeps the logical id that its options name")
    func keptID() throws {
        let template = try template { scope in
            scope.child("New").add("Topic", AWS.SNS.Topic(), ResourceOptions(logicalID: "OldTopic"))
        }
        #expect(template.resources.map(\.logicalID) == ["OldTopic"])
    }

    @Test("A block that contains itself is written")
    func recursiveBlocks() throws {
        let template = try template { scope in
            let inner = AWS.WAFv2.WebACL.Statement(geoMatchStatement: .init(countryCodes: ["DE"]))
            let outer = AWS.WAFv2.WebACL.Statement(notStatement: .init(statement: inner))
            scope.add(
                "Acl",
                AWS.WAFv2.WebACL(
                    defaultAction: .init(), scope: .regional,
                    visibilityConfig: .init(
                        cloudWatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: true),
                    rules: [
                        .init(
                            name: "r", priority: 1, statement: outer,
                            visibilityConfig: .init(
                                cloudWatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: true))
                    ]))
        }
        #expect(
            template.property("Acl", "Rules/0/Statement/NotStatement/Statement/GeoMatchStatement/CountryCodes") == [
                "DE"
            ])
    }
}
