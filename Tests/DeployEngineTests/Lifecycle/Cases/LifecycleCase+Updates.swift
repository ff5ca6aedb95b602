import AWSOperations
import DeployEngineTesting
import Testing

extension LifecycleCase {
    private static let base = Template(["A": .parameter("1", name: "/a")])

    static let updates: [LifecycleCase] = [
        LifecycleCase("An update changes a resource in place") { run in
            try await run.deploy(base)
            let before = try await run.physicalIDs()
            let stack = try await run.deploy(Template(["A": .parameter("2", name: "/a")]))
            #expect(stack.status == .updateComplete)
            #expect(try await run.stored("/a") == "2")
            #expect(try await run.physicalIDs() == before)
        },
        LifecycleCase("An update passes through its clean-up") { run in
            try await run.deploy(base)
            try await run.deploy(Template(["A": .parameter("2", name: "/a")]))
            #expect(
                try await run.statuses().suffix(3) == [
                    "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE",
                ])
        },
        LifecycleCase("An update touches only what changes") { run in
            try await run.deploy(base.with(["B": .parameter("1")]))
            try await run.deploy(base.with(["B": .parameter("2")]))
            let updated = try await run.resourceEvents().filter { $0.contains("UPDATE") }
            #expect(updated == ["B UPDATE_IN_PROGRESS", "B UPDATE_COMPLETE"])
        },
        LifecycleCase("An update deletes what the template has no more, at its end") { run in
            try await run.deploy(base.with(["B": .parameter("1", name: "/b")]))
            try await run.deploy(Template(["A": .parameter("2", name: "/a")]))
            #expect(try await run.stored("/b") == nil)
            let events = try await run.events().map { "\($0.logicalID) \($0.status)" }
            let cleaning = try #require(events.firstIndex(of: "app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))
            #expect(try #require(events.firstIndex(of: "B DELETE_COMPLETE")) > cleaning)
        },
        LifecycleCase("An update keeps a removed resource with the policy Retain") { run in
            try await run.deploy(base.with(["B": .parameter("1", name: "/b", policies: ["DeletionPolicy": "Retain"])]))
            try await run.deploy(Template(["A": .parameter("2", name: "/a")]))
            #expect(try await run.stored("/b") == "1")
            #expect(try await run.resourceEvents().contains("B DELETE_SKIPPED"))
            #expect(Set(try await run.physicalIDs().keys) == ["A"])
        },
        LifecycleCase("An update adds a resource") { run in
            try await run.deploy(base)
            let stack = try await run.deploy(base.with(["B": .parameter("1", name: "/b")]))
            #expect(stack.status == .updateComplete)
            #expect(try await run.stored("/b") == "1")
        },
        LifecycleCase("An update of a parameter alone changes what refers to it") { run in
            var template = Template(["A": .parameter(.ref("Value"), name: "/a")])
            template.parameters = ["Value": ["Type": "String"]]
            try await run.deploy(template, parameters: [StackParameter(name: "Value", value: "1")])
            let stack = try await run.deploy(nil, parameters: [StackParameter(name: "Value", value: "2")])
            #expect(stack.status == .updateComplete)
            #expect(try await run.stored("/a") == "2")
        },
        LifecycleCase("A parameter keeps its previous value if asked to") { run in
            var template = Template(["A": .parameter(.ref("Value"), name: "/a")])
            template.parameters = ["Value": ["Type": "String"]]
            try await run.deploy(template, parameters: [StackParameter(name: "Value", value: "1")])
            template.resources["B"] = .parameter("x")
            let stack = try await run.deploy(
                template, parameters: [StackParameter(name: "Value", usesPreviousValue: true)])
            #expect(stack.parameters == ["Value": "1"])
        },
        LifecycleCase("A change of an output alone is an update") { run in
            try await run.deploy(base)
            var template = base
            template.outputs = ["X": ["Value": "1"]]
            let stack = try await run.deploy(template)
            #expect(stack.status == .updateComplete && stack.outputs == ["X": "1"])
        },
        LifecycleCase("A template without changes gives a change set that failed for that reason") { run in
            try await run.deploy(base)
            let changeSet = try await run.changeSet(base)
            #expect(changeSet.status == .failed && changeSet.executionStatus == .unavailable)
            #expect(changeSet.statusReason?.contains("The submitted information didn't contain changes.") == true)
        },
        LifecycleCase("A parameter in Parameter Store that changed is an update of what reads it") { run in
            _ = try await run.calls.call(ParameterOperations.PutParameter(name: "/version", value: "1", type: "String"))
            let template = Template(["A": .parameter("{{resolve:ssm:/version}}", name: "/a"), "B": .parameter("1")])
            try await run.deploy(template)
            _ = try await run.calls.call(
                ParameterOperations.PutParameter(name: "/version", value: "2", type: "String", overwrites: true))
            let stack = try await run.deploy(template.with(["B": .parameter("2")]))
            #expect(stack.status == .updateComplete)
            #expect(try await run.stored("/a") == "2")
        },
    ]

    static let replacements: [LifecycleCase] = [
        LifecycleCase("A new name replaces a resource: the new one is made before the old one is deleted") { run in
            try await run.deploy(base)
            let stack = try await run.deploy(Template(["A": .parameter("1", name: "/b")]))
            #expect(stack.status == .updateComplete)
            #expect(try await run.stored("/b") == "1")
            #expect(try await run.stored("/a") == nil)
            #expect(try await run.physicalIDs() == ["A": "/b"])
        },
        LifecycleCase("A replacement is announced, and cleaned up at the end of the update") { run in
            try await run.deploy(base)
            try await run.deploy(Template(["A": .parameter("1", name: "/b")]))
            let events = try await run.events()
            #expect(
                events.contains {
                    $0.reason
                        == "Requested update requires the creation of a new physical resource; hence creating one."
                })
            let texts = events.map { "\($0.logicalID) \($0.status)" }
            let cleaning = try #require(texts.firstIndex(of: "app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))
            let deleted = try #require(texts.firstIndex(of: "A DELETE_COMPLETE"))
            #expect(deleted > cleaning && events[deleted].physicalID == "/a")
        },
        LifecycleCase("The policy UpdateReplacePolicy keeps the old resource of a replacement") { run in
            try await run.deploy(base)
            try await run.deploy(
                Template(["A": .parameter("1", name: "/b", policies: ["UpdateReplacePolicy": "Retain"])]))
            #expect(try await run.stored("/a") == "1")
            #expect(try await run.stored("/b") == "1")
        },
        LifecycleCase("A failed update undoes a replacement") { run in
            try await run.deploy(base)
            let stack = try await run.deploy(
                Template(["A": .parameter("1", name: "/b")]).with(waiting(1, after: ["A"])))
            #expect(stack.status == .updateRollbackComplete)
            #expect(try await run.stored("/a") == "1")
            #expect(try await run.stored("/b") == nil)
            #expect(try await run.physicalIDs()["A"] == "/a")
        },
        LifecycleCase("What refers to a replaced resource is updated") { run in
            try await run.deploy(base.with(["B": .parameter(.ref("A"), name: "/b")]))
            try await run.deploy(Template(["A": .parameter("1", name: "/c"), "B": .parameter(.ref("A"), name: "/b")]))
            #expect(try await run.stored("/b") == "/c")
        },
        LifecycleCase("A replacement that keeps a resource's own name is refused") { run in
            func queue(_ isFIFO: FakeValue) -> Template {
                Template(["Q": .resource("AWS::SQS::Queue", ["QueueName": "jobs.fifo", "FifoQueue": isFIFO])])
            }
            try await run.deploy(queue(true))
            let stack = try await run.deploy(queue(false))
            #expect(stack.status == .updateRollbackComplete)
            let failed = try await run.events().first { $0.status == .updateFailed }
            #expect(
                failed?.reason?.contains(
                    "CloudFormation cannot update a stack when a custom-named resource requires replacing") == true)
        },
    ]

    static let failedUpdates: [LifecycleCase] = [
        LifecycleCase("A failed update is rolled back to the values before") { run in
            try await run.deploy(base)
            let stack = try await run.deploy(
                Template(["A": .parameter("2", name: "/a")]).with(waiting(1, after: ["A"])))
            #expect(stack.status == .updateRollbackComplete)
            #expect(try await run.stored("/a") == "1")
            #expect(Set(try await run.physicalIDs().keys) == ["A"])
        },
        LifecycleCase("The rollback of an update has a clean-up of its own") { run in
            try await run.deploy(base)
            try await run.deploy(Template(["A": .parameter("2", name: "/a")]).with(waiting(1, after: ["A"])))
            #expect(
                try await run.statuses().suffix(4) == [
                    "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                    "UPDATE_ROLLBACK_COMPLETE",
                ])
        },
        LifecycleCase("The rollback of an update deletes what the update made") { run in
            try await run.deploy(base)
            try await run.deploy(base.with(["B": .parameter("1", name: "/b")]).with(waiting(1, after: ["B"])))
            #expect(try await run.stored("/b") == nil)
            #expect(try await run.resourceEvents().contains("B DELETE_COMPLETE"))
        },
        LifecycleCase("The rollback of an update restores template, parameters and outputs") { run in
            var template = Template(["A": .parameter(.ref("Value"), name: "/a")], outputs: ["X": .ref("Value")])
            template.parameters = ["Value": ["Type": "String"]]
            try await run.deploy(template, parameters: [StackParameter(name: "Value", value: "1")])
            let stack = try await run.deploy(
                template.with(waiting(1, after: ["A"])), parameters: [StackParameter(name: "Value", value: "2")])
            #expect(stack.status == .updateRollbackComplete)
            #expect(stack.parameters == ["Value": "1"] && stack.outputs == ["X": "1"])
            let text = try await run.calls.call(StackOperations.GetTemplate(stack: "app")).template
            #expect(!text.contains("WaitCondition"))
        },
        LifecycleCase("The reason of a rollback names the resources that failed") { run in
            try await run.deploy(base)
            try await run.deploy(base.with(["B": .parameter("1")]).with(waiting(1, after: ["B"])))
            let event = try await run.events().first { $0.status == .updateRollbackInProgress }
            #expect(event?.reason?.contains("The following resource(s) failed to create: [Wait].") == true)
        },
        LifecycleCase("A failed update without rollback stays as it is") { run in
            try await run.deploy(base)
            let stack = try await run.deploy(
                Template(["A": .parameter("2", name: "/a")]).with(waiting(1, after: ["A"])), disablesRollback: true)
            #expect(stack.status == .updateFailed)
            #expect(try await run.stored("/a") == "2")
        },
        LifecycleCase("RollbackStack returns a failed update to the state before") { run in
            try await run.deploy(base)
            try await run.deploy(
                Template(["A": .parameter("2", name: "/a")]).with(waiting(1, after: ["A"])), disablesRollback: true)
            _ = try await run.calls.call(StackOperations.RollbackStack(stack: "app", clientRequestToken: "undo"))
            #expect(try await run.settled().status == .updateRollbackComplete)
            #expect(try await run.stored("/a") == "1")
        },
        LifecycleCase("A failed update without rollback can be repaired by the next one") { run in
            try await run.deploy(base)
            try await run.deploy(
                Template(["A": .parameter("2", name: "/a")]).with(waiting(1, after: ["A"])), disablesRollback: true)
            let stack = try await run.deploy(Template(["A": .parameter("3", name: "/a")]))
            #expect(stack.status == .updateComplete)
            #expect(try await run.stored("/a") == "3")
            #expect(Set(try await run.physicalIDs().keys) == ["A"])
        },
        LifecycleCase("RollbackStack is refused for a stack that has not failed") { run in
            try await run.deploy(base)
            try await run.refusal(
                StackOperations.RollbackStack(stack: "app"),
                containing: "RollbackStack cannot be called from current stack status")
        },
        LifecycleCase("A stack is updated again after the rollback of an update") { run in
            try await run.deploy(base)
            try await run.deploy(Template(["A": .parameter("2", name: "/a")]).with(waiting(1, after: ["A"])))
            #expect(try await run.deploy(Template(["A": .parameter("3", name: "/a")])).status == .updateComplete)
            #expect(try await run.stored("/a") == "3")
        },
        LifecycleCase("The rollback of an update has an operation id of its own") { run in
            try await run.deploy(base)
            try await run.deploy(Template(["A": .parameter("2", name: "/a")]).with(waiting(1, after: ["A"])))
            let events = try await run.events()
            let update = events.last { $0.status == .updateInProgress && $0.type == "AWS::CloudFormation::Stack" }
            let rollback = events.last { $0.status == .updateRollbackInProgress }
            #expect(update?.operationID != nil && rollback?.operationID != nil)
            #expect(update?.operationID != rollback?.operationID)
            #expect(try await run.description("app")?.lastOperations.first?.id == rollback?.operationID)
        },
    ]
}
