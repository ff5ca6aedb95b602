import AWSOperations
import DeployEngineTesting
import Testing

extension LifecycleCase {
    private static func found(_ changeSet: ChangeSetDescription, _ id: String) throws -> ResourceChangeDescription {
        try #require(changeSet.changes.first { $0.logicalID == id })
    }

    static let changeSets: [LifecycleCase] = [
        LifecycleCase("A change set lists additions, modifications and removals") { run in
            try await run.deploy(Template(["A": .parameter("1"), "B": .parameter("1")]))
            let changeSet = try await run.changeSet(Template(["A": .parameter("2"), "C": .parameter("1")]))
            let actions = Set(changeSet.changes.map { "\($0.action) \($0.logicalID)" })
            #expect(actions == ["Modify A", "Remove B", "Add C"])
        },
        LifecycleCase("A change set is deleted") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            let changeSet = try await run.changeSet(Template(["A": .parameter("2")]), name: "next")
            _ = try await run.calls.call(StackOperations.DeleteChangeSet(changeSet: changeSet.id))
            try await run.refusal(
                StackOperations.DescribeChangeSet(name: "next", stack: "app"), code: "ChangeSetNotFound",
                containing: "does not exist")
        },
        LifecycleCase("The deletion of a missing change set is no error") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            _ = try await run.calls.call(StackOperations.DeleteChangeSet(changeSet: "missing", stack: "app"))
        },
        LifecycleCase("A new stack stays in review after its only change set is deleted, and can be deleted") { run in
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
            _ = try await run.calls.call(StackOperations.DeleteChangeSet(changeSet: changeSet.id))
            #expect(try await run.description("app")?.status == .reviewInProgress)
            #expect(try await run.delete().status == .deleteComplete)
        },
        LifecycleCase("The execution of a change set deletes the others") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            let first = try await run.changeSet(Template(["A": .parameter("2")]), name: "first")
            let second = try await run.changeSet(Template(["A": .parameter("3")]), name: "second")
            try await run.execute(first)
            _ = try await run.settled()
            try await run.refusal(
                StackOperations.DescribeChangeSet(name: second.id), code: "ChangeSetNotFound",
                containing: "does not exist")
        },
        LifecycleCase("A second change set of a stack in review describes the whole stack too") { run in
            _ = try await run.changeSet(Template(["A": .parameter("1")]), name: "first")
            let second = try await run.changeSet(
                Template(["A": .parameter("1"), "B": .parameter("1")]), name: "second")
            #expect(second.changes.count == 2)
            try await run.execute(second)
            #expect(try await run.settled().status == .createComplete)
        },
        LifecycleCase("Change sets of a stack are listed") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            _ = try await run.changeSet(Template(["A": .parameter("2")]), name: "next")
            let page = try await run.calls.call(StackOperations.ListChangeSets(stack: "app"))
            #expect(page.changeSets.contains { $0.name == "next" && $0.status == .createComplete })
        },
        LifecycleCase("The template of a change set can be read before it is executed") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            let changeSet = try await run.changeSet(Template(["A": .parameter("2"), "B": .parameter("1")]))
            let text = try await run.calls.call(StackOperations.GetTemplate(stack: "app", changeSet: changeSet.name))
                .template
            #expect(text.contains("\"B\""))
            #expect(try await !run.calls.call(StackOperations.GetTemplate(stack: "app")).template.contains("\"B\""))
        },
        LifecycleCase("A change set that is executed knows its end") { run in
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
            try await run.execute(changeSet)
            _ = try await run.settled()
            let after = try await run.calls.call(StackOperations.DescribeChangeSet(name: changeSet.id))
            #expect(after.executionStatus == .executeComplete)
        },
        LifecycleCase("Early validation fails a change set and names the property") { run in
            try run.world.order(
                FakeValidation(
                    "A", path: "/Resources/A/Properties/Name", name: "NAME_CONFLICT_VALIDATION", fails: true,
                    message: "exists"))
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
            #expect(changeSet.status == .failed)
            #expect(changeSet.statusReason?.contains("AWS::EarlyValidation") == true)
            let events = try await run.calls.call(
                StackOperations.DescribeEvents(changeSet: changeSet.id, filters: EventFilter(onlyFailed: true))
            ).events
            #expect(events.map(\.validationPath) == ["/Resources/A/Properties/Name"])
            #expect(events.first?.kind == .validationError && events.first?.validationFailureMode == "FAIL")
        },
        LifecycleCase("A warning of early validation leaves the change set available") { run in
            try run.world.order(
                FakeValidation(
                    "A", path: "/Resources/A", name: "SERVICE_QUOTA_VALIDATION", fails: false, message: "near the quota"
                ))
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
            #expect(changeSet.status == .createComplete)
            let events = try await run.calls.call(StackOperations.DescribeEvents(changeSet: changeSet.id)).events
            #expect(events.map(\.validationFailureMode) == ["WARN"])
        },
    ]

    static let changeDetails: [LifecycleCase] = [
        LifecycleCase("A change in place is no replacement") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            let change = try found(try await run.changeSet(Template(["A": .parameter("2", name: "/a")])), "A")
            #expect(change.replacement?.rawValue == "False" && change.scope == ["Properties"])
            #expect(change.physicalID == "/a")
            #expect(
                change.details.first?.target?.name == "Value" && change.details.first?.target?.recreation == "Never")
        },
        LifecycleCase("A change of a create-only property is a replacement") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            let change = try found(try await run.changeSet(Template(["A": .parameter("1", name: "/b")])), "A")
            #expect(change.replacement?.rawValue == "True")
            #expect(change.details.contains { $0.target?.name == "Name" && $0.target?.recreation == "Always" })
        },
        LifecycleCase("A replacement tells what happens to the old resource") { run in
            try await run.deploy(
                Template([
                    "A": .parameter("1", name: "/a"),
                    "B": .parameter("1", name: "/b", policies: ["UpdateReplacePolicy": "Retain"]),
                ]))
            let changeSet = try await run.changeSet(
                Template([
                    "A": .parameter("1", name: "/c"),
                    "B": .parameter("1", name: "/d", policies: ["UpdateReplacePolicy": "Retain"]),
                ]))
            #expect(try found(changeSet, "A").policyAction == "ReplaceAndDelete")
            #expect(try found(changeSet, "B").policyAction == "ReplaceAndRetain")
        },
        LifecycleCase("A removal tells what happens to the resource") { run in
            try await run.deploy(
                Template([
                    "A": .parameter("1"), "B": .parameter("1"),
                    "C": .parameter("1", policies: ["DeletionPolicy": "Retain"]),
                ]))
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
            #expect(try found(changeSet, "B").policyAction == "Delete")
            #expect(try found(changeSet, "C").policyAction == "Retain")
        },
        LifecycleCase("A change has the values before and after") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            let change = try found(try await run.changeSet(Template(["A": .parameter("2", name: "/a")])), "A")
            let target = try #require(change.details.first?.target)
            #expect(target.path == "/Properties/Value" && target.beforeValue == "1" && target.afterValue == "2")
            #expect(change.beforeContext?.contains("\"Value\":\"1\"") == true)
            #expect(change.afterContext?.contains("\"Value\":\"2\"") == true)
        },
        LifecycleCase("A change by a parameter names the parameter") { run in
            var template = Template(["A": .parameter(.ref("Value"), name: "/a")])
            template.parameters = ["Value": ["Type": "String"]]
            try await run.deploy(template, parameters: [StackParameter(name: "Value", value: "1")])
            let changeSet = try await run.changeSet(template, parameters: [StackParameter(name: "Value", value: "2")])
            let details = try found(changeSet, "A").details
            #expect(details.contains { $0.source == "ParameterReference" && $0.cause == "Value" })
        },
        LifecycleCase("A name that comes from a replaced resource's attribute may replace") { run in
            func template(_ name: String) -> Template {
                Template([
                    "A": .parameter("/b", name: .string(name)), "B": .parameter("1", name: .attribute("A", "Value")),
                ])
            }
            try await run.deploy(template("/a"))
            let changeSet = try await run.changeSet(template("/c"))
            #expect(try found(changeSet, "A").replacement?.rawValue == "True")
            let second = try found(changeSet, "B")
            #expect(second.replacement?.rawValue == "Conditional")
            #expect(second.details.contains { $0.evaluation == "Dynamic" && $0.cause?.hasPrefix("A") == true })
        },
        LifecycleCase("A value that is not known before the execution is marked") { run in
            func template(_ name: String) -> Template {
                Template(["A": .parameter("1", name: .string(name)), "B": .parameter(.ref("A"), name: "/b")])
            }
            try await run.deploy(template("/a"))
            let change = try found(try await run.changeSet(template("/c")), "B")
            #expect(change.replacement?.rawValue == "False")
            #expect(change.afterContext?.contains("{{changeSet:KNOWN_AFTER_APPLY}}") == true)
        },
    ]
}
