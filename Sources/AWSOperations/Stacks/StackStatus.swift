/// The status of a stack; `DescribeStacks` has no status for a stack that does not exist.
package enum StackStatus: OpenEnumeration {
    case createInProgress, createFailed, createComplete, rollbackInProgress, rollbackFailed, rollbackComplete
    case deleteInProgress, deleteFailed, deleteComplete, updateInProgress, updateCompleteCleanupInProgress
    case updateComplete, updateFailed, updateRollbackInProgress, updateRollbackFailed
    case updateRollbackCompleteCleanupInProgress, updateRollbackComplete, reviewInProgress, importInProgress
    case importComplete, importRollbackInProgress, importRollbackFailed, importRollbackComplete
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .createInProgress: "CREATE_IN_PROGRESS", .createFailed: "CREATE_FAILED", .createComplete: "CREATE_COMPLETE",
        .rollbackInProgress: "ROLLBACK_IN_PROGRESS", .rollbackFailed: "ROLLBACK_FAILED",
        .rollbackComplete: "ROLLBACK_COMPLETE", .deleteInProgress: "DELETE_IN_PROGRESS",
        .deleteFailed: "DELETE_FAILED", .deleteComplete: "DELETE_COMPLETE", .updateInProgress: "UPDATE_IN_PROGRESS",
        .updateCompleteCleanupInProgress: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", .updateComplete: "UPDATE_COMPLETE",
        .updateFailed: "UPDATE_FAILED", .updateRollbackInProgress: "UPDATE_ROLLBACK_IN_PROGRESS",
        .updateRollbackFailed: "UPDATE_ROLLBACK_FAILED",
        .updateRollbackCompleteCleanupInProgress: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        .updateRollbackComplete: "UPDATE_ROLLBACK_COMPLETE", .reviewInProgress: "REVIEW_IN_PROGRESS",
        .importInProgress: "IMPORT_IN_PROGRESS", .importComplete: "IMPORT_COMPLETE",
        .importRollbackInProgress: "IMPORT_ROLLBACK_IN_PROGRESS", .importRollbackFailed: "IMPORT_ROLLBACK_FAILED",
        .importRollbackComplete: "IMPORT_ROLLBACK_COMPLETE",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
