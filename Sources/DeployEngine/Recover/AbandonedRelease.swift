package import AWSOperations

/// The truth about a release whose process died, from its record and the stacks as they are now.
package struct AbandonedRelease: Sendable, Hashable {
    /// The state of a stack after the release.
    package struct Stack: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The status; nil for a missing stack.
        package var status: StackStatus?
        /// The client request token of the latest operation.
        package var requestToken: String?

        /// Creates a state.
        package init(name: String, status: StackStatus?, requestToken: String? = nil) {
            self.name = name
            self.status = status
            self.requestToken = requestToken
        }
    }

    /// The outcome to record; nil while an operation of the release runs.
    package let outcome: ReleaseOutcome?
    /// The sentence for the record's notes.
    package let note: String

    /// Judges a release.
    /// - Parameters:
    ///   - release: The record without an outcome.
    ///   - stacks: The stacks of the environment.
    ///   - later: The number of a later release that succeeded.
    ///   - runningTaskDefinition: The task definition of the service's completed deployment; nil if it is not known.
    package init(_ release: Release, stacks: [Stack], later: Int? = nil, runningTaskDefinition: String? = nil) {
        let phase = release.phases.last?.phase ?? .lease
        let own = stacks.filter { $0.requestToken == release.requestToken }
        let touched = own.map { "\($0.name) is \($0.status?.rawValue ?? "missing")" }.joined(separator: ", ")
        // A stack that is missing was created by the release and removed again.
        let facts = touched.isEmpty ? "no stack's latest operation is this release's" : touched
        note = "the process ended in the phase \(phase.rawValue) without recording an outcome; \(facts)"
        if own.contains(where: { $0.status?.isInProgress ?? false }) {
            outcome = nil
        } else if let later {
            outcome = .superseded(by: later)
        } else if release.kind.bypassesStacks, let wanted = release.service?.taskDefinition {
            // Such a release changes no stack.
            outcome = runningTaskDefinition == wanted ? .succeeded : .failed(phase: phase, cause: note)
        } else if Self.hasVerified(release) && own.allSatisfy({ $0.status?.isOfTemplate ?? false }) {
            // Only the record of the success was lost.
            outcome = .succeeded
        } else if own.contains(where: { $0.status.map { $0.isRolledBack || $0 == .deleteComplete } ?? true }) {
            outcome = .rolledBack(phase: phase, cause: note)
        } else {
            outcome = .failed(phase: phase, cause: note)
        }
    }

    /// `true` if the check of the deployed service ended.
    private static func hasVerified(_ release: Release) -> Bool {
        release.phases.contains { $0.phase == .verify && $0.ended != nil }
    }
}

extension StackStatus {
    /// `true` if the last operation succeeded.
    var isOfTemplate: Bool { self == .createComplete || self == .updateComplete || self == .importComplete }
}
