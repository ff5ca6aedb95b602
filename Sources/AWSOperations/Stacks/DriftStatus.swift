/// The status of a resource beside its template.
package enum DriftStatus: OpenEnumeration {
    case inSync, modified, deleted, notChecked, undetermined, unsupported
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .inSync: "IN_SYNC", .modified: "MODIFIED", .deleted: "DELETED", .notChecked: "NOT_CHECKED",
        .undetermined: "UNKNOWN", .unsupported: "UNSUPPORTED",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The progress of a detection of drift.
package enum DriftDetectionStatus: OpenEnumeration {
    case detectionInProgress, detectionFailed, detectionComplete
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .detectionInProgress: "DETECTION_IN_PROGRESS", .detectionFailed: "DETECTION_FAILED",
        .detectionComplete: "DETECTION_COMPLETE",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The status of a stack refactor's preparation.
package enum RefactorStatus: OpenEnumeration {
    case createInProgress, createComplete, createFailed, deleteInProgress, deleteComplete, deleteFailed
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .createInProgress: "CREATE_IN_PROGRESS", .createComplete: "CREATE_COMPLETE", .createFailed: "CREATE_FAILED",
        .deleteInProgress: "DELETE_IN_PROGRESS", .deleteComplete: "DELETE_COMPLETE", .deleteFailed: "DELETE_FAILED",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The status of a stack refactor's execution.
package enum RefactorExecutionStatus: OpenEnumeration {
    case unavailable, available, obsolete, executeInProgress, executeComplete, executeFailed, rollbackInProgress
    case rollbackComplete, rollbackFailed
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .unavailable: "UNAVAILABLE", .available: "AVAILABLE", .obsolete: "OBSOLETE",
        .executeInProgress: "EXECUTE_IN_PROGRESS", .executeComplete: "EXECUTE_COMPLETE",
        .executeFailed: "EXECUTE_FAILED", .rollbackInProgress: "ROLLBACK_IN_PROGRESS",
        .rollbackComplete: "ROLLBACK_COMPLETE", .rollbackFailed: "ROLLBACK_FAILED",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The status of a hook's invocation.
package enum HookStatus: OpenEnumeration {
    case hookInProgress, hookCompleteSucceeded, hookCompleteFailed, hookFailed
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .hookInProgress: "HOOK_IN_PROGRESS", .hookCompleteSucceeded: "HOOK_COMPLETE_SUCCEEDED",
        .hookCompleteFailed: "HOOK_COMPLETE_FAILED", .hookFailed: "HOOK_FAILED",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The kind of an operation's event.
package enum OperationEventKind: OpenEnumeration {
    case stackEvent, progressEvent, validationError, provisioningError, hookInvocationError
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .stackEvent: "STACK_EVENT", .progressEvent: "PROGRESS_EVENT", .validationError: "VALIDATION_ERROR",
        .provisioningError: "PROVISIONING_ERROR", .hookInvocationError: "HOOK_INVOCATION_ERROR",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
