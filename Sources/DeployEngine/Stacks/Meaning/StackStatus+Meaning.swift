package import AWSOperations

// The table of deploy-time states. Sources: "Understand stack status codes", AWS CloudFormation User Guide, and the API reference of
// each operation.
extension StackStatus {
    /// The meaning of the absence of a stack.
    package static let absence = StackMeaning(
        .absent, allows: [.createChangeSet], recovery: .deploy, "there is no stack")

    /// The operations on a stack that has the state of a template.
    private static let onStable: Set<StackAction> = [
        .updateChangeSet, .importChangeSet, .executeChangeSet, .deleteChangeSet, .delete, .detectDrift, .refactor,
    ]

    /// The meaning.
    package var meaning: StackMeaning {
        switch self {
        case .reviewInProgress:
            StackMeaning(
                .review, allows: [.createChangeSet, .executeChangeSet, .deleteChangeSet, .delete],
                recovery: .deleteEmptyStack, "a change set was created and never executed; the stack holds nothing")
        case .createInProgress:
            StackMeaning(.running, allows: [.wait, .delete], recovery: .attach, "the stack is being created")
        case .createFailed:
            StackMeaning(
                .failed, allows: [.rollback, .updateChangeSet, .executeChangeSet, .deleteChangeSet, .delete],
                recovery: .rollback, "the creation failed, and its rollback was disabled")
        case .rollbackInProgress:
            StackMeaning(.rollingBack, allows: [.wait], recovery: .attach, "the first creation is being undone")
        case .rollbackFailed:
            StackMeaning(
                .failed, allows: [.delete], recovery: .listSurvivorsThenDelete,
                "the first creation could not be undone completely; resources are left")
        case .rollbackComplete:
            StackMeaning(
                .rolledBack, allows: [.delete], recovery: .deleteThenDeploy,
                "the first creation was undone; the stack can only be deleted")
        case .createComplete:
            Self.stable("the stack was created")
        case .updateComplete:
            Self.stable("the last update succeeded")
        case .importComplete:
            Self.stable("the last import succeeded")
        case .updateRollbackComplete:
            StackMeaning(
                .rolledBack, allows: Self.onStable, recovery: .explainThenDeploy,
                "the last update failed and was undone")
        case .importRollbackComplete:
            StackMeaning(
                .rolledBack, allows: Self.onStable, recovery: .explainThenDeploy,
                "the last import failed and was undone")
        case .updateInProgress:
            StackMeaning(
                .running, allows: [.wait, .cancelUpdate], recovery: .attachOrCancel, "the stack is being updated")
        case .updateCompleteCleanupInProgress:
            StackMeaning(
                .running, isNewStateLive: true, allows: [.wait], recovery: .attach,
                "the update succeeded, and the replaced resources are being deleted")
        case .updateFailed:
            StackMeaning(
                .failed, allows: [.rollback, .updateChangeSet, .executeChangeSet, .deleteChangeSet, .delete],
                recovery: .rollback, "the update failed, and its rollback was disabled")
        case .updateRollbackInProgress:
            StackMeaning(.rollingBack, allows: [.wait], recovery: .attach, "the update is being undone")
        case .updateRollbackCompleteCleanupInProgress:
            StackMeaning(
                .rollingBack, allows: [.wait], recovery: .attach,
                "the update was undone, and the resources that it added are being deleted")
        case .updateRollbackFailed:
            StackMeaning(
                .failed, allows: [.continueRollback, .delete], recovery: .continueRollback,
                "the update could not be undone completely")
        case .deleteInProgress:
            StackMeaning(.running, allows: [.wait], recovery: .attach, "the stack is being deleted")
        case .deleteFailed:
            StackMeaning(
                .failed, allows: [.delete, .deleteRetaining, .forceDelete], recovery: .nameBlockersThenDelete,
                "the deletion failed; resources are left")
        case .deleteComplete:
            StackMeaning(.absent, allows: [.createChangeSet], recovery: .deploy, "the stack was deleted")
        case .importInProgress:
            StackMeaning(.running, allows: [.wait], recovery: .attach, "resources are being imported")
        case .importRollbackInProgress:
            StackMeaning(.rollingBack, allows: [.wait], recovery: .attach, "the import is being undone")
        case .importRollbackFailed:
            // No page says which operation leads out of this status.
            StackMeaning(.failed, allows: [], recovery: .askSupport, "the import could not be undone completely")
        case .unknown(let text):
            Self.guess(text)
        }
    }

    private static func stable(_ sentence: String) -> StackMeaning {
        StackMeaning(.stable, isNewStateLive: true, allows: onStable, recovery: .deploy, sentence)
    }

    /// The meaning of a status that AWS introduced later, by the parts of its name. It allows nothing but to wait.
    private static func guess(_ text: String) -> StackMeaning {
        let sentence = "its status is unknown to this version"
        if text.hasSuffix("IN_PROGRESS") {
            return StackMeaning(
                text.contains("ROLLBACK") ? .rollingBack : .running, allows: [.wait], recovery: .attach, sentence)
        }
        if text.hasSuffix("COMPLETE"), text.contains("ROLLBACK") {
            return StackMeaning(.rolledBack, allows: [], recovery: .askSupport, sentence)
        }
        return StackMeaning(.failed, allows: [], recovery: .askSupport, sentence)
    }

    /// The operations that the status allows.
    package var allows: Set<StackAction> { meaning.allows }
    /// `true` while an operation runs, forwards or backwards. A stack in review runs none.
    package var isInProgress: Bool { meaning.progress == .running || meaning.progress == .rollingBack }
    /// `true` if the stack has the state of a template and can be updated.
    package var isStable: Bool { allows.contains(.updateChangeSet) && meaning.progress != .failed }
    /// `true` if an operation failed and left the stack between two states.
    package var isFailed: Bool { meaning.progress == .failed }
    /// `true` if a running operation goes backwards.
    package var isRollingBack: Bool { meaning.progress == .rollingBack }
    /// `true` if the last operation ended and was undone.
    package var isRolledBack: Bool { meaning.progress == .rolledBack }
}
