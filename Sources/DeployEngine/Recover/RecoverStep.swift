/// A step of `recover`.
package enum RecoverStep: Sendable, Hashable {
    /// Wait for the running operation of a stack.
    case attach(stack: String)
    /// Cancel the running update of a stack.
    case cancelUpdate(stack: String)
    /// Delete a change set that was not executed.
    case deleteChangeSet(stack: String, name: String)
    /// Switch off the termination protection of a stack that holds nothing.
    case unprotect(stack: String)
    /// Delete a stack.
    case delete(stack: String, retaining: [String], isForced: Bool)
    /// Roll back a failed operation whose rollback was disabled.
    case rollback(stack: String)
    /// Continue a failed rollback.
    case continueRollback(stack: String, skipping: [String])
    /// Record the outcome of a release whose process died.
    case closeRelease(number: Int)
    /// Remove the lease of a dead process.
    case releaseLease

    /// The stack; nil for a step about the ledger.
    package var stack: String? {
        switch self {
        case .attach(let stack), .cancelUpdate(let stack), .deleteChangeSet(let stack, _), .unprotect(let stack),
            .delete(let stack, _, _), .rollback(let stack), .continueRollback(let stack, _):
            stack
        case .closeRelease, .releaseLease: nil
        }
    }

    /// `true` if the step deletes something or gives something up, so that it needs a confirmation.
    package var isDestructive: Bool {
        switch self {
        case .attach, .deleteChangeSet, .closeRelease, .releaseLease: false
        case .continueRollback(_, let skipped): !skipped.isEmpty
        case .cancelUpdate, .unprotect, .delete, .rollback: true
        }
    }
}

extension RecoverStep: CustomStringConvertible {
    /// The step in the imperative.
    package var description: String {
        switch self {
        case .attach(let stack): "wait for the running operation of \(stack)"
        case .cancelUpdate(let stack): "cancel the update of \(stack); the resource in flight finishes first"
        case .deleteChangeSet(let stack, let name): "delete the change set \(name) of \(stack)"
        case .unprotect(let stack): "switch off the termination protection of \(stack), which holds nothing"
        case .delete(let stack, [], false): "delete the stack \(stack)"
        case .delete(let stack, [], true): "delete the stack \(stack) by force"
        case .delete(let stack, let retained, _):
            "delete the stack \(stack) and leave \(retained.joined(separator: ", ")) in the account"
        case .rollback(let stack): "roll back \(stack)"
        case .continueRollback(let stack, []): "continue the rollback of \(stack)"
        case .continueRollback(let stack, let skipped):
            "continue the rollback of \(stack) without \(skipped.joined(separator: ", "))"
        case .closeRelease(let number): "record the outcome of release \(number)"
        case .releaseLease: "release the lease of the dead process"
        }
    }
}

/// The choices of the operator for `recover`.
package struct RecoverOptions: Sendable, Hashable {
    /// `true` to end running operations instead of waiting for them.
    package var aborts: Bool
    /// `true` to skip resources that a rollback cannot restore.
    package var skips: Bool
    /// `true` to leave resources that cannot be deleted in the account.
    package var retains: Bool
    /// `true` to delete a stack by force whose deletion failed repeatedly.
    package var forces: Bool
    /// The logical ids of resources with data that may be lost.
    package var allowedLosses: Set<String>

    /// Creates the choices; by default nothing is given up.
    package init(
        aborts: Bool = false, skips: Bool = false, retains: Bool = false, forces: Bool = false,
        allowedLosses: Set<String> = []
    ) {
        self.aborts = aborts
        self.skips = skips
        self.retains = retains
        self.forces = forces
        self.allowedLosses = allowedLosses
    }
}
