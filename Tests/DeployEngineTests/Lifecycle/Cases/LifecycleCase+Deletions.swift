import AWSClient
import AWSOperations
import DeployEngineTesting
import Testing

extension LifecycleCase {
    static let deletions: [LifecycleCase] = [
        LifecycleCase("A deleted stack is found by its id alone") { run in
            let stack = try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            #expect(try await run.delete().status == .deleteComplete)
            #expect(try await run.description("app") == nil)
            #expect(try await run.description(stack.id)?.status == .deleteComplete)
            #expect(try await run.stored("/a") == nil)
        },
        LifecycleCase("A stack that does not exist is a validation error") { run in
            try await run.refusal(
                StackOperations.DescribeStacks(stack: "nothing"), containing: "Stack with id nothing does not exist")
        },
        LifecycleCase("The deletion of a stack that does not exist is no error") { run in
            _ = try await run.calls.call(StackOperations.DeleteStack(stack: "nothing"))
        },
        LifecycleCase("A stack made anew has another id") { run in
            let first = try await run.deploy(Template(["A": .parameter("1")]))
            try await run.delete()
            let second = try await run.deploy(Template(["A": .parameter("1")]))
            #expect(first.id != second.id)
            #expect(try await run.description("app")?.id == second.id)
        },
        LifecycleCase("A protected stack is not deleted") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            _ = try await run.calls.call(StackOperations.UpdateTerminationProtection(stack: "app", isProtected: true))
            #expect(try await run.description("app")?.isProtected == true)
            try await run.refusal(
                StackOperations.DeleteStack(stack: "app"),
                containing: "cannot be deleted while TerminationProtection is enabled")
            _ = try await run.calls.call(StackOperations.UpdateTerminationProtection(stack: "app", isProtected: false))
            #expect(try await run.delete().status == .deleteComplete)
        },
        LifecycleCase("A deletion keeps a resource with the policy Retain") { run in
            let stack = try await run.deploy(
                Template([
                    "A": .parameter("1", name: "/a", policies: ["DeletionPolicy": "Retain"]),
                    "B": .parameter("1", name: "/b"),
                ]))
            #expect(try await run.delete().status == .deleteComplete)
            #expect(try await run.stored("/a") == "1")
            #expect(try await run.stored("/b") == nil)
            #expect(try await run.resourceEvents(stack.id).contains("A DELETE_SKIPPED"))
        },
        LifecycleCase("A deletion begins with what nothing depends on") { run in
            let stack = try await run.deploy(Template(["A": .parameter("1"), "B": .parameter("1", after: ["A"])]))
            try await run.delete()
            let deleted = try await run.resourceEvents(stack.id).filter { $0.hasSuffix("DELETE_COMPLETE") }
            #expect(deleted == ["B DELETE_COMPLETE", "A DELETE_COMPLETE"])
        },
        LifecycleCase("A stack whose export is in use is not deleted") { run in
            var source = Template(["A": .parameter("1")])
            source.outputs = ["X": ["Value": .ref("A"), "Export": ["Name": "shared-name"]]]
            try await run.deploy(source, to: "source")
            try await run.deploy(Template(["B": .parameter(["Fn::ImportValue": "shared-name"])]), to: "user")
            _ = try? await run.calls.call(StackOperations.DeleteStack(stack: "source"))
            let stack = try await run.settled("source")
            #expect(stack.status == .createComplete || stack.status == .deleteFailed)
        },
    ]

    private static func stuck(_ run: LifecycleRun) async throws -> StackDescription {
        let template = Template(["Bucket": .resource("AWS::S3::Bucket"), "A": .parameter("1", name: "/a")])
        try await run.deploy(template)
        let bucket = try #require(try await run.physicalIDs()["Bucket"])
        _ = try await run.calls.call(
            ObjectOperations.PutObject(location: try run.calls.location(bucket), key: "x", body: [1]))
        return try await run.delete()
    }

    static let failedDeletions: [LifecycleCase] = [
        LifecycleCase("A bucket with objects makes a deletion fail") { run in
            let stack = try await stuck(run)
            #expect(stack.status == .deleteFailed)
            #expect(stack.statusReason?.contains("The following resource(s) failed to delete: [Bucket].") == true)
            #expect(try await run.stored("/a") == nil)
            let failed = try await run.events().last { $0.status == .deleteFailed && $0.logicalID == "Bucket" }
            #expect(failed?.reason?.contains("not empty") == true)
        },
        LifecycleCase("A failed deletion succeeds after its cause is gone") { run in
            _ = try await stuck(run)
            let bucket = try #require(try await run.physicalIDs()["Bucket"])
            _ = try await run.calls.call(
                ObjectOperations.DeleteObjects(location: try run.calls.location(bucket), entries: [.init(key: "x")]))
            #expect(try await run.delete().status == .deleteComplete)
        },
        LifecycleCase("A failed deletion can leave resources out") { run in
            _ = try await stuck(run)
            #expect(try await run.delete(retaining: ["Bucket"]).status == .deleteComplete)
        },
        LifecycleCase("A failed deletion can be forced") { run in
            _ = try await stuck(run)
            #expect(try await run.delete(mode: "FORCE_DELETE_STACK").status == .deleteComplete)
        },
        LifecycleCase("Resources are left out only of a deletion that failed") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            try await run.refusal(
                StackOperations.DeleteStack(stack: "app", retainedResources: ["A"]), containing: "DELETE_FAILED")
        },
        LifecycleCase("Only a deletion that failed can be forced") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            try await run.refusal(
                StackOperations.DeleteStack(stack: "app", deletionMode: "FORCE_DELETE_STACK"),
                containing: "DELETE_FAILED")
        },
        LifecycleCase("A stack whose deletion failed cannot be updated") { run in
            _ = try await stuck(run)
            try await run.refusal(
                StackOperations.CreateChangeSet(
                    stack: "app", name: "next", kind: .update, template: Template(["A": .parameter("3")]).json,
                    parameters: [], capabilities: []),
                containing: "is in DELETE_FAILED state and can not be updated")
        },
    ]
}
