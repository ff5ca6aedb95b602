import AWSOperations
import DeployEngineTesting
import Testing

extension LifecycleCase {
    /// Begins an update of `A` after which a wait condition waits, and then `Last` is made.
    private static func beginUpdate(_ run: LifecycleRun, token: String? = nil) async throws {
        try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
        let template = Template([
            "A": .parameter("2", name: "/a"), "Last": .parameter("1", name: "/last", after: ["Wait"]),
        ])
        let changeSet = try await run.changeSet(template.with(waiting(120, after: ["A"])), name: "update")
        try await run.execute(changeSet, token: token)
        try await run.reachesWaiting()
    }

    private static func signal(_ run: LifecycleRun) async throws {
        try await run.world.signal(try #require(try await run.physicalIDs()["Handle"]))
    }

    static let cancellations: [LifecycleCase] = [
        LifecycleCase("A cancelled update is rolled back") { run in
            try await beginUpdate(run)
            _ = try await run.calls.call(StackOperations.CancelUpdateStack(stack: "app"))
            try await signal(run)
            #expect(try await run.settled().status == .updateRollbackComplete)
            #expect(try await run.stored("/a") == "1")
        },
        LifecycleCase("The resource in flight ends before a cancelled update is rolled back") { run in
            try await beginUpdate(run)
            _ = try await run.calls.call(StackOperations.CancelUpdateStack(stack: "app"))
            try await run.world.pause()
            #expect(try await run.description("app")?.status == .updateInProgress)
            try await signal(run)
            _ = try await run.settled()
            let events = try await run.events().map { "\($0.logicalID) \($0.status)" }
            let ended = try #require(events.firstIndex { $0.hasPrefix("Wait") && $0.hasSuffix("_COMPLETE") })
            #expect(ended < (try #require(events.firstIndex(of: "app UPDATE_ROLLBACK_IN_PROGRESS"))))
        },
        LifecycleCase("A cancelled update begins no further resource") { run in
            try await beginUpdate(run)
            _ = try await run.calls.call(StackOperations.CancelUpdateStack(stack: "app"))
            try await signal(run)
            _ = try await run.settled()
            #expect(try await !run.resourceEvents().contains { $0.hasPrefix("Last") })
        },
        LifecycleCase("The rollback of a cancelled update says that a user began it") { run in
            try await beginUpdate(run)
            _ = try await run.calls.call(StackOperations.CancelUpdateStack(stack: "app", clientRequestToken: "cancel"))
            try await signal(run)
            _ = try await run.settled()
            let event = try await run.events().first { $0.status == .updateRollbackInProgress }
            #expect(event?.reason == "User Initiated" && event?.clientRequestToken == "cancel")
        },
        LifecycleCase("A stack that is not being updated cannot be cancelled") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            try await run.refusal(
                StackOperations.CancelUpdateStack(stack: "app"),
                containing: "CancelUpdateStack cannot be called from current stack status")
        },
        LifecycleCase("A creation cannot be cancelled, but deleted") { run in
            let changeSet = try await run.changeSet(
                Template(["A": .parameter("1", name: "/a")]).with(waiting(120, after: ["A"])))
            try await run.execute(changeSet)
            try await run.reachesWaiting()
            try await run.refusal(
                StackOperations.CancelUpdateStack(stack: "app"),
                containing: "CancelUpdateStack cannot be called from current stack status")
            let handle = try #require(try await run.physicalIDs()["Handle"])
            _ = try await run.calls.call(StackOperations.DeleteStack(stack: "app"))
            try? await run.world.signal(handle)
            #expect(try await run.settled(changeSet.stackID).status == .deleteComplete)
            #expect(try await run.stored("/a") == nil)
        },
    ]

    /// Brings a stack to `UPDATE_ROLLBACK_FAILED` because of `A`.
    private static func failRollback(_ run: LifecycleRun) async throws {
        try await run.deploy(Template(["A": .parameter("1", name: "/a"), "B": .parameter("1", name: "/b")]))
        try run.world.order(
            FakeFailure("A", .update, duringRollback: true, message: "A is locked", code: "ResourceConflict"))
        let stack = try await run.deploy(
            Template(["A": .parameter("2", name: "/a"), "B": .parameter("2", name: "/b")]).with(
                waiting(1, after: ["A", "B"])))
        #expect(stack.status == .updateRollbackFailed)
        #expect(stack.statusReason?.contains("failed to update: [A]") == true)
    }

    static let continuations: [LifecycleCase] = [
        LifecycleCase("A rollback that fails can be continued after its cause is gone") { run in
            try await failRollback(run)
            try run.world.removeOrders()
            _ = try await run.calls.call(StackOperations.ContinueUpdateRollback(stack: "app"))
            #expect(try await run.settled().status == .updateRollbackComplete)
            #expect(try await run.stored("/a") == "1")
            #expect(try await run.stored("/b") == "1")
        },
        LifecycleCase("A rollback that fails again stays failed") { run in
            try await failRollback(run)
            _ = try await run.calls.call(StackOperations.ContinueUpdateRollback(stack: "app"))
            #expect(try await run.settled().status == .updateRollbackFailed)
        },
        LifecycleCase("A continued rollback leaves out the resources to skip") { run in
            try await failRollback(run)
            _ = try await run.calls.call(StackOperations.ContinueUpdateRollback(stack: "app", resourcesToSkip: ["A"]))
            #expect(try await run.settled().status == .updateRollbackComplete)
            #expect(try await run.stored("/a") == "2")
            #expect(try await run.stored("/b") == "1")
        },
        LifecycleCase("A resource whose rollback did not fail cannot be skipped") { run in
            try await failRollback(run)
            try await run.refusal(
                StackOperations.ContinueUpdateRollback(stack: "app", resourcesToSkip: ["B"]), containing: "[B]")
        },
        LifecycleCase("A forced rollback leaves out what fails again") { run in
            try await failRollback(run)
            _ = try await run.calls.call(StackOperations.ContinueUpdateRollback(stack: "app", forcesRollback: true))
            #expect(try await run.settled().status == .updateRollbackComplete)
        },
        LifecycleCase("A forced rollback has no resources to skip") { run in
            try await failRollback(run)
            try await run.refusal(
                StackOperations.ContinueUpdateRollback(stack: "app", resourcesToSkip: ["A"], forcesRollback: true),
                containing: "mutually exclusive")
        },
        LifecycleCase("A stack whose rollback failed can be deleted") { run in
            try await failRollback(run)
            try run.world.removeOrders()
            #expect(try await run.delete().status == .deleteComplete)
        },
        LifecycleCase("A stack whose rollback failed cannot be updated") { run in
            try await failRollback(run)
            try await run.refusal(
                StackOperations.CreateChangeSet(
                    stack: "app", name: "next", kind: .update, template: Template(["A": .parameter("3")]).json,
                    parameters: [], capabilities: []),
                containing: "is in UPDATE_ROLLBACK_FAILED state and can not be updated")
        },
        LifecycleCase("Only a rollback that failed can be continued") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            try await run.refusal(StackOperations.ContinueUpdateRollback(stack: "app"), containing: "ontinue")
        },
    ]
}
