/// An operation that a stack's status allows or refuses.
package enum StackAction: String, Sendable, Hashable, CaseIterable, Codable {
    /// Wait for the running operation.
    case wait
    /// Create a change set of the type CREATE.
    case createChangeSet
    /// Create a change set of the type UPDATE.
    case updateChangeSet
    /// Create a change set of the type IMPORT.
    case importChangeSet
    /// Execute a change set.
    case executeChangeSet
    /// Delete a change set.
    case deleteChangeSet
    /// Cancel the running update; the resource in flight finishes first.
    case cancelUpdate
    /// Roll back a failed creation or update whose rollback was disabled.
    case rollback
    /// Continue a rollback that failed.
    case continueRollback
    /// Delete the stack.
    case delete
    /// Delete the stack without the resources that cannot be deleted.
    case deleteRetaining
    /// Delete the stack by force.
    case forceDelete
    /// Detect drift.
    case detectDrift
    /// Move resources between stacks.
    case refactor
}
