import AWSOperations
import DeployEngineTesting
import Testing

extension LifecycleCase {
    private static func detect(_ run: LifecycleRun) async throws
        -> StackOperations.DescribeStackDriftDetectionStatus.Output
    {
        let id = try await run.calls.call(StackOperations.DetectStackDrift(stack: "app")).id
        for _ in 0..<300 {
            let detection = try await run.calls.call(StackOperations.DescribeStackDriftDetectionStatus(id: id))
            if detection.status != .detectionInProgress { return detection }
            try await run.world.pause()
        }
        throw LifecycleRun.TimeoutError(what: "the detection of drift")
    }

    private static func resourceDrifts(_ run: LifecycleRun) async throws -> [ResourceDrift] {
        try await run.calls.call(StackOperations.DescribeStackResourceDrifts(stack: "app")).drifts
    }

    static let drifts: [LifecycleCase] = [
        LifecycleCase("A stack as it was deployed has not drifted") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            let detection = try await detect(run)
            #expect(
                detection.status == .detectionComplete && detection.driftStatus == "IN_SYNC"
                    && detection.driftedCount == 0)
            #expect(try await resourceDrifts(run).map(\.status) == [.inSync])
        },
        LifecycleCase("A value that was changed elsewhere is a drift") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            _ = try await run.calls.call(
                ParameterOperations.PutParameter(name: "/a", value: "9", type: "String", overwrites: true))
            let detection = try await detect(run)
            #expect(detection.driftStatus == "DRIFTED" && detection.driftedCount == 1)
            let drift = try #require(try await resourceDrifts(run).first)
            #expect(drift.status == .modified)
            let difference = try #require(drift.differences.first)
            #expect(
                difference.path == "/Value" && difference.expected == "1" && difference.actual == "9"
                    && difference.kind == "NOT_EQUAL")
        },
        LifecycleCase("A resource that was deleted elsewhere is a drift") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            _ = try await run.calls.call(ParameterOperations.DeleteParameter(name: "/a"))
            #expect(try await detect(run).driftStatus == "DRIFTED")
            #expect(try await resourceDrifts(run).map(\.status) == [.deleted])
        },
        LifecycleCase("The drift of a stack is not detected while it changes") { run in
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]).with(waiting(60)))
            try await run.execute(changeSet)
            try await run.reachesWaiting()
            try await run.refusal(StackOperations.DetectStackDrift(stack: "app"), containing: "CREATE_IN_PROGRESS")
            try await run.world.signal(try #require(try await run.physicalIDs()["Handle"]))
            _ = try await run.settled()
        },
        LifecycleCase("A change set that reverts drift names what drifted and brings it back") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            _ = try await run.calls.call(
                ParameterOperations.PutParameter(name: "/a", value: "9", type: "String", overwrites: true))
            _ = try await detect(run)
            let changeSet = try await run.changeSet(
                Template(["A": .parameter("1", name: "/a")]), name: "revert", deploymentMode: "REVERT_DRIFT")
            let change = try #require(changeSet.changes.first)
            #expect(change.driftStatus == .modified && change.details.first?.target?.drift?.actualValue == "9")
            try await run.execute(changeSet)
            #expect(try await run.settled().status == .updateComplete)
            #expect(try await run.stored("/a") == "1")
        },
    ]

    private static let imported = ResourceToImport(
        type: "AWS::SSM::Parameter", logicalID: "A", identifier: ["Name": "/a"])

    static let imports: [LifecycleCase] = [
        LifecycleCase("A resource that exists becomes a stack's own") { run in
            _ = try await run.calls.call(ParameterOperations.PutParameter(name: "/a", value: "1", type: "String"))
            let changeSet = try await run.changeSet(
                Template(["A": .parameter("1", name: "/a", policies: ["DeletionPolicy": "Retain"])]), kind: .import,
                imports: [imported])
            #expect(changeSet.changes.map(\.action.rawValue) == ["Import"])
            try await run.execute(changeSet)
            #expect(try await run.settled().status == .importComplete)
            #expect(try await run.physicalIDs() == ["A": "/a"])
            #expect(try await run.statuses().contains("IMPORT_IN_PROGRESS"))
        },
        LifecycleCase("A stack that imported a resource is updated as any other") { run in
            _ = try await run.calls.call(ParameterOperations.PutParameter(name: "/a", value: "1", type: "String"))
            let changeSet = try await run.changeSet(
                Template(["A": .parameter("1", name: "/a", policies: ["DeletionPolicy": "Retain"])]), kind: .import,
                imports: [imported])
            try await run.execute(changeSet)
            _ = try await run.settled()
            let stack = try await run.deploy(
                Template(["A": .parameter("2", name: "/a", policies: ["DeletionPolicy": "Retain"])]))
            #expect(stack.status == .updateComplete)
            #expect(try await run.stored("/a") == "2")
        },
        LifecycleCase("A resource to import needs a deletion policy") { run in
            _ = try await run.calls.call(ParameterOperations.PutParameter(name: "/a", value: "1", type: "String"))
            try await run.refusal(
                StackOperations.CreateChangeSet(
                    stack: "app", name: "import", kind: .import,
                    template: Template(["A": .parameter("1", name: "/a")]).json,
                    parameters: [], capabilities: [], resourcesToImport: [imported]), containing: "DeletionPolicy")
        },
        LifecycleCase("The import of a resource that does not exist fails its change set") { run in
            let changeSet = try await run.changeSet(
                Template(["A": .parameter("1", name: "/a", policies: ["DeletionPolicy": "Retain"])]), kind: .import,
                imports: [imported])
            #expect(changeSet.status == .failed)
            #expect(changeSet.statusReason?.contains("/a") == true)
        },
        LifecycleCase("A failed import gives its resources back") { run in
            try await run.deploy(Template(["B": .parameter("1")]))
            _ = try await run.calls.call(ParameterOperations.PutParameter(name: "/a", value: "1", type: "String"))
            try run.world.order(FakeFailure("A", .importing, duringRollback: false))
            let changeSet = try await run.changeSet(
                Template([
                    "A": .parameter("1", name: "/a", policies: ["DeletionPolicy": "Retain"]), "B": .parameter("1"),
                ]),
                name: "import", kind: .import, imports: [imported])
            try await run.execute(changeSet)
            #expect(try await run.settled().status == .importRollbackComplete)
            #expect(try await run.stored("/a") == "1")
            #expect(Set(try await run.physicalIDs().keys) == ["B"])
        },
        LifecycleCase("The rollback of an import can fail") { run in
            try await run.deploy(Template(["B": .parameter("1")]))
            _ = try await run.calls.call(ParameterOperations.PutParameter(name: "/a", value: "1", type: "String"))
            try run.world.order(FakeFailure("A", .importing, duringRollback: false))
            try run.world.order(FakeFailure("A", .importing, duringRollback: true))
            let changeSet = try await run.changeSet(
                Template([
                    "A": .parameter("1", name: "/a", policies: ["DeletionPolicy": "Retain"]), "B": .parameter("1"),
                ]),
                name: "import", kind: .import, imports: [imported])
            try await run.execute(changeSet)
            #expect(try await run.settled().status == .importRollbackFailed)
        },
    ]
}
