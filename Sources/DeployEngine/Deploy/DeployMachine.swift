/// The course of a deployment: which step follows on the result of the one before.
///
/// The machine knows neither AWS nor time. Whatever happens, it leads to an end on which the release's record tells the truth, no change
/// set of the run is left and the lease is released.
///
///     var machine = DeployMachine(stacks: [.foundation, .migration, .service])
///     while let step = machine.next { machine.handle(await perform(step)) }
package struct DeployMachine: Sendable, Hashable {
    /// The result of a step.
    package enum Result: Sendable, Hashable {
        /// The step is done.
        case done
        /// A stack has no change, so its change set is not executed.
        case unchanged
        /// A stack's change set cannot exist before the stacks in front of it are deployed; it is made before its execution.
        case postponed
        /// The operator or the approval's digest refuses the changes.
        case notApproved(String)
        /// The step failed.
        case failed(DeployFailure)
        /// The operator cancelled the step.
        case cancelled(DeployFailure)
        /// The operation goes on in AWS without this run.
        case detached(DeployFailure)
    }

    /// The next step; nil at the end.
    package private(set) var next: DeployStep?
    /// The end; nil before it.
    package private(set) var ending: DeployEnding?
    /// The failures of steps on the way out, which do not hide the first one.
    package private(set) var followUps: [DeployFailure] = []

    private var ahead: [DeployStep]
    private var unchanged: Set<PlannedStack.Role> = []
    private var prepared: Set<PlannedStack.Role> = []
    private var executed: Set<PlannedStack.Role> = []
    private var holdsLease = false
    private var hasRelease = false
    private var outcome: DeployEnding?
    private let stacks: [PlannedStack.Role]
    private var forcesRelease: Bool
    private var rearranges = false
    private var isRearranged = false

    /// Creates a machine before its first step.
    /// - Parameters:
    ///   - stacks: The stacks in the order of deployment.
    ///   - forcesRelease: `true` to go through the migration and the verification if no stack changes.
    package init(stacks: [PlannedStack.Role], forcesRelease: Bool = false) {
        self.stacks = stacks
        self.forcesRelease = forcesRelease
        ahead = [.reconcile, .resolveImage, .preflight] + stacks.map { .prepare($0) } + [.review]
        next = .acquireLease
    }

    /// `true` after the run changed something in the account that a failure may leave behind.
    package var hasChanged: Bool { !executed.isEmpty || isRearranged }

    /// `true` if the stack's change set was reviewed before the stacks in front of it changed, so that it is made again.
    package func isStale(_ role: PlannedStack.Role) -> Bool {
        guard let place = stacks.firstIndex(of: role) else { return false }
        return !prepared.contains(role) || stacks[..<place].contains { executed.contains($0) }
    }

    /// Has the release migrated, verified and recorded although no stack changes: an earlier run changed them and did not get there.
    package mutating func requireRelease() { forcesRelease = true }

    /// Has resources moved and adopted before the first change set is executed.
    package mutating func requireRearrangement() { rearranges = true }

    /// Takes the result of the current step and determines the next one.
    package mutating func handle(_ result: Result) {
        guard let step = next else { return }
        if outcome != nil {
            leave(after: step, result)
            return
        }
        switch result {
        case .done, .unchanged, .postponed: advance(after: step, result)
        case .notApproved(let reason): turnBack(.notApproved(reason), after: step)
        case .failed(let failure): turnBack(.failed(failure), after: step)
        case .cancelled(let failure): turnBack(.cancelled(failure), after: step)
        case .detached(let failure): turnBack(.detached(failure), after: step)
        }
    }

    private mutating func advance(after step: DeployStep, _ result: Result) {
        switch step {
        case .acquireLease: holdsLease = true
        case .openRelease: hasRelease = true
        case .rearrange: isRearranged = true
        case .prepare(let role):
            if result == .unchanged { unchanged.insert(role) } else if result == .done { prepared.insert(role) }
        case .review:
            if unchanged.count == stacks.count, !forcesRelease {
                turnBack(.unchanged, after: step)
                return
            }
            ahead = [.openRelease] + (rearranges ? [.rearrange] : []) + stacks.flatMap { steps(of: $0) } + [.verify]
        case .execute(let role):
            prepared.remove(role)
            if result == .done { executed.insert(role) }
        case .verify:
            turnBack(.succeeded, after: step)
            return
        default: break
        }
        next = ahead.isEmpty ? nil : ahead.removeFirst()
    }

    /// The steps of a stack. An unchanged stack is executed too if one in front of it changes: the values that it reads from there may
    /// be others then.
    private func steps(of role: PlannedStack.Role) -> [DeployStep] {
        let place = stacks.firstIndex(of: role) ?? 0
        let mayChange = stacks[...place].contains { !unchanged.contains($0) }
        let migrates = role == .migration ? [DeployStep.migrate] : []
        return (mayChange ? [.execute(role)] : []) + migrates
    }

    /// Begins the way out.
    private mutating func turnBack(_ ending: DeployEnding, after step: DeployStep) {
        outcome = ending
        var steps: [DeployStep] = []
        let hasFailed =
            switch ending {
            case .failed, .cancelled: true
            case .succeeded, .unchanged, .notApproved, .detached: false
            }
        if hasFailed, hasRelease { steps.append(.collectEvidence) }
        // A change set may exist although its creation reported an error.
        var mayHaveChangeSets = !prepared.isEmpty
        if case .prepare = step { mayHaveChangeSets = true }
        if case .execute = step, hasFailed { mayHaveChangeSets = true }
        if mayHaveChangeSets { steps.append(.discardChangeSets) }
        // The record may exist although its creation reported an error.
        if hasRelease || step == .openRelease { steps.append(.closeRelease) }
        // A lease whose acquisition was refused is another run's.
        if holdsLease { steps.append(.releaseLease) }
        ahead = steps
        move()
    }

    private mutating func leave(after step: DeployStep, _ result: Result) {
        if case .failed(let failure) = result { followUps.append(failure) }
        if case .detached(let failure) = result { followUps.append(failure) }
        _ = step
        move()
    }

    private mutating func move() {
        next = ahead.isEmpty ? nil : ahead.removeFirst()
        if next == nil { ending = outcome }
    }

    /// The end that the way out leads to; nil while the deployment goes forward.
    package var comingEnding: DeployEnding? { outcome }
}
