import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite struct ChangeSetExecutionTests {
    private func error(_ body: () async throws(EngineError) -> ChangeSetOutcome) async -> EngineError? {
        do throws(EngineError) {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A change set has the changes of all pages, and its kind follows the stack's status",
        arguments: [
            (StackStatus?.none, ChangeSetKind.create), (.reviewInProgress, .create), (.createComplete, .update),
            (.updateRollbackComplete, .update), (.updateFailed, .update),
        ])
    func prepared(status: StackStatus?, kind: ChangeSetKind) async throws {
        let world = ScriptedChangeSets(stack: status)
        guard case .prepared(let found) = try await world.execution().create() else { throw CancellationError() }
        #expect(found.changes.map(\.logicalID) == ["Resource0", "Resource1", "Resource2"])
        #expect(found.nextToken == nil)
        let request = try #require(world.calls.calls(of: StackOperations.CreateChangeSet.self).first)
        #expect(request.kind == kind && request.clientToken == "weir-7")
        #expect(world.left == ["weir-7"])
    }

    @Test(
        "An empty change set means unchanged and is deleted",
        arguments: [
            ScriptedChangeSets.reason, "No updates are to be performed.",
        ])
    func unchanged(reason: String) async throws {
        let world = ScriptedChangeSets(stack: .updateComplete, result: (.failed, reason))
        #expect(try await world.execution().create() == .unchanged)
        #expect(world.left.isEmpty && world.stack == .updateComplete)
    }

    @Test("A failed first change set leaves no stack in review")
    func failedCreation() async {
        let world = ScriptedChangeSets(stack: nil, result: (.failed, "Template error"))
        let error = await error { () async throws(EngineError) in try await world.execution().create() }
        #expect(error?.code == .changeSetFailed)
        #expect(error?.message.contains("Template error") == true)
        #expect(world.left.isEmpty && world.stack == nil)
    }

    @Test("A stack in review with another change set stays")
    func otherChangeSet() async {
        let world = ScriptedChangeSets(stack: .reviewInProgress, result: (.failed, "Template error"))
        world.add("by-hand", .createComplete)
        _ = await error { () async throws(EngineError) in try await world.execution().create() }
        #expect(world.left == ["by-hand"] && world.stack == .reviewInProgress)
    }

    @Test("An interrupt at any moment leaves neither a change set nor an empty stack", arguments: [0, 1, 2, 3, 5])
    func interrupted(seconds: Int) async {
        let world = ScriptedChangeSets(stack: nil, delay: 4)
        let error = await error { () async throws(EngineError) in
            try await world.execution(world.context(interrupted: .seconds(seconds))).create()
        }
        #expect(error?.code == .interrupted)
        #expect(world.left.isEmpty && world.stack == nil)
    }

    @Test("A review creates no stack", arguments: [nil, StackStatus.reviewInProgress])
    func review(status: StackStatus?) async {
        let world = ScriptedChangeSets(stack: status)
        let error = await error { () async throws(EngineError) in try await world.execution(isReview: true).create() }
        #expect(error?.code == .notFound)
        #expect(!world.calls.names.contains("CreateChangeSet") && world.stack == status)
    }

    @Test(
        "A status that allows no change set is refused with what to do",
        arguments: [
            (StackStatus.rollbackComplete, EngineError.Code.refused), (.updateRollbackFailed, .refused),
            (.deleteFailed, .refused),
            (.updateInProgress, .conflict), (.createInProgress, .conflict), (.updateRollbackInProgress, .conflict),
        ])
    func refused(status: StackStatus, code: EngineError.Code) async {
        let world = ScriptedChangeSets(stack: status)
        let error = await error { () async throws(EngineError) in try await world.execution().create() }
        #expect(error?.code == code)
        #expect(error?.message.contains(status.rawValue) == true)
        if code == .conflict { #expect(error?.message.contains("other-release") == true, "names the other operation") }
        #expect(!world.calls.names.contains("CreateChangeSet"))
    }

    @Test("Findings of the validation name their place, and warnings do not fail")
    func findings() async throws {
        let path = "/Resources/Bucket/Properties/BucketName"
        let events = [
            OperationEvent(
                id: "1", kind: .validationError, logicalID: "Bucket", validationName: "NAME_CONFLICT_VALIDATION",
                validationStatus: "FAILED", validationReason: "the name is taken", validationPath: path,
                validationFailureMode: "FAIL"),
            OperationEvent(
                id: "2", kind: .validationError, logicalID: "Table", validationName: "SERVICE_QUOTA",
                validationStatus: "FAILED",
                validationReason: "the quota is nearly used", validationFailureMode: "WARN"),
            OperationEvent(id: "3", kind: .stackEvent, logicalID: "Table"),
        ]
        let failing = ScriptedChangeSets(stack: .updateComplete, result: (.failed, "AWS::EarlyValidation failed"))
        failing.calls.on(StackOperations.DescribeEvents.self) { (_, _) throws(AWSError) in .init(events: events) }
        let error = await error { () async throws(EngineError) in try await failing.execution().create() }
        #expect(error?.findings.map(\.isWarning) == [false, true])
        #expect(error?.findings.first?.path == path)
        #expect(error?.message.contains("\(path): the name is taken (NAME_CONFLICT_VALIDATION)") == true)
        #expect(failing.left.isEmpty)
        let passing = ScriptedChangeSets(stack: .updateComplete)
        passing.calls.on(StackOperations.DescribeEvents.self) { (_, _) throws(AWSError) in .init(events: [events[1]]) }
        guard case .prepared = try await passing.execution().create() else { throw CancellationError() }
        #expect(passing.facts.contains { if case .warning(let text) = $0 { text.contains("quota") } else { false } })
    }

    @Test("A change set of the same name is used again if its content is the same, and made again otherwise")
    func sameName() async throws {
        for (status, parameters, isAdopted) in [
            (ChangeSetStatus.createComplete, [:], true), (.createComplete, ["Image": "old"], false),
            (.failed, [:], false),
        ] as [(ChangeSetStatus, [String: String], Bool)] {
            let world = ScriptedChangeSets(stack: .updateComplete)
            world.add("weir-7", status, parameters: parameters)
            guard case .prepared = try await world.execution().create() else { throw CancellationError() }
            #expect(world.calls.names.contains("DeleteChangeSet") == !isAdopted, "\(status) \(parameters)")
            #expect(world.left == ["weir-7"])
        }
    }

    @Test("A creation without a response is repeated, and the change set that it made is used")
    func lostResponse() async throws {
        let world = ScriptedChangeSets(stack: .updateComplete)
        world.calls.failing { [unowned world] entry in
            guard entry.name == "CreateChangeSet", world.calls.names.count(where: { $0 == "CreateChangeSet" }) == 1
            else { return nil }
            world.add("weir-7", .createInProgress, parameters: ["Unlike": "the request"])
            return .scripted("", "service unavailable", status: 503)
        }
        guard case .prepared = try await world.execution().create() else { throw CancellationError() }
        #expect(!world.calls.names.contains("DeleteChangeSet"))
    }

    @Test("The clean-up of the last deployment is waited for")
    func cleanup() async throws {
        let world = ScriptedChangeSets(stack: .updateComplete)
        world.calls.on(StackOperations.DescribeStacks.self) { [unowned world] (_, _) throws(AWSError) in
            let isCleaning = world.calls.clock.elapsed < .seconds(60)
            return .init(stacks: [.sample(isCleaning ? .updateCompleteCleanupInProgress : .updateComplete)])
        }
        guard case .prepared = try await world.execution().create() else { throw CancellationError() }
        #expect(world.calls.clock.elapsed >= .seconds(60))
    }

    @Test("Discarding a change set that is gone is no error")
    func discard() async {
        let world = ScriptedChangeSets(stack: nil)
        #expect(
            await ChangeSetExecution.discard(
                "arn:aws:cloudformation:change-set/x/1", of: Sample.stackID, context: world.context()))
        world.calls.failing { $0.name == "DeleteChangeSet" ? .scripted("AccessDenied") : nil }
        #expect(await !ChangeSetExecution.discard("x", of: Sample.stackID, context: world.context()))
        #expect(world.facts.count == 1)
    }
}
