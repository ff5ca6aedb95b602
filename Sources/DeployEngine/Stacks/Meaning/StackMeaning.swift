/// The meaning of a stack status: the state of the last operation, the operations that it allows and the way of recovery.
package struct StackMeaning: Sendable, Hashable {
    /// The state of a stack's last operation.
    package enum Progress: String, Sendable, Hashable, CaseIterable, Codable {
        /// There is no stack.
        case absent
        /// A change set waits for its execution; the stack holds nothing.
        case review
        /// The operation runs.
        case running
        /// The operation runs backwards, after a failure or on request.
        case rollingBack
        /// The stack has the state of its template.
        case stable
        /// The stack has the state before the last operation.
        case rolledBack
        /// The operation failed and left the stack between two states.
        case failed
    }

    /// The state of the last operation.
    package var progress: Progress
    /// `true` if the new state is live, which includes the clean-up after an update.
    package var isNewStateLive: Bool
    /// The operations that the status allows.
    package var allows: Set<StackAction>
    /// The way of recovery.
    package var recovery: StackRecovery
    /// A statement for the operator.
    package var sentence: String

    /// Creates a meaning.
    package init(
        _ progress: Progress, isNewStateLive: Bool = false, allows: Set<StackAction>, recovery: StackRecovery,
        _ sentence: String
    ) {
        self.progress = progress
        self.isNewStateLive = isNewStateLive
        self.allows = allows
        self.recovery = recovery
        self.sentence = sentence
    }
}
