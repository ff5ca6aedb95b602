import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite struct StackExecutionTests {
    /// An update that succeeds after a minute.
    private static let success: [ScriptedStack.Step] = [
        .init(0, .updateInProgress, [.sample("stack", .updateInProgress)]),
        .init(20, nil, [.sample("Bucket", .updateInProgress, at: 20)]),
        .init(40, nil, [.sample("Bucket", .updateComplete, at: 40)]),
        .init(60, .updateComplete, [.sample("stack", .updateComplete, at: 60)]),
    ]
    /// An update that is rolled back.
    private static let rollback: [ScriptedStack.Step] = [
        .init(0, .updateInProgress, [.sample("stack", .updateInProgress)]),
        .init(20, nil, [.sample("Bucket", .updateFailed, "exists", at: 20)]),
        .init(21, .updateRollbackInProgress, [.sample("stack", .updateRollbackInProgress, at: 21)]),
        .init(60, .updateRollbackComplete, [.sample("stack", .updateRollbackComplete, at: 60)]),
    ]

    // MARK: Outcomes

    @Test("An update is executed with the release's token and followed to its success")
    func success() async throws {
        let world = ScriptedStack(Self.success)
        guard case .succeeded(let stack) = try await world.execution().run() else { throw CancellationError() }
        #expect(stack.outputs["Service"] == Sample.service)
        let execution = try #require(world.calls.calls(of: StackOperations.ExecuteChangeSet.self).first)
        #expect(execution.clientRequestToken == Sample.token)
        #expect(world.seconds < 75)
        let resources = world.facts.filter { if case .resource = $0 { true } else { false } }
        #expect(resources.count == 4, "each event once")
        #expect(world.facts.last == .stackEnded(stack: Sample.stack, status: "UPDATE_COMPLETE"))
        #expect(world.heartbeats.count > 5)
        let reads = world.calls.calls(of: StackOperations.DescribeStacks.self).dropFirst()
        #expect(reads.allSatisfy { $0.stack == Sample.stackID }, "polled by id")
    }

    @Test("A rolled back update has its first failure, and evidence was asked for while the stack still ran")
    func rollback() async throws {
        let world = ScriptedStack(Self.rollback)
        guard case .rolledBack(let failure) = try await world.execution().run() else { throw CancellationError() }
        #expect(failure.causes.map(\.logicalID) == ["Bucket"])
        #expect(failure.status == .updateRollbackComplete)
        #expect(world.evidence.map(\.trigger) == [.resourceFailed])
    }

    @Test("An update whose clean-up runs has succeeded")
    func cleanup() async throws {
        let world = ScriptedStack([
            .init(0, .updateInProgress), .init(30, .updateCompleteCleanupInProgress), .init(3000, .updateComplete),
        ])
        guard case .succeeded(let stack) = try await world.execution().run() else { throw CancellationError() }
        #expect(stack.status == .updateCompleteCleanupInProgress)
        #expect(world.seconds < 60)
    }

    @Test("Reads that lag behind the execution are not taken for its end", arguments: [5, 20, 60])
    func staleness(seconds: Double) async throws {
        let world = ScriptedStack(staleness: seconds, Self.success)
        guard case .succeeded = try await world.execution().run() else { throw CancellationError() }
        #expect(world.seconds >= 60)
        let failing = ScriptedStack(staleness: seconds, Self.rollback)
        guard case .rolledBack = try await failing.execution().run() else { throw CancellationError() }
    }

    @Test("An operation that runs is adopted without executing anything")
    func adoption() async throws {
        let world = ScriptedStack(Self.rollback)
        world.execute()
        guard case .rolledBack(let failure) = try await world.execution(changeSet: nil).run() else {
            throw CancellationError()
        }
        #expect(!world.calls.names.contains("ExecuteChangeSet"))
        #expect(failure.causes.first?.logicalID == "Bucket")
    }

    @Test("A second process whose change set was executed by the first adopts the operation")
    func secondProcess() async throws {
        for code in ["ChangeSetNotFound", "InvalidChangeSetStatus", "TokenAlreadyExistsException"] {
            let world = ScriptedStack(Self.success)
            world.execute()
            world.calls.on(StackOperations.ExecuteChangeSet.self) { (_, _) throws(AWSError) in throw .scripted(code) }
            guard case .succeeded = try await world.execution().run() else { throw CancellationError() }
        }
        let foreign = ScriptedStack([])
        foreign.calls.on(StackOperations.ExecuteChangeSet.self) { (_, _) throws(AWSError) in
            throw .scripted("ChangeSetNotFound")
        }
        await #expect(throws: EngineError.self) { try await foreign.execution().run() }
    }

    @Test("An execution without a response is repeated with the same token if it had no effect, and only then")
    func lostResponse() async throws {
        for hadEffect in [true, false] {
            let world = ScriptedStack(Self.success)
            world.calls.on(StackOperations.ExecuteChangeSet.self) { [unowned world] (_, count) throws(AWSError) in
                if hadEffect || count > 0 { world.execute() }
                if count == 0 { throw .scripted("", "service unavailable", status: 503) }
                return EmptyOutput()
            }
            guard case .succeeded = try await world.execution().run() else { throw CancellationError() }
            #expect(world.calls.calls(of: StackOperations.ExecuteChangeSet.self).count == (hadEffect ? 1 : 2))
        }
    }

    // MARK: Failing reads

    @Test("Failing event reads cost a warning and never the outcome")
    func eventErrors() async throws {
        let world = ScriptedStack(Self.success)
        world.calls.failing { $0.name == "DescribeStackEvents" ? .scripted("AccessDenied") : nil }
        guard case .succeeded = try await world.execution().run() else { throw CancellationError() }
        #expect(world.texts.count { $0.contains("events") } == 1)
    }

    @Test("Expired credentials detach at once, without another call")
    func expired() async throws {
        let world = ScriptedStack(Self.success)
        world.calls.failing { [unowned world] entry in
            world.seconds > 20
                ? .scripted("ExpiredToken", "The security token included in the request is expired") : nil
        }
        do throws(EngineError) {
            _ = try await world.execution(world.context(paces: true)).run()
            Issue.record("no error")
        } catch {
            #expect(error.code == .detached)
            #expect(error.description.contains("infra-cli attach"))
        }
        let late = world.calls.entries.filter { $0.at > .seconds(20) }
        #expect(late.count <= 2 && Set(late.map(\.name)).count == late.count, "\(late.map(\.name))")
    }

    @Test("An outage is waited for, and only one of many minutes detaches")
    func outage() async throws {
        for (end, survives) in [(300.0, true), (5000.0, false)] {
            let world = ScriptedStack(Self.success)
            world.calls.failing { [unowned world] _ in
                (10..<end).contains(world.seconds)
                    ? AWSError(
                        .service, service: "CloudFormation", operation: "x", code: "InternalError", message: "",
                        status: 500)
                    : nil
            }
            do throws(EngineError) {
                _ = try await world.execution().run()
                #expect(survives)
            } catch {
                #expect(!survives && error.code == .detached)
                #expect((900..<1000).contains(world.seconds))
            }
        }
    }

    @Test("An accepted execution of which nothing is ever shown detaches after ten minutes")
    func neverBegins() async {
        let world = ScriptedStack(staleness: 100_000, [])
        await #expect(throws: EngineError.self) { try await world.execution().run() }
        #expect((600..<700).contains(world.seconds))
    }

    // MARK: Interrupts

    @Test("Ctrl-C before the execution deploys nothing")
    func interruptBefore() async throws {
        let world = ScriptedStack(Self.success)
        let context = world.context(interrupts: [(at: 0, .cancel)])
        #expect(try await world.execution(context).run() == .cancelled(nil))
        #expect(!world.isExecuted && world.calls.entries.isEmpty)
    }

    @Test("Detaching leaves the operation alone")
    func detach() async throws {
        let world = ScriptedStack(Self.success)
        let context = world.context(interrupts: [(at: 25, .detach)])
        #expect(try await world.execution(context).run() == .detached)
        #expect(world.seconds < 27, "within a second or two")
        #expect(!world.calls.names.contains("CancelUpdateStack"))
    }

    @Test("Cancelling an update rolls it back, and a second interrupt asks AWS nothing again")
    func cancelUpdate() async throws {
        let world = ScriptedStack([.init(0, .updateInProgress, [.sample("stack", .updateInProgress)])])
        world.calls.on(StackOperations.CancelUpdateStack.self) { [unowned world] (_, _) throws(AWSError) in
            world.proceed([
                .init(
                    1, .updateRollbackInProgress,
                    [.sample("stack", .updateRollbackInProgress, "User Initiated", at: 26, token: "weir-7-cancel")]),
                .init(
                    40, .updateRollbackComplete,
                    [.sample("stack", .updateRollbackComplete, at: 66, token: "weir-7-cancel")]),
            ])
            return EmptyOutput()
        }
        let context = world.context(interrupts: [(at: 25, .cancel), (at: 40, .cancel)])
        guard case .cancelled(let failure?) = try await world.execution(context).run() else {
            throw CancellationError()
        }
        #expect(failure.status == .updateRollbackComplete)
        #expect(world.calls.calls(of: StackOperations.CancelUpdateStack.self).count == 1)
    }

    @Test("A creation is cancelled by its deletion, unless that deletes data")
    func cancelCreation() async throws {
        for isStateful in [false, true] {
            let world = ScriptedStack(
                before: .reviewInProgress,
                [
                    .init(0, .createInProgress, [.sample("stack", .createInProgress)]),
                    .init(10, nil, [.sample("Database", .createComplete, at: 10, type: "AWS::RDS::DBInstance")]),
                    .init(60, .createComplete, [.sample("stack", .createComplete, at: 60)]),
                ])
            world.calls.on(StackOperations.DeleteStack.self) { [unowned world] (_, _) throws(AWSError) in
                world.proceed([.init(0, .deleteInProgress), .init(20, .deleteComplete)])
                return EmptyOutput()
            }
            var execution = world.execution(world.context(interrupts: [(at: 25, .cancel)]))
            if isStateful { execution.statefulIDs = ["Database", "Bucket"] }
            switch try await execution.run() {
            case .cancelled: #expect(!isStateful)
            case .succeeded:
                #expect(isStateful)
                #expect(world.texts.contains { $0.contains("would delete Database") })
            default: Issue.record("another outcome")
            }
        }
    }

    @Test(
        "It is too late to cancel once the new state is live or the rollback runs",
        arguments: [
            StackStatus.updateRollbackInProgress, .deleteInProgress,
        ])
    func cancelTooLate(status: StackStatus) async throws {
        let world = ScriptedStack([.init(0, status), .init(60, .updateRollbackComplete)])
        let context = world.context(interrupts: [(at: 20, .cancel)])
        guard case .cancelled = try await world.execution(context).run() else { throw CancellationError() }
        #expect(world.calls.names.allSatisfy { $0 != "CancelUpdateStack" && $0 != "DeleteStack" })
        #expect(!world.texts.isEmpty)
    }

    @Test("A cancellation before the operation is visible follows once it is")
    func cancelEarly() async throws {
        let world = ScriptedStack(staleness: 30, [.init(0, .updateInProgress)])
        world.calls.on(StackOperations.CancelUpdateStack.self) { [unowned world] (_, _) throws(AWSError) in
            world.proceed([.init(1, .updateRollbackInProgress), .init(10, .updateRollbackComplete)])
            return EmptyOutput()
        }
        let context = world.context(interrupts: [(at: 3, .cancel)])
        guard case .cancelled(.some) = try await world.execution(context).run() else { throw CancellationError() }
        #expect(world.calls.calls(of: StackOperations.CancelUpdateStack.self).count == 1)
    }

    // MARK: Deadline

    @Test("At the deadline an update is cancelled, and the outcome waits for the rollback")
    func deadline() async throws {
        let world = ScriptedStack([.init(0, .updateInProgress)])
        world.calls.on(StackOperations.CancelUpdateStack.self) { [unowned world] (_, _) throws(AWSError) in
            world.proceed([.init(1, .updateRollbackInProgress), .init(50, .updateRollbackComplete)])
            return EmptyOutput()
        }
        guard case .deadlineExceeded = try await world.execution(deadline: 100).run() else { throw CancellationError() }
        #expect((150..<170).contains(world.seconds))
        #expect(world.evidence.map(\.trigger) == [.deadline])
    }

    @Test("A rollback that never ends does not keep the deadline's outcome forever")
    func endlessRollback() async throws {
        let world = ScriptedStack([.init(0, .updateInProgress), .init(10, .updateRollbackInProgress)])
        var execution = world.execution(deadline: 100)
        execution.rollbackPatience = .seconds(600)
        guard case .deadlineExceeded = try await execution.run() else { throw CancellationError() }
        #expect((700..<730).contains(world.seconds))
    }

    @Test("A success before the deadline's cancellation takes effect is a success")
    func successAtDeadline() async throws {
        let world = ScriptedStack(Self.success)
        world.calls.on(StackOperations.CancelUpdateStack.self) { (_, _) throws(AWSError) in
            throw .scripted("ValidationError", "CancelUpdateStack cannot be called from current stack status")
        }
        switch try await world.execution(deadline: 59).run() {
        case .succeeded, .deadlineExceeded: break
        case let other: Issue.record("\(other)")
        }
    }
}
