import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DeployRun {
    /// Creates the change set of a stack and reads its changes.
    mutating func prepare(_ role: PlannedStack.Role) async throws(EngineError) -> DeployMachine.Result {
        let stack = try stack(role)
        changeSets[role] = nil
        let live: StackDescription?
        do throws(AWSError) {
            live = try await StackDescription.find(stack.name, context.calls)
            if live != nil, deployed[stack.name] == nil {
                deployed[stack.name] = try await context.calls.call(
                    StackOperations.GetTemplate(stack: stack.name, stage: "Original")
                ).template
            }
        } catch {
            throw EngineError(error, while: "read the stack \(stack.name)")
        }
        let digest = ContentDigest.sha256(of: stack.template)
        // The parameters of a stack that does not exist yet are paths that the stacks in front of it will write.
        let earlier = (plan?.stacks ?? []).prefix { $0.role != role }
        let waits = earlier.contains { stacks[$0.role] == nil }
        if waits, machine.next == .prepare(role) {
            reviewed[role] = .init(
                name: stack.name, state: .postponed, templateDigest: digest, parameters: stack.parameters)
            return .postponed
        }
        if let live, live.status != .reviewInProgress { stacks[role] = live }
        if let rearrangement, rearrangement.stacks.contains(stack.name), machine.next == .prepare(role) {
            reviewed[role] = .init(
                name: stack.name, state: .rearranged, templateDigest: digest, parameters: stack.parameters,
                rearranged: rearrangement.lines(of: stack.name))
            return .postponed
        }
        let result = try await changeSet(of: stack, isNew: live == nil || live?.status == .reviewInProgress)
        guard let result else {
            if role == .service, let live { await noteDetour(live, template: stack.template) }
            reviewed[role] = .init(
                name: stack.name, state: .unchanged, templateDigest: digest, parameters: stack.parameters)
            return .unchanged
        }
        changeSets[role] = result
        reviewed[role] = .init(
            name: stack.name, state: .prepared, templateDigest: digest, parameters: stack.parameters,
            changes: result.changes)
        return .done
    }

    /// The change set of a stack; nil if nothing changes.
    private func changeSet(of stack: PlannedStack, isNew: Bool) async throws(EngineError) -> PreparedChangeSet? {
        let setup = try account()
        var request = ChangeSetRequest(stack: stack, name: changeSetName(of: stack), roleARN: setup.executionRole)
        request.kind = isNew ? .create : .update
        if options.revertsDrift, !isNew { request.deploymentMode = "REVERT_DRIFT" }
        if stack.template.utf8.count > ChangeSetRequest.longestTemplate {
            guard let ledger else { throw EngineError(.invalidInput, "the run has no bucket") }
            request.templateURL = try await ledger.address(of: stack.template, at: addresses)
        }
        var execution = ChangeSetExecution(context: context, request: request)
        execution.origin = { [planner] path in planner.origin(of: path, inStack: stack.name) }
        switch try await execution.create() {
        case .unchanged: return nil
        case .prepared(let description):
            let prepared = PreparedChangeSet(
                id: description.id, stackID: description.stackID, isNewStack: isNew,
                changes: description.changes.map { ReviewedChange($0, stack: stack) })
            do throws(EngineError) {
                try await checkDelegated(description.changes, of: stack)
            } catch {
                await ChangeSetExecution.discard(prepared.id, of: prepared.stackID, context: context)
                throw error
            }
            return prepared
        }
    }

    /// Refuses a change of the traffic's routing while two revisions of the service are live, and names changes of properties that
    /// another controller moves.
    private func checkDelegated(
        _ changes: [ResourceChangeDescription], of stack: PlannedStack
    ) async throws(EngineError) {
        guard stack.role == .service, let outputs = stacks[.service]?.outputs, let cluster = outputs["ClusterName"],
            let name = outputs["ServiceName"]
        else { return }
        let delegated = DelegatedProperties(stack.delegated)
        // Without a change of the kind, the service need not be read.
        let precaution = DelegatedChangeCheck(changes, stack: stack.name, delegated: delegated, liveRevisions: 2)
        for note in precaution.notes { report(.prepare(.service), .warning(note)) }
        guard !precaution.refusals.isEmpty else { return }
        let service = try await DeployedService(cluster: cluster, name: name).describe(context.calls)
        let check = DelegatedChangeCheck(
            changes, stack: stack.name, delegated: delegated, liveRevisions: service.currentRevisions.count)
        guard check.refusals.isEmpty else {
            throw EngineError(.refused, check.refusals.joined(separator: "; "))
        }
    }

    private func changeSetName(of stack: PlannedStack) -> String {
        "weir-" + (entry?.release.requestToken ?? runName)
    }

    /// Shows the changes and asks for their approval.
    mutating func reviewChanges() async -> DeployMachine.Result {
        guard let plan else { return .done }
        let review = Review(
            environment: plan.environment, imageDigest: imageDigest,
            stacks: plan.stacks.compactMap { reviewed[$0.role] })
        self.review = review
        if review.isUnchanged, !options.forcesRelease, history.detour == nil, !hasDetour {
            // The stacks are as planned, and no release says so: the run that changed them ended before it was verified.
            if history.currentOfStacks.map({ !$0.describes(plan, imageDigest: imageDigest) }) ?? true {
                machine.requireRelease()
                approvedBy = caller
                report(
                    .review,
                    .notice(
                        "the stacks are as planned already, by a run that ended early; this one verifies and records them"
                    ))
            }
            return .done
        }
        await dialogue.show(review, deployed: deployed)
        switch review.decision(
            options.approval, allowing: options.allowedReplacements, hasTerminal: options.hasTerminal)
        {
        case .approved(let how):
            approvedBy = "\(caller) (\(how))"
            return .done
        case .refused(let reason): return .notApproved(reason)
        case .ask:
            guard await dialogue.approves(review) else {
                return .notApproved("the operator did not approve the changes")
            }
            approvedBy = caller
            return .done
        }
    }

    /// Executes the change set of a stack, made again if the stacks in front of it changed, and watches it to its end.
    mutating func execute(_ role: PlannedStack.Role) async throws(EngineError) -> DeployMachine.Result {
        let stack = try stack(role)
        let step = DeployStep.execute(role)
        if machine.isStale(role) || changeSets[role] == nil {
            guard try await prepareAgain(role) else {
                try await note(role, stacks[role], began: nil)
                return .unchanged
            }
        }
        guard let changeSet = changeSets[role], let entry else {
            throw EngineError(.invalidInput, "the run has no change set of \(stack.name)")
        }
        let began = context.now()
        let log = collector
        let lease = lease
        var execution = StackExecution(
            context: context, phase: step.phase,
            heartbeat: { () async throws(EngineError) in if let lease { try await DeployRun.heartbeat(lease) } },
            stack: changeSet.stackID, changeSetID: changeSet.id, token: entry.release.requestToken,
            serviceWatch: role == .service ? try serviceWatch() : nil, deadline: deadline,
            evidence: { await log.capture($0) })
        execution.statefulIDs = stack.statefulIDs
        execution.resources = changeSet.changes.count
        execution.estimate = history.estimate(ofStack: stack.name)
        let outcome = try await execution.run()
        changeSets[role] = nil
        return try await result(of: outcome, role, began: began)
    }

    private mutating func prepareAgain(_ role: PlannedStack.Role) async throws(EngineError) -> Bool {
        if let old = changeSets[role] { await ChangeSetExecution.discard(old.id, of: old.stackID, context: context) }
        let shown = review
        let result = try await prepare(role)
        guard result != .unchanged, let changeSet = changeSets[role] else { return false }
        let objections = shown?.objections(to: changeSet.changes, of: try stack(role).name) ?? []
        guard objections.isEmpty else {
            throw EngineError(
                .refused,
                "the stacks in front of it changed \(try stack(role).name) in a way that was not reviewed: "
                    + objections.joined(separator: ", "), advice: "Run the command again and look at the new changes")
        }
        return true
    }

    private mutating func result(
        of outcome: StackOutcome, _ role: PlannedStack.Role, began: Date
    ) async throws(EngineError) -> DeployMachine.Result {
        let step = DeployStep.execute(role)
        switch outcome {
        case .succeeded(let description):
            stacks[role] = description
            try await note(role, description, began: began)
            return .done
        case .failed(let failure):
            self.failure = failure
            return .failed(DeployFailure(step, failure.words))
        case .rolledBack(let failure):
            self.failure = failure
            wasRolledBack = true
            return .failed(DeployFailure(step, failure.words + "; it was rolled back"))
        case .paused(let paused):
            return .detached(
                DeployFailure(
                    step,
                    "the deployment waits at the gate \(paused.stage): continue with \"infra-cli approve\", or undo it with "
                        + "\"infra-cli abort\""))
        case .detached:
            return .detached(DeployFailure(step, "detached while \(try stack(role).name) goes on", code: .interrupted))
        case .cancelled(let failure):
            self.failure = failure
            let words = failure.map { ": " + $0.words } ?? ""
            return .cancelled(
                DeployFailure(step, "cancelled; \(try stack(role).name) was undone" + words, code: .interrupted))
        case .deadlineExceeded(let failure):
            self.failure = failure
            let words = failure.map { ": " + $0.words } ?? ""
            return .cancelled(
                DeployFailure(
                    step, "the deadline passed; \(try stack(role).name) was cancelled" + words, code: .deadlineExceeded)
            )
        }
    }

    /// Records a stack as it is now.
    private mutating func note(
        _ role: PlannedStack.Role, _ description: StackDescription?, began: Date?
    ) async throws(EngineError) {
        guard let place = entry?.release.stacks.firstIndex(where: { $0.role == role }) else { return }
        entry?.release.stacks[place].id = description?.id
        entry?.release.stacks[place].outputs = description?.outputs ?? [:]
        entry?.release.stacks[place].status = description?.status.rawValue
        if let began {
            let now = context.now()
            entry?.release.stacks[place].began = began
            entry?.release.stacks[place].ended = now
        }
        try await save()
    }

    private func serviceWatch() throws(EngineError) -> ServiceWatchSettings {
        let outputs = stacks[.service]?.outputs ?? [:]
        return ServiceWatchSettings(
            cluster: outputs["ClusterName"], service: outputs["ServiceName"], imageDigest: imageDigest)
    }

    /// Deletes the change sets of the run that were not executed.
    mutating func discardChangeSets() async throws(EngineError) {
        var left: [String] = []
        for (role, changeSet) in changeSets {
            if await ChangeSetExecution.discard(changeSet.id, of: changeSet.stackID, context: context) {
                changeSets[role] = nil
            } else {
                left.append(changeSet.id)
            }
        }
        guard left.isEmpty else {
            throw EngineError(.unavailable, "change sets of this run are left behind: \(left.joined(separator: ", "))")
        }
    }

    /// The planned stack of a purpose.
    func stack(_ role: PlannedStack.Role) throws(EngineError) -> PlannedStack {
        guard let stack = try planned().stacks.first(where: { $0.role == role }) else {
            throw EngineError(.invalidInput, "the plan has no stack for \(role.rawValue)")
        }
        return stack
    }
}

extension StackFailure {
    /// The failure in a sentence without a final full stop: the first cause, or the status alone.
    package var words: String {
        let first = causes.first.map { "\($0.logicalID) (\($0.type)): \($0.message)" }
        let service = serviceFailure?.reason
        let reasons = [first, service].compactMap(\.self)
        return "\(stack) is \(status.rawValue)" + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
    }
}
