import AWSClient
import AWSOperations
import DeployEngineTesting
import Testing

extension LifecycleCase {
    private static func request(
        _ template: String, _ kind: ChangeSetKind = .create, name: String = "change", parameters: [StackParameter] = []
    ) -> StackOperations.CreateChangeSet {
        StackOperations.CreateChangeSet(
            stack: "app", name: name, kind: kind, template: template, parameters: parameters, capabilities: [])
    }

    static let refusals: [LifecycleCase] = [
        LifecycleCase("A change set of the kind CREATE is refused for a stack that exists") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            try await run.refusal(
                request(Template(["A": .parameter("2")]).json), containing: "already exists and cannot be created again"
            )
        },
        LifecycleCase("A change set of the kind UPDATE is refused for a stack that does not exist") { run in
            try await run.refusal(
                request(Template(["A": .parameter("2")]).json, .update), containing: "Stack [app] does not exist")
        },
        LifecycleCase("A parameter without a value is refused") { run in
            var template = Template(["A": .parameter(.ref("Value"))])
            template.parameters = ["Value": ["Type": "String"]]
            try await run.refusal(request(template.json), containing: "Parameters: [Value] must have values")
            #expect(try await run.description("app") == nil)
        },
        LifecycleCase("A parameter that the template does not have is refused") { run in
            try await run.refusal(
                request(Template(["A": .parameter("1")]).json, parameters: [StackParameter(name: "Other", value: "1")]),
                containing: "Parameters: [Other] do not exist in the template")
        },
        LifecycleCase("A reference to nothing is refused") { run in
            try await run.refusal(
                request(Template(["A": .parameter(.ref("Nothing"))]).json),
                containing: "Unresolved resource dependencies [Nothing]")
        },
        LifecycleCase("Resources that depend on each other are refused") { run in
            let template = Template(["A": .parameter("1", after: ["B"]), "B": .parameter("1", after: ["A"])])
            try await run.refusal(request(template.json), containing: "Circular dependency between resources")
        },
        LifecycleCase("A template without resources is refused") { run in
            try await run.refusal(
                request(#"{"Resources":{}}"#), containing: "At least one Resources member must be defined")
        },
        LifecycleCase("A template that is no JSON is refused") { run in
            try await run.refusal(request("{"), containing: "Template format error")
        },
        LifecycleCase("A template longer than a request allows is refused") { run in
            let template = Template(["A": .parameter(.string(String(repeating: "x", count: 52_000)))])
            try await run.refusal(request(template.json), containing: "1 validation error detected")
        },
        LifecycleCase("A role without its capability is refused") { run in
            let role = FakeValue.resource(
                "AWS::IAM::Role",
                ["RoleName": "app", "AssumeRolePolicyDocument": ["Version": "2012-10-17", "Statement": []]])
            try await run.refusal(
                request(Template(["R": role]).json), code: "InsufficientCapabilitiesException",
                containing: "Requires capabilities : [CAPABILITY_NAMED_IAM]")
            #expect(try await run.description("app") == nil)
        },
        LifecycleCase("A resource cannot change its type") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            try await run.refusal(
                request(Template(["A": .resource("AWS::SNS::Topic")]).json, .update),
                containing: "Update of resource type is not permitted")
        },
        LifecycleCase("A name of a change set that is in use is refused") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            _ = try await run.changeSet(Template(["A": .parameter("2")]), name: "next")
            try await run.refusal(
                request(Template(["A": .parameter("3")]).json, .update, name: "next"), code: "AlreadyExistsException",
                containing: "next")
        },
        LifecycleCase("The name of a change set that failed is in use too") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            _ = try await run.changeSet(Template(["A": .parameter("1")]), name: "next")
            try await run.refusal(
                request(Template(["A": .parameter("3")]).json, .update, name: "next"), code: "AlreadyExistsException",
                containing: "next")
        },
        LifecycleCase("A change set that failed cannot be executed") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]), name: "next")
            try await run.refusal(
                StackOperations.ExecuteChangeSet(changeSet: changeSet.id), code: "InvalidChangeSetStatus",
                containing: "ChangeSet [")
        },
        LifecycleCase("A missing change set cannot be executed") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            try await run.refusal(
                StackOperations.ExecuteChangeSet(changeSet: "next", stack: "app"), code: "ChangeSetNotFound",
                containing: "does not exist")
        },
        LifecycleCase("A change set is refused while an update runs") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            let changeSet = try await run.changeSet(Template(["A": .parameter("2")]).with(waiting(120)), name: "first")
            try await run.execute(changeSet)
            try await run.reachesWaiting()
            try await run.refusal(
                request(Template(["A": .parameter("3")]).json, .update, name: "second"),
                containing: "is in UPDATE_IN_PROGRESS state and can not be updated")
            try await run.world.signal(try #require(try await run.physicalIDs()["Handle"]))
            #expect(try await run.settled().status == .updateComplete)
        },
    ]

    static let tokens: [LifecycleCase] = [
        LifecycleCase("Each event of an operation has its token") { run in
            try await run.deploy(Template(["A": .parameter("1")]), token: "release-1")
            let events = try await run.events().filter { $0.status != .reviewInProgress }
            #expect(!events.isEmpty && events.allSatisfy { $0.clientRequestToken == "release-1" })
        },
        LifecycleCase("A repeated execution with the same token is the same one") { run in
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
            try await run.execute(changeSet, token: "release-1")
            try await run.execute(changeSet, token: "release-1")
            #expect(try await run.settled().status == .createComplete)
            #expect(try await run.statuses().filter { $0 == "CREATE_IN_PROGRESS" }.count == 1)
        },
        LifecycleCase("A repeated execution without a token is refused") { run in
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]).with(waiting(60)))
            try await run.execute(changeSet)
            try await run.refusal(
                StackOperations.ExecuteChangeSet(changeSet: changeSet.id), code: "InvalidChangeSetStatus",
                containing: "ChangeSet [")
            try await run.reachesWaiting()
            try await run.world.signal(try #require(try await run.physicalIDs()["Handle"]))
            #expect(try await run.settled().status == .createComplete)
        },
        LifecycleCase("A token of another operation is refused") { run in
            try await run.deploy(Template(["A": .parameter("1")]), token: "release-1")
            let changeSet = try await run.changeSet(Template(["A": .parameter("2")]), name: "next")
            try await run.refusal(
                StackOperations.ExecuteChangeSet(changeSet: changeSet.id, clientRequestToken: "release-1"),
                code: "TokenAlreadyExistsException", containing: "release-1")
        },
    ]
}
