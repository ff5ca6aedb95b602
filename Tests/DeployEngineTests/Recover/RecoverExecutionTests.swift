import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import HTTPCore
import Testing

@Suite
struct RecoverExecutionTests {
    /// A status, and the way a process leaves a stack in it.
    struct Case: Sendable, CustomTestStringConvertible {
        var status: String
        var isNew = true
        var failures: [FakeFailure] = []
        var disablesRollback: Bool?
        var executes = true
        var settles = true
        var wait = 0
        var deletes = false
        var options = RecoverOptions(allowedLosses: ["Data"])
        /// The outcome that the ledger then tells.
        var outcome = "rolled back"

        var testDescription: String { status + (isNew ? " of a creation" : " of an update") }
    }

    static let cases: [Case] = [
        Case(status: "REVIEW_IN_PROGRESS", executes: false, outcome: "failed"),
        Case(status: "CREATE_IN_PROGRESS", settles: false, outcome: "failed"),
        Case(status: "CREATE_FAILED", failures: [FakeFailure("B", .create, times: 1)], disablesRollback: true),
        Case(
            status: "ROLLBACK_IN_PROGRESS", failures: [FakeFailure("B", .create, after: .seconds(1), times: 1)],
            settles: false, wait: 1000),
        Case(status: "ROLLBACK_COMPLETE", failures: [FakeFailure("B", .create, times: 1)]),
        Case(
            status: "ROLLBACK_FAILED",
            failures: [FakeFailure("B", .create, times: 1), FakeFailure("A", .delete, duringRollback: true, times: 1)]),
        Case(status: "UPDATE_IN_PROGRESS", isNew: false, settles: false, outcome: "failed"),
        Case(status: "UPDATE_COMPLETE", isNew: false, outcome: "failed"),
        Case(
            status: "UPDATE_FAILED", isNew: false, failures: [FakeFailure("B", .update, times: 1)],
            disablesRollback: true),
        Case(
            status: "UPDATE_ROLLBACK_IN_PROGRESS", isNew: false,
            failures: [FakeFailure("B", .update, after: .seconds(1), times: 1)],
            settles: false, wait: 1000),
        Case(status: "UPDATE_ROLLBACK_COMPLETE", isNew: false, failures: [FakeFailure("B", .update, times: 1)]),
        Case(
            status: "UPDATE_ROLLBACK_FAILED", isNew: false,
            failures: [FakeFailure("B", .update, times: 1), FakeFailure("A", .update, duringRollback: true, times: 1)]),
        Case(
            status: "UPDATE_ROLLBACK_FAILED", isNew: false,
            failures: [FakeFailure("B", .update, times: 1), FakeFailure("A", .update, duringRollback: true)],
            options: RecoverOptions(skips: true, allowedLosses: ["Data"])),
        Case(status: "DELETE_IN_PROGRESS", isNew: false, settles: false, deletes: true),
        Case(status: "DELETE_FAILED", isNew: false, failures: [FakeFailure("A", .delete, times: 1)], deletes: true),
        Case(
            status: "DELETE_FAILED", isNew: false, failures: [FakeFailure("A", .delete)], deletes: true,
            options: RecoverOptions(retains: true, allowedLosses: ["Data"])),
    ]

    @Test("Recovery leads out of each stuck status, closes the dead release and leaves no lease", arguments: cases)
    func recovers(from stuck: Case) async throws {
        let environment = try StuckEnvironment()
        if !stuck.isNew { try await environment.change(StuckEnvironment.template("0"), token: "first") }
        let release = try await environment.begin()
        environment.fail(stuck.failures)
        if !stuck.settles { environment.slowDown() }
        if stuck.deletes {
            _ = try await environment.context.calls.call(
                StackOperations.DeleteStack(stack: environment.stack, clientRequestToken: release.requestToken))
            if stuck.settles { environment.aws.settle() } else { environment.aws.clock.advance(by: .seconds(1)) }
        } else {
            try await environment.change(
                StuckEnvironment.template("1"), token: release.requestToken, disablesRollback: stuck.disablesRollback,
                executes: stuck.executes, settles: stuck.settles)
        }
        // The dead process's lease expires.
        environment.aws.clock.advance(by: .seconds(400 + stuck.wait))
        #expect(try await environment.status == stuck.status)

        let recovery = environment.recovery(stuck.options)
        let plan = try await recovery.plan()
        #expect(plan.refusals.isEmpty)
        let result = try await recovery.run(plan)
        #expect(result.obstacle == nil && result.rest.refusals.isEmpty)
        #expect(environment.keys == ["releases/0001.json"])
        let closed = try #require(try await environment.ledger.get(1)).release
        #expect(!closed.outcome.isOpen)
        #expect(result.closed[1] == closed.outcome)
        #expect(closed.notes.contains { $0.contains("infra-cli recover dev") })
        #expect(closed.outcome.state == stuck.outcome, "\(closed.outcome)")
        // Nothing is left to recover, and the next deployment succeeds.
        #expect(try await environment.recovery(stuck.options).plan().isEmpty)
        environment.aws.change { world in world.service(FakeCloudFormation.self)?.failures = [] }
        try await environment.change(StuckEnvironment.template("2"), token: "next")
        let status = try #require(try await environment.status)
        #expect(status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE")
    }

    @Test("Recovery keeps its hands off a stack whose data would be lost")
    func keepsData() async throws {
        let environment = try StuckEnvironment()
        let release = try await environment.begin()
        environment.fail([FakeFailure("B", .create)])
        try await environment.change(
            StuckEnvironment.template("1"), token: release.requestToken, disablesRollback: true)
        environment.aws.clock.advance(by: .seconds(400))
        let recovery = environment.recovery()
        let plan = try await recovery.plan()
        #expect(plan.refusals.first?.contains("Data (AWS::SQS::Queue)") == true)
        let result = try await recovery.run(plan)
        #expect(try await environment.status == "CREATE_FAILED")
        #expect(result.rest.refusals == plan.refusals)
        #expect(result.closed[1]?.isOpen == false)
    }

    @Test("A step that was not shown is not performed")
    func unannounced() async throws {
        let environment = try StuckEnvironment()
        try await environment.change(StuckEnvironment.template("0"), token: "first")
        let release = try await environment.begin()
        environment.aws.clock.advance(by: .seconds(400))
        let recovery = environment.recovery(RecoverOptions(allowedLosses: ["Data"]))
        let plan = try await recovery.plan()
        // After the plan was shown, the stack got stuck.
        environment.fail([FakeFailure("B", .update, times: 1)])
        try await environment.change(
            StuckEnvironment.template("1"), token: release.requestToken, disablesRollback: true)
        let result = try await recovery.run(plan)
        #expect(result.obstacle?.contains("not shown before") == true)
        #expect(try await environment.status == "UPDATE_FAILED")
    }

    @Test("A running update of a dead process is cancelled on request")
    func aborts() async throws {
        let environment = try StuckEnvironment()
        try await environment.change(StuckEnvironment.template("0"), token: "first")
        let release = try await environment.begin()
        environment.aws.change { world in
            world.service(FakeCloudFormation.self)?.settings.durations["A"] = .seconds(3600)
        }
        try await environment.change(StuckEnvironment.template("1"), token: release.requestToken, settles: false)
        environment.aws.clock.advance(by: .seconds(400))
        let recovery = environment.recovery(RecoverOptions(aborts: true))
        let plan = try await recovery.plan()
        #expect(plan.steps.first == .cancelUpdate(stack: environment.stack))
        let result = try await recovery.run(plan)
        #expect(result.obstacle == nil)
        #expect(try await environment.status == "UPDATE_ROLLBACK_COMPLETE")
        guard case .rolledBack(.service, _)? = result.closed[1] else {
            Issue.record("expected a rolled back release, got \(String(describing: result.closed[1]))")
            return
        }
    }

    @Test(
        "Recovery that dies at any call can be run again to the same end",
        arguments: Array(stride(from: 1, through: 60, by: 4)))
    func dies(after calls: Int) async throws {
        let environment = try StuckEnvironment()
        let release = try await environment.begin()
        environment.fail([FakeFailure("B", .create, times: 1)])
        try await environment.change(StuckEnvironment.template("1"), token: release.requestToken)
        environment.aws.clock.advance(by: .seconds(400))
        let options = RecoverOptions(allowedLosses: ["Data"])
        let last = environment.aws.calls.count + calls
        environment.aws.setFault { _, number in
            number > last ? .transport(.init(.connection, "the process was killed")) : nil
        }
        let first = environment.recovery(options)
        if let plan = try? await first.plan() { _ = try? await first.run(plan) }
        environment.aws.setFault { _, _ in nil }
        environment.aws.clock.advance(by: .seconds(600))
        let second = environment.recovery(options)
        let plan = try await second.plan()
        let result = try await second.run(plan)
        #expect(result.obstacle == nil && result.rest.isEmpty)
        #expect(environment.keys == ["releases/0001.json"])
        #expect(try await environment.ledger.get(1)?.release.outcome.isOpen == false)
        #expect(try await environment.status == nil)
    }
}
