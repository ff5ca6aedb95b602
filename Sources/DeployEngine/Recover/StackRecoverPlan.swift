package import AWSOperations

/// The recovery of one stack: the meaning of its status, the steps out of it, or the reason to refuse them.
package struct StackRecoverPlan: Sendable, Hashable {
    /// The deployment that the stack needs afterwards.
    package enum Redeployment: String, Sendable, Hashable, Comparable {
        /// None.
        case none
        /// A deployment.
        case usual
        /// A deployment that compares with the actual resources (`REVERT_DRIFT`), because the template no longer describes them.
        case driftAware

        private var order: Int {
            switch self {
            case .none: 0
            case .usual: 1
            case .driftAware: 2
            }
        }

        /// `true` if the other deployment does more.
        package static func < (a: Redeployment, b: Redeployment) -> Bool { a.order < b.order }
    }

    /// The stack.
    package var stack: String
    /// The status; nil for a missing stack.
    package var status: StackStatus?
    /// The meaning of the status and the cause, in sentences.
    package var explanation: String
    /// The steps; none if there is nothing to do or the recovery is refused.
    package var steps: [RecoverStep]
    /// The steps that are necessary if the running operation ends in the named status. They belong to what the operator confirms.
    package var sequels: [StackStatus: [RecoverStep]]
    /// The reason to refuse, with the remedy; nil if there is none.
    package var refusal: String?
    /// The deployment that the stack needs afterwards.
    package var redeployment: Redeployment

    /// Plans the recovery of a stack.
    package init(_ situation: StackSituation, options: RecoverOptions = RecoverOptions()) {
        stack = situation.name
        status = situation.status
        explanation = ""
        steps = []
        sequels = [:]
        refusal = nil
        redeployment = .none
        plan(situation, options)
        // A leftover change set blocks the next one of its name, and nothing else.
        if refusal == nil, status != .reviewInProgress, !situation.isInProgress, steps.isEmpty {
            steps = situation.changeSets.map { .deleteChangeSet(stack: stack, name: $0) }
        }
    }

    private mutating func plan(_ situation: StackSituation, _ options: RecoverOptions) {
        guard let status = situation.status else { return say("The stack does not exist; a deployment creates it.") }
        switch status {
        case .deleteComplete: say("The stack was deleted; a deployment creates it anew.")
        case .reviewInProgress: review(situation)
        case .createInProgress, .rollbackInProgress, .deleteInProgress, .updateInProgress,
            .updateCompleteCleanupInProgress, .updateRollbackInProgress, .updateRollbackCompleteCleanupInProgress,
            .importInProgress, .importRollbackInProgress:
            running(situation, status, options)
        case .createFailed, .updateFailed: stopped(situation, status, options)
        case .rollbackFailed, .rollbackComplete, .deleteFailed: deletable(situation, status, options)
        case .createComplete, .updateComplete, .importComplete: say("The stack is stable.")
        case .updateRollbackComplete:
            say(
                "The last update failed and was undone: \(situation.cause). The stack is stable; correct the cause first."
            )
            redeployment = .usual
        case .importRollbackComplete:
            say("The last import failed and was undone: \(situation.cause). The stack is stable.")
            redeployment = .usual
        case .updateRollbackFailed: stuck(situation, options)
        case .importRollbackFailed:
            say("The rollback of an import failed: \(situation.cause).")
            refusal =
                "AWS documents no way out of IMPORT_ROLLBACK_FAILED. Open a case with AWS Support and name \(situation.id ?? stack)"
        case .unknown(let text):
            say("This version of infra-cli does not know the status \(text).")
            refusal = "look at \(stack) in the console of CloudFormation, or use a newer version of infra-cli"
        }
    }

    private mutating func say(_ text: String) { explanation = text }

    // MARK: Not executed

    private mutating func review(_ situation: StackSituation) {
        say("A change set that was never executed left an empty stack, which blocks the next creation.")
        if !situation.foreignChangeSets.isEmpty {
            refusal =
                "the change set \(situation.foreignChangeSets.joined(separator: ", ")) was created by another tool. Execute it or delete it there, then run recover again"
            return
        }
        steps = situation.changeSets.map { .deleteChangeSet(stack: stack, name: $0) }
        if situation.isProtected { steps.append(.unprotect(stack: stack)) }
        steps.append(.delete(stack: stack, retaining: [], isForced: false))
        redeployment = .usual
    }

    // MARK: Running operations

    private mutating func running(_ situation: StackSituation, _ status: StackStatus, _ options: RecoverOptions) {
        steps = [.attach(stack: stack)]
        switch status {
        case .createInProgress:
            say("The first creation runs.")
            sequels[.rollbackComplete] = deletion
            if options.aborts { abortCreation(situation, options) }
        case .rollbackInProgress:
            say("The first creation failed and is being undone: \(situation.cause).")
            sequels[.rollbackComplete] = deletion
            redeployment = .usual
        case .deleteInProgress: say("The stack is being deleted.")
        case .updateInProgress:
            say("An update runs.")
            if options.aborts {
                steps.insert(.cancelUpdate(stack: stack), at: 0)
                redeployment = .usual
            }
        case .updateCompleteCleanupInProgress:
            say(
                "The update succeeded and its new state is live; old resources are being deleted. It is too late to cancel it."
            )
        case .updateRollbackInProgress, .updateRollbackCompleteCleanupInProgress:
            say("An update failed or was cancelled and is being undone: \(situation.cause).")
            redeployment = .usual
        case .importInProgress: say("An import runs.")
        default:
            say("An import failed and is being undone: \(situation.cause).")
            redeployment = .usual
        }
    }

    private var deletion: [RecoverStep] { [.delete(stack: stack, retaining: [], isForced: false)] }

    /// A creation cannot be cancelled, only deleted.
    private mutating func abortCreation(_ situation: StackSituation, _ options: RecoverOptions) {
        if let loss = Self.loss(situation, options) {
            refusal = "a creation can only be ended by deleting the stack, and \(loss)"
            steps = []
            sequels = [:]
            return
        }
        if situation.isProtected {
            refusal = Self.protection(stack)
            steps = []
            return
        }
        steps = deletion
        sequels = [:]
        redeployment = .usual
    }

    // MARK: Failed without a rollback

    private mutating func stopped(_ situation: StackSituation, _ status: StackStatus, _ options: RecoverOptions) {
        redeployment = .usual
        if status == .updateFailed {
            say("An update failed and its rollback was disabled: \(situation.cause). The stack is between two states.")
            steps = [.rollback(stack: stack)]
            return
        }
        say(
            "The first creation failed and its rollback was disabled: \(situation.cause). A rollback deletes the stack."
        )
        if let loss = Self.loss(situation, options) {
            refusal = "a rollback deletes the stack, and \(loss)"
        } else {
            steps = [.rollback(stack: stack)]
            sequels[.rollbackComplete] = deletion
        }
    }

    /// The rollback itself failed.
    private mutating func stuck(_ situation: StackSituation, _ options: RecoverOptions) {
        let failed = situation.resources.filter { $0.failedInRollback && $0.exists }
        say("The rollback of an update failed: \(situation.cause).")
        redeployment = .usual
        guard options.skips else {
            if situation.lastOperation == "CONTINUE_ROLLBACK", !failed.isEmpty {
                explanation += " Continuing it failed as well."
            }
            explanation +=
                failed.isEmpty
                ? " Correct the cause, then continue."
                : " Correct the cause (\(failed.map(\.title).joined(separator: ", "))), then continue. If that is impossible, --skip gives these resources up."
            steps = [.continueRollback(stack: stack, skipping: [])]
            return
        }
        guard !failed.isEmpty else {
            refusal =
                "the stack's events do not tell which resources could not be restored, so there is no list to skip. Run recover without --skip, then look at 'infra-cli events'"
            return
        }
        let stateful = failed.filter { $0.isStateful && !options.allowedLosses.contains($0.logicalID) }
        guard stateful.isEmpty else {
            refusal =
                "\(stateful.map(\.title).joined(separator: ", ")) holds data, and a skipped resource counts as restored although it is not. Correct the cause instead, or add \(Self.allowance(stateful))"
            return
        }
        explanation +=
            " The skipped resources will count as updated although they differ from the template, so the next deployment must compare with the actual resources."
        steps = [.continueRollback(stack: stack, skipping: failed.map(\.logicalID).sorted())]
        redeployment = .driftAware
    }

    // MARK: Only deletable

    private mutating func deletable(_ situation: StackSituation, _ status: StackStatus, _ options: RecoverOptions) {
        redeployment = status == .deleteFailed ? .none : .usual
        let survivors = situation.survivors
        switch status {
        case .rollbackComplete:
            say("The first creation failed and was undone: \(situation.cause). The stack can only be deleted.")
        case .rollbackFailed:
            say(
                "The first creation failed, and so did its rollback: \(situation.cause). The stack can only be deleted."
            )
        default: say("The deletion failed: \(situation.cause).")
        }
        let left = survivors.filter(\.isRetained)
        if !left.isEmpty {
            explanation +=
                " These resources stay in the account: \(left.map(\.title).joined(separator: ", ")). A new creation with the same names fails until they are adopted ('infra-cli adopt') or deleted."
        }
        if situation.isProtected && !survivors.isEmpty {
            refusal = Self.protection(stack)
            return
        }
        if situation.isProtected { steps.append(.unprotect(stack: stack)) }
        guard status == .deleteFailed, options.retains || options.forces else {
            if let loss = Self.loss(situation, options) {
                refusal = "the deletion takes data with it: \(loss)"
                steps = []
                return
            }
            if status == .rollbackFailed, !survivors.isEmpty {
                explanation += " Still there: \(survivors.map(\.title).joined(separator: ", "))."
            }
            steps.append(.delete(stack: stack, retaining: [], isForced: false))
            return
        }
        let blocked = survivors.filter { $0.status == .deleteFailed }.map(\.logicalID).sorted()
        // The list of resources to leave may only name those whose deletion failed.
        let others = survivors.filter { $0.status != .deleteFailed && $0.losesDataOnDeletion }
            .filter { !options.allowedLosses.contains($0.logicalID) }
        if !others.isEmpty {
            refusal =
                "the deletion takes data with it: \(others.map(\.title).joined(separator: ", ")). Add \(Self.allowance(others)) if that is intended"
            steps = []
            return
        }
        steps.append(
            options.retains
                ? .delete(stack: stack, retaining: blocked, isForced: false)
                : .delete(stack: stack, retaining: [], isForced: true))
    }

    // MARK: Sentences

    private static func loss(_ situation: StackSituation, _ options: RecoverOptions) -> String? {
        let lost = situation.resources.filter {
            $0.losesDataOnDeletion && !options.allowedLosses.contains($0.logicalID)
        }
        guard !lost.isEmpty else { return nil }
        return
            "\(lost.map(\.title).joined(separator: ", ")) would be deleted with its data. Add \(allowance(lost)) if that is intended"
    }

    private static func allowance(_ resources: [ResourceSituation]) -> String {
        resources.map { "--allow-loss \($0.logicalID)" }.joined(separator: " ")
    }

    private static func protection(_ stack: String) -> String {
        "the termination protection of \(stack) is on. If the stack may be deleted, switch it off first: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name \(stack)"
    }
}
