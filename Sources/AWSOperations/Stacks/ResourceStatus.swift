/// The status of a resource of a stack. A stack's own events have the status of the stack.
package enum ResourceStatus: OpenEnumeration {
    case createInProgress, createFailed, createComplete, deleteInProgress, deleteFailed, deleteComplete
    case deleteSkipped, updateInProgress, updateFailed, updateComplete, importFailed, importComplete
    case importInProgress, importRollbackInProgress, importRollbackFailed, importRollbackComplete, exportFailed
    case exportComplete, exportInProgress, exportRollbackInProgress, exportRollbackFailed, exportRollbackComplete
    case updateRollbackInProgress, updateRollbackComplete, updateRollbackFailed, rollbackInProgress, rollbackComplete
    case rollbackFailed, updateCompleteCleanupInProgress, updateRollbackCompleteCleanupInProgress, reviewInProgress
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .createInProgress: "CREATE_IN_PROGRESS", .createFailed: "CREATE_FAILED", .createComplete: "CREATE_COMPLETE",
        .deleteInProgress: "DELETE_IN_PROGRESS", .deleteFailed: "DELETE_FAILED", .deleteComplete: "DELETE_COMPLETE",
        .deleteSkipped: "DELETE_SKIPPED", .updateInProgress: "UPDATE_IN_PROGRESS", .updateFailed: "UPDATE_FAILED",
        .updateComplete: "UPDATE_COMPLETE", .importFailed: "IMPORT_FAILED", .importComplete: "IMPORT_COMPLETE",
        .importInProgress: "IMPORT_IN_PROGRESS", .importRollbackInProgress: "IMPORT_ROLLBACK_IN_PROGRESS",
        .importRollbackFailed: "IMPORT_ROLLBACK_FAILED", .importRollbackComplete: "IMPORT_ROLLBACK_COMPLETE",
        .exportFailed: "EXPORT_FAILED", .exportComplete: "EXPORT_COMPLETE", .exportInProgress: "EXPORT_IN_PROGRESS",
        .exportRollbackInProgress: "EXPORT_ROLLBACK_IN_PROGRESS", .exportRollbackFailed: "EXPORT_ROLLBACK_FAILED",
        .exportRollbackComplete: "EXPORT_ROLLBACK_COMPLETE", .updateRollbackInProgress: "UPDATE_ROLLBACK_IN_PROGRESS",
        .updateRollbackComplete: "UPDATE_ROLLBACK_COMPLETE", .updateRollbackFailed: "UPDATE_ROLLBACK_FAILED",
        .rollbackInProgress: "ROLLBACK_IN_PROGRESS", .rollbackComplete: "ROLLBACK_COMPLETE",
        .rollbackFailed: "ROLLBACK_FAILED", .updateCompleteCleanupInProgress: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        .updateRollbackCompleteCleanupInProgress: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        .reviewInProgress: "REVIEW_IN_PROGRESS",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
