import AWSClient
import AWSOperations
import DeployEngine
import Foundation
import TestSupport
import Testing

/// Compares the watch with botocore's waiters on random histories of stacks.
@Suite(.enabled(if: PythonTool.botocore.isExpected, PythonTool.botocore.absence)) struct StackWaiterOracleTests {
    /// A history: the statuses that reads return, the last one forever.
    struct History: Sendable {
        var statuses: [StackStatus]
        /// The truth: the last status reaches the purpose.
        var succeeds: Bool
    }

    private struct Response: Encodable {
        struct Stack: Encodable {
            let status: String

            enum CodingKeys: String, CodingKey { case status = "StackStatus" }
        }

        let stacks: [Stack]

        enum CodingKeys: String, CodingKey { case stacks = "Stacks" }

        init(_ status: StackStatus) { stacks = [Stack(status: status.rawValue)] }
    }

    private static func repeated(_ statuses: [StackStatus], using generator: inout SeededGenerator) -> [StackStatus] {
        statuses.flatMap { Array(repeating: $0, count: Int.random(in: 1...3, using: &generator)) }
    }

    // The ends of each kind of operation, with the statuses on the way.
    private static let updates: [([StackStatus], Bool)] = [
        ([.updateInProgress, .updateComplete], true),
        ([.updateInProgress, .updateCompleteCleanupInProgress, .updateComplete], true),
        ([.updateInProgress, .updateFailed], false),
        ([.updateInProgress, .updateRollbackInProgress, .updateRollbackFailed], false),
        ([.updateInProgress, .updateRollbackInProgress, .updateRollbackComplete], false),
        (
            [
                .updateInProgress, .updateRollbackInProgress, .updateRollbackCompleteCleanupInProgress,
                .updateRollbackComplete,
            ], false
        ),
    ]
    private static let creations: [([StackStatus], Bool)] = [
        ([.createInProgress, .createComplete], true), ([.createInProgress, .createFailed], false),
        ([.createInProgress, .rollbackInProgress, .rollbackComplete], false),
        ([.createInProgress, .rollbackInProgress, .rollbackFailed], false),
        ([.createInProgress, .deleteInProgress, .deleteComplete], false),
        ([.createInProgress, .deleteInProgress, .deleteFailed], false),
    ]
    private static let imports: [([StackStatus], Bool)] = [
        ([.importInProgress, .importComplete], true),
        ([.importInProgress, .importRollbackInProgress, .importRollbackComplete], false),
        ([.importInProgress, .importRollbackInProgress, .importRollbackFailed], false),
    ]
    private static let deletions: [([StackStatus], Bool)] = [
        ([.deleteInProgress, .deleteComplete], true), ([.deleteInProgress, .deleteFailed], false),
    ]
    private static let rollbacks: [([StackStatus], Bool)] = [
        ([.updateRollbackInProgress, .updateRollbackComplete], true),
        ([.updateRollbackInProgress, .updateRollbackFailed], false),
        ([.rollbackInProgress, .rollbackComplete], true),
        ([.rollbackInProgress, .rollbackFailed], false),
        ([.deleteInProgress, .deleteComplete], true),
    ]

    private static func histories(_ ends: [([StackStatus], Bool)], seed: UInt64) -> [History] {
        var generator = SeededGenerator(seed: seed)
        return (0..<120).map { number in
            let (path, succeeds) = ends[number % ends.count]
            return History(statuses: repeated(path, using: &generator), succeeds: succeeds)
        }
    }

    private func ours(_ statuses: [StackStatus], purpose: StackPurpose) -> (verdict: StackVerdict, index: Int) {
        var watch = StackWatch(stack: Sample.stack, purpose: purpose, token: Sample.token, baseline: nil)
        for (index, status) in statuses.enumerated() {
            _ = watch.handle(.stack(.sample(status, operations: ["own"])))
            if watch.verdict.isFinal { return (watch.verdict, index) }
        }
        return (watch.verdict, statuses.count)
    }

    /// The waiters, the operation that each is for, and the number of its wrong verdicts that the test must meet.
    @Test(
        "The watch is right where a waiter is right, no later, and right where the waiter is wrong",
        arguments: [
            ("StackUpdateComplete", updates, StackPurpose.deploy), ("StackCreateComplete", creations, .deploy),
            ("StackImportComplete", imports, .deploy), ("StackDeleteComplete", deletions, .delete),
            ("StackRollbackComplete", rollbacks, .rollback), ("StackCreateComplete", updates, .deploy),
        ])
    func agreesOrIsBetter(waiter: String, ends: [([StackStatus], Bool)], purpose: StackPurpose) async throws {
        let histories = Self.histories(ends, seed: 20)
        let verdicts = try await WaiterOracle.judge(
            service: "cloudformation", waiter: waiter, responses: histories.map { $0.statuses.map(Response.init) })
        try #require(verdicts.count == histories.count)
        var wrong = 0
        for (history, theirs) in zip(histories, verdicts) {
            let ours = ours(history.statuses, purpose: purpose)
            let text = "\(waiter) \(history.statuses): theirs \(theirs), ours \(ours)"
            #expect(ours.verdict.isFinal, "\(text)")
            #expect((ours.verdict == .succeeded) == history.succeeds, "\(text)")
            let decisive = theirs.index.map { history.statuses[$0] }
            let isEnd = decisive == history.statuses.last || decisive == .updateCompleteCleanupInProgress
            switch theirs.state {
            case "success" where history.succeeds && isEnd: #expect(ours.index <= theirs.index ?? 0, "\(text)")
            case "failure" where !history.succeeds: #expect(ours.verdict != .succeeded, "\(text)")
            default: wrong += 1
            }
        }
        // The traps are real: these waiters are wrong on some of the histories, by success too early or by no verdict at all.
        let hasTraps =
            waiter == "StackRollbackComplete" || (waiter == "StackCreateComplete" && ends[0].0[0] == .updateInProgress)
        if hasTraps { #expect(wrong > 0, "\(waiter) was right everywhere") }
    }

    @Test("On arbitrary sequences the watch succeeds only where a status is the purpose's")
    func arbitrary() async throws {
        var generator = SeededGenerator(seed: 7)
        let all = StackStatus.known.sorted { $0.rawValue < $1.rawValue }
        let live: Set<StackStatus> = [
            .createComplete, .updateComplete, .importComplete, .updateCompleteCleanupInProgress,
        ]
        for _ in 0..<2000 {
            let statuses = (0..<Int.random(in: 1...8, using: &generator)).map { _ in generator.pick(all) }
            let result = ours(statuses, purpose: .deploy)
            if result.verdict == .succeeded { #expect(live.contains(statuses[result.index]), "\(statuses)") }
            let deletion = ours(statuses, purpose: .delete)
            if deletion.verdict == .succeeded { #expect(statuses[deletion.index] == .deleteComplete, "\(statuses)") }
        }
    }

    @Test("A deletion takes only the absence of the stack for success, not every validation error")
    func deletionTrap() {
        #expect(AWSError.scripted("ValidationError", "Stack with id weir does not exist").saysStackIsMissing)
        #expect(
            !AWSError.scripted("ValidationError", "1 validation error detected: stackName is too long")
                .saysStackIsMissing)
        #expect(!AWSError.scripted("ValidationError", "ChangeSet [weir-7] does not exist").saysStackIsMissing)
    }
}
