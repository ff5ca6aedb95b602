internal import AWSOperations

/// The recovery of an environment: its stacks, the lease of a dead process and its release.
///
/// The plan is shown first. Executing it looks again after every operation that it waited for and does nothing beyond what was
/// shown.
package struct RecoverPlan: Sendable, Hashable {
    /// The recovery of each stack, in the order of deployment.
    package var stacks: [StackRecoverPlan]
    /// The releases of dead processes, newest first.
    package var openReleases: [Int]
    /// The steps in their order.
    package var steps: [RecoverStep]
    /// The reasons to refuse, with their remedies.
    package var refusals: [String]
    /// `true` if a living process holds the lease, so that nothing is planned.
    package var isLeaseHeld = false
    /// The deployment that is necessary afterwards.
    package var redeployment: StackRecoverPlan.Redeployment
    /// The environment's name in the command of that deployment; nil if it is not known.
    package var environment: String?

    /// Plans the recovery of an environment.
    /// - Parameters:
    ///   - situations: The stacks in the order of deployment.
    ///   - lease: The lease.
    ///   - open: The releases without an outcome.
    ///   - options: The operator's choices.
    package init(
        _ situations: [StackSituation], lease: LeaseStatus, open: [Release] = [],
        options: RecoverOptions = RecoverOptions()
    ) {
        stacks = situations.map { StackRecoverPlan($0, options: options) }
        openReleases = open.map(\.number).sorted(by: >)
        steps = []
        refusals = []
        redeployment = stacks.map(\.redeployment).max() ?? .none
        if let stored = lease.stored, !lease.isExpired {
            isLeaseHeld = true
            refusals = [
                stored.record.map { "\(LeaseRefusal.held($0, isExpired: false, stacks: lease.stacks))" }
                    ?? "\(LeaseRefusal.unreadable)"
            ]
            return
        }
        refusals = stacks.compactMap { plan in plan.refusal.map { "\(plan.stack): \($0)" } }
        // Running operations end first. Then the stacks that depend on others come before those.
        let (running, settled) = (stacks.filter(\.waits), stacks.reversed().filter { !$0.waits })
        steps = running.flatMap(\.steps) + settled.flatMap(\.steps)
        steps += openReleases.reversed().map { .closeRelease(number: $0) }
        if lease.stored != nil { steps.append(.releaseLease) }
    }

    /// `true` if nothing is to be done and nothing is refused.
    package var isEmpty: Bool { steps.isEmpty && refusals.isEmpty }

    /// `true` if the operator confirmed a step with this plan: it is one of the steps or of their sequels.
    package func announces(_ step: RecoverStep) -> Bool {
        !step.isDestructive || steps.contains(step)
            || stacks.contains { $0.sequels.values.contains { $0.contains(step) } }
    }

    /// The plan in lines.
    package var lines: [String] {
        var lines: [String] = []
        for plan in stacks {
            lines.append("\(plan.stack): \(plan.status?.rawValue ?? "missing"). \(plan.explanation)")
            if let refusal = plan.refusal { lines.append("  refused: \(refusal)") }
            lines += plan.steps.map { "  - \($0)" }
            for (status, steps) in plan.sequels.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                lines += steps.map { "  - if it ends in \(status.rawValue): \($0)" }
            }
        }
        lines += steps.filter { $0.stack == nil }.map { "- \($0)" }
        if stacks.isEmpty || !refusals.allSatisfy({ refusal in stacks.contains { refusal.hasPrefix($0.stack + ": ") } })
        {
            lines += refusals.map { "refused: \($0)" }
        }
        let deploy = (["infra-cli deploy"] + [environment].compactMap(\.self)).joined(separator: " ")
        switch redeployment {
        case .none: break
        case .usual: lines.append("Afterwards: \(deploy)")
        case .driftAware:
            lines.append(
                "Afterwards: \(deploy) --revert-drift. The skipped resources differ from the template until then."
            )
        }
        return lines
    }
}

extension StackRecoverPlan {
    /// `true` if the recovery waits for a running operation.
    var waits: Bool {
        steps.contains { if case .attach = $0 { true } else { false } }
    }
}
