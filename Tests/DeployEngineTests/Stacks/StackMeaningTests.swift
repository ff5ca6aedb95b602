import AWSOperations
import DeployEngine
import Testing

@Suite struct StackMeaningTests {
    private static func statuses(allowing action: StackAction) -> Set<String> {
        Set(StackStatus.known.filter { $0.allows.contains(action) }.map(\.rawValue))
    }

    @Test(
        "An operation is allowed in the statuses that its reference names",
        arguments: [
            (
                StackAction.updateChangeSet,
                [
                    "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE",
                    "IMPORT_ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_FAILED",
                ]
            ),
            (.createChangeSet, ["REVIEW_IN_PROGRESS", "DELETE_COMPLETE"]),
            (.rollback, ["CREATE_FAILED", "UPDATE_FAILED"]),
            (.continueRollback, ["UPDATE_ROLLBACK_FAILED"]), (.cancelUpdate, ["UPDATE_IN_PROGRESS"]),
            (.deleteRetaining, ["DELETE_FAILED"]), (.forceDelete, ["DELETE_FAILED"]),
        ] as [(StackAction, [String])])
    func allowed(action: StackAction, statuses: [String]) {
        #expect(Self.statuses(allowing: action) == Set(statuses))
    }

    @Test("A stack whose first creation was undone can only be deleted")
    func rollbackComplete() {
        #expect(StackStatus.rollbackComplete.allows == [.delete])
        #expect(StackStatus.rollbackComplete.meaning.recovery == .deleteThenDeploy)
    }

    @Test(
        "A running operation can be waited for, cancelled or deleted, and nothing else",
        arguments: Array(StackStatus.known))
    func running(status: StackStatus) {
        let isRunning = status.rawValue.hasSuffix("IN_PROGRESS") && status != .reviewInProgress
        #expect(status.isInProgress == isRunning, "\(status)")
        #expect(status.allows.contains(.wait) == isRunning, "\(status)")
        if isRunning { #expect(status.allows.subtracting([.wait, .cancelUpdate, .delete]).isEmpty, "\(status)") }
        #expect(!status.meaning.sentence.isEmpty)
    }

    @Test("Every failed status names a way of recovery that it allows", arguments: Array(StackStatus.known))
    func recovery(status: StackStatus) {
        let needed: [StackRecovery: StackAction] = [
            .rollback: .rollback, .continueRollback: .continueRollback, .deleteThenDeploy: .delete,
            .listSurvivorsThenDelete: .delete, .nameBlockersThenDelete: .delete, .deleteEmptyStack: .deleteChangeSet,
            .attach: .wait, .attachOrCancel: .cancelUpdate, .explainThenDeploy: .updateChangeSet,
        ]
        if let action = needed[status.meaning.recovery] { #expect(status.allows.contains(action), "\(status)") }
        #expect(status.isFailed == (status.rawValue.hasSuffix("_FAILED")), "\(status)")
    }

    @Test("A status that AWS adds later is judged by its name and allows nothing but to wait")
    func unknown() {
        let running = StackStatus.unknown("EXPORT_ROLLBACK_IN_PROGRESS")
        #expect(running.isInProgress && running.isRollingBack)
        #expect(running.allows == [.wait])
        #expect(StackStatus.unknown("EXPORT_ROLLBACK_COMPLETE").isRolledBack)
        #expect(StackVerdict(.unknown("EXPORT_COMPLETE"), for: .deploy) == .failed)
    }

    @Test(
        "A status is judged by the purpose of the operation",
        arguments: [
            (StackStatus?.some(.updateComplete), StackPurpose.deploy, StackVerdict.succeeded),
            (.updateCompleteCleanupInProgress, .deploy, .succeeded), (.updateRollbackComplete, .deploy, .rolledBack),
            (.updateRollbackComplete, .rollback, .succeeded), (.rollbackComplete, .rollback, .succeeded),
            (.deleteComplete, .delete, .succeeded), (nil, .delete, .succeeded), (nil, .deploy, .failed),
            (.deleteComplete, .deploy, .rolledBack), (.reviewInProgress, .deploy, .waiting),
            (.updateRollbackCompleteCleanupInProgress, .deploy, .running), (.deleteFailed, .delete, .failed),
            (.updateComplete, .delete, .failed), (.createFailed, .deploy, .failed),
        ])
    func verdicts(status: StackStatus?, purpose: StackPurpose, expected: StackVerdict) {
        #expect(StackVerdict(status, for: purpose) == expected)
    }
}
