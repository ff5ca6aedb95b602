/// The status of a change set's computation.
package enum ChangeSetStatus: OpenEnumeration {
    case createPending, createInProgress, createComplete, deletePending, deleteInProgress, deleteComplete
    case deleteFailed, failed
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .createPending: "CREATE_PENDING", .createInProgress: "CREATE_IN_PROGRESS", .createComplete: "CREATE_COMPLETE",
        .deletePending: "DELETE_PENDING", .deleteInProgress: "DELETE_IN_PROGRESS", .deleteComplete: "DELETE_COMPLETE",
        .deleteFailed: "DELETE_FAILED", .failed: "FAILED",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The status of a change set's execution.
package enum ChangeSetExecutionStatus: OpenEnumeration {
    case unavailable, available, executeInProgress, executeComplete, executeFailed, obsolete
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .unavailable: "UNAVAILABLE", .available: "AVAILABLE", .executeInProgress: "EXECUTE_IN_PROGRESS",
        .executeComplete: "EXECUTE_COMPLETE", .executeFailed: "EXECUTE_FAILED", .obsolete: "OBSOLETE",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The kind of operation of a change set.
package enum ChangeSetKind: OpenEnumeration {
    case create, update, `import`
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .create: "CREATE", .update: "UPDATE", .import: "IMPORT",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The action of a resource's change.
package enum ResourceChangeAction: OpenEnumeration {
    case add, modify, remove, `import`, dynamic, syncWithActual
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .add: "Add", .modify: "Modify", .remove: "Remove", .import: "Import", .dynamic: "Dynamic",
        .syncWithActual: "SyncWithActual",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The answer whether a new resource replaces an existing one.
package enum ResourceReplacement: OpenEnumeration {
    case always, never, conditional
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .always: "True", .never: "False", .conditional: "Conditional",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
