import AWSOperations
import DeployEngineTesting
import Testing

extension LifecycleCase {
    static let creations: [LifecycleCase] = [
        LifecycleCase("A change set of a new stack leaves it in review until it is executed") { run in
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
            #expect(changeSet.status == .createComplete && changeSet.executionStatus == .available)
            #expect(try await run.description("app")?.status == .reviewInProgress)
            #expect(try await run.resourceEvents().isEmpty)
        },
        LifecycleCase("A stack whose resources are made is complete") { run in
            let stack = try await run.deploy(Template(["A": .parameter("1", name: "/a"), "B": .parameter("2")]))
            #expect(stack.status == .createComplete)
            #expect(try await run.stored("/a") == "1")
            #expect(Set(try await run.physicalIDs().keys) == ["A", "B"])
        },
        LifecycleCase("Outputs have the values of references, attributes and texts") { run in
            let template = Template(
                ["A": .parameter("1", name: "/a")],
                outputs: [
                    "Name": .ref("A"), "Value": .attribute("A", "Value"),
                    "Text": ["Fn::Sub": "${AWS::StackName}-${A.Value}-${!x}"],
                    "Joined": ["Fn::Join": ["/", ["x", .ref("A")]]],
                ])
            let stack = try await run.deploy(template)
            #expect(stack.outputs == ["Name": "/a", "Value": "1", "Text": "app-1-${x}", "Joined": "x//a"])
        },
        LifecycleCase("A resource is made after those it depends on or refers to") { run in
            let template = Template([
                "A": .parameter("1", after: ["B"]), "B": .parameter(.attribute("C", "Value")), "C": .parameter("3"),
            ])
            try await run.deploy(template)
            let made = try await run.resourceEvents().filter { $0.hasSuffix("CREATE_COMPLETE") }
            #expect(made == ["C CREATE_COMPLETE", "B CREATE_COMPLETE", "A CREATE_COMPLETE"])
            let all = try await run.resourceEvents()
            let begun = try #require(all.firstIndex(of: "B CREATE_IN_PROGRESS"))
            #expect(try #require(all.firstIndex(of: "C CREATE_COMPLETE")) < begun)
        },
        LifecycleCase("A resource whose condition is false is not made") { run in
            var template = Template([
                "A": .parameter("1"),
                "B": .resource("AWS::SSM::Parameter", ["Type": "String", "Value": "2"], ["Condition": "IsLarge"]),
            ])
            template.parameters = ["Size": ["Type": "String", "Default": "small"]]
            template.conditions = ["IsLarge": ["Fn::Equals": [.ref("Size"), "large"]]]
            try await run.deploy(template)
            #expect(Set(try await run.physicalIDs().keys) == ["A"])
            let stack = try await run.deploy(template, parameters: [StackParameter(name: "Size", value: "large")])
            #expect(stack.status == .updateComplete)
            #expect(Set(try await run.physicalIDs().keys) == ["A", "B"])
        },
        LifecycleCase("A creation that waits goes on after its signal") { run in
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]).with(waiting(120, after: ["A"])))
            try await run.execute(changeSet)
            try await run.reachesWaiting()
            #expect(try await run.description("app")?.status == .createInProgress)
            try await run.world.signal(try #require(try await run.physicalIDs()["Handle"]))
            #expect(try await run.settled().status == .createComplete)
        },
        LifecycleCase("Parameters have their values, or their defaults") { run in
            var template = Template([
                "A": .parameter(.ref("First"), name: "/a"), "B": .parameter(.ref("Second"), name: "/b"),
            ])
            template.parameters = ["First": ["Type": "String"], "Second": ["Type": "String", "Default": "two"]]
            let stack = try await run.deploy(template, parameters: [StackParameter(name: "First", value: "one")])
            #expect(stack.parameters == ["First": "one", "Second": "two"])
            #expect(try await run.stored("/a") == "one")
            #expect(try await run.stored("/b") == "two")
        },
        LifecycleCase("A stack keeps its tags") { run in
            let stack = try await run.deploy(Template(["A": .parameter("1")]), tags: ["team": "data"])
            #expect(stack.tags == ["team": "data"])
        },
        LifecycleCase("A reference to a parameter in Parameter Store has its value") { run in
            _ = try await run.calls.call(ParameterOperations.PutParameter(name: "/version", value: "7", type: "String"))
            try await run.deploy(Template(["A": .parameter("{{resolve:ssm:/version}}", name: "/a")]))
            #expect(try await run.stored("/a") == "7")
        },
    ]

    static let failedCreations: [LifecycleCase] = [
        LifecycleCase("A failed creation is rolled back") { run in
            let stack = try await run.deploy(
                Template(["A": .parameter("1", name: "/a")]).with(waiting(1, after: ["A"])))
            #expect(stack.status == .rollbackComplete)
            #expect(try await run.stored("/a") == nil)
            #expect(
                try await run.statuses().suffix(3) == [
                    "CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE",
                ])
        },
        LifecycleCase("The first failed event names the cause of a failed creation") { run in
            try await run.deploy(Template(["A": .parameter("1")]).with(waiting(1)))
            let failed = try await run.events().first { $0.status == .createFailed }
            #expect(failed?.logicalID == "Wait")
            #expect(failed?.reason?.contains("WaitCondition timed out. Received 0 conditions when expecting 1") == true)
        },
        LifecycleCase("A failed creation without rollback keeps what was made") { run in
            let stack = try await run.deploy(
                Template(["A": .parameter("1", name: "/a")]).with(waiting(1, after: ["A"])), disablesRollback: true)
            #expect(stack.status == .createFailed)
            #expect(try await run.stored("/a") == "1")
        },
        LifecycleCase("A failed creation deletes the stack if its change set says so") { run in
            let stack = try await run.deploy(
                Template(["A": .parameter("1", name: "/a")]).with(waiting(1, after: ["A"])), onStackFailure: "DELETE")
            #expect(stack.status == .deleteComplete)
            #expect(try await run.description("app") == nil)
            #expect(try await run.stored("/a") == nil)
        },
        LifecycleCase("A stack whose creation was rolled back cannot be updated") { run in
            let stack = try await run.deploy(Template(["A": .parameter("1")]).with(waiting(1)))
            try await run.refusal(
                StackOperations.CreateChangeSet(
                    stack: "app", name: "next", kind: .update, template: Template(["A": .parameter("2")]).json,
                    parameters: [], capabilities: []),
                containing: "\(stack.id) is in ROLLBACK_COMPLETE state and can not be updated")
        },
        LifecycleCase("A stack whose creation was rolled back can be deleted and made anew") { run in
            let first = try await run.deploy(Template(["A": .parameter("1")]).with(waiting(1)))
            #expect(try await run.delete().status == .deleteComplete)
            let second = try await run.deploy(Template(["A": .parameter("1")]))
            #expect(second.status == .createComplete && second.id != first.id)
        },
        LifecycleCase("A rollback keeps a resource with the policy Retain") { run in
            let template = Template(["A": .parameter("1", name: "/a", policies: ["DeletionPolicy": "Retain"])])
            let stack = try await run.deploy(template.with(waiting(1, after: ["A"])))
            #expect(stack.status == .rollbackComplete)
            #expect(try await run.stored("/a") == "1")
            #expect(try await run.resourceEvents().contains("A DELETE_SKIPPED"))
        },
        LifecycleCase("RetainExceptOnCreate deletes a resource with the policy Retain") { run in
            let template = Template(["A": .parameter("1", name: "/a", policies: ["DeletionPolicy": "Retain"])])
            let stack = try await run.deploy(template.with(waiting(1, after: ["A"])), retainsExceptOnCreate: true)
            #expect(stack.status == .rollbackComplete)
            #expect(try await run.stored("/a") == nil)
        },
        LifecycleCase("RollbackStack deletes a stack that was never complete") { run in
            let failed = try await run.deploy(
                Template(["A": .parameter("1", name: "/a")]).with(waiting(1, after: ["A"])), disablesRollback: true)
            _ = try await run.calls.call(StackOperations.RollbackStack(stack: "app"))
            #expect(try await run.settled(failed.id).status == .deleteComplete)
            #expect(try await run.stored("/a") == nil)
        },
        LifecycleCase("An output that names a missing attribute fails the creation") { run in
            let stack = try await run.deploy(
                Template(["A": .parameter("1")], outputs: ["X": .attribute("A", "Nothing")]))
            #expect(stack.status == .rollbackComplete)
        },
        LifecycleCase("A resource whose name is in use fails with the code of its handler") { run in
            _ = try await run.calls.call(ParameterOperations.PutParameter(name: "/a", value: "0", type: "String"))
            let stack = try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            #expect(stack.status == .rollbackComplete)
            let failed = try await run.events().first { $0.status == .createFailed }
            #expect(failed?.reason?.contains("HandlerErrorCode: AlreadyExists)") == true)
            #expect(try await run.stored("/a") == "0")
        },
        LifecycleCase("A rollback of a creation that cannot delete fails, and the stack can only be deleted") { run in
            try run.world.order(FakeFailure("A", .delete, duringRollback: true))
            let stack = try await run.deploy(
                Template(["A": .parameter("1", name: "/a")]).with(waiting(1, after: ["A"])))
            #expect(stack.status == .rollbackFailed)
            #expect(stack.statusReason?.contains("failed to delete: [A]") == true)
            #expect(try await run.delete().status == .deleteComplete)
        },
        LifecycleCase("Resources in flight beside a failed one are cancelled") { run in
            try run.world.order(FakeFailure("A", .create, after: .seconds(2)))
            let template = Template(["A": .parameter("1"), "B": .parameter("2", name: "/b")])
            let stack = try await run.deploy(template)
            #expect(stack.status == .rollbackComplete)
            let failed = try await run.events().filter { $0.status == .createFailed }
            #expect(failed.map(\.logicalID) == ["A", "B"])
            #expect(failed.last?.reason == "Resource creation cancelled")
            #expect(try await run.stored("/b") == nil)
        },
    ]
}
