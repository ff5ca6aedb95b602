package import AWSOperations

/// The purposes of a stack's operation, which decide the status that is a success.
package enum StackPurpose: String, Sendable, Hashable, CaseIterable, Codable {
    /// Reach the state of a template: a creation, an update or an import.
    case deploy
    /// Return to the earlier state: a rollback, its continuation or a cancelled update.
    case rollback
    /// Delete the stack.
    case delete
}

/// The judgement of a stack's status for a purpose.
package enum StackVerdict: Sendable, Hashable {
    /// The operation has not begun, as far as reads show.
    case waiting
    /// The operation runs, perhaps backwards.
    case running
    /// The purpose is reached.
    case succeeded
    /// The operation was undone.
    case rolledBack
    /// The operation failed and left the stack between two states.
    case failed

    /// `true` if the operation has ended.
    package var isFinal: Bool { self != .waiting && self != .running }

    /// Judges a status.
    /// - Parameters:
    ///   - status: The status; nil if the stack does not exist.
    ///   - purpose: The purpose of the operation.
    package init(_ status: StackStatus?, for purpose: StackPurpose) {
        guard let status else {
            self = purpose == .delete ? .succeeded : .failed
            return
        }
        let meaning = status.meaning
        switch (meaning.progress, purpose) {
        case (.review, _): self = .waiting
        case (.absent, .delete): self = .succeeded
        // With OnStackFailure DELETE, and for a rollback of a first creation, nothing is left.
        case (.absent, .rollback): self = .succeeded
        case (.absent, .deploy): self = .rolledBack
        // The clean-up after an update can no longer fail the update.
        case (.running, .deploy): self = meaning.isNewStateLive ? .succeeded : .running
        case (.running, _), (.rollingBack, _): self = .running
        case (.stable, .deploy): self = .succeeded
        case (.stable, _): self = .failed
        case (.rolledBack, .deploy): self = .rolledBack
        case (.rolledBack, .rollback): self = .succeeded
        case (.rolledBack, .delete): self = .failed
        case (.failed, _): self = .failed
        }
    }
}
