import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DeployRun {
    /// Reads the bootstrap stack and the caller, and acquires the environment's lease.
    mutating func acquireLease() async throws(EngineError) {
        let plan = try planned()
        let calls = context.calls
        do throws(AWSError) {
            caller = try await calls.call(GetCallerIdentity()).arn
        } catch {
            throw EngineError(error, while: "ask for the caller's identity")
        }
        let setup = try await AccountSetup.read(plan.bootstrapStack, calls)
        self.setup = setup
        let location = try addresses.location(of: setup.bucket)
        ledger = ReleaseLedger(context: context, location: location, environment: plan.environment)
        let now = context.now()
        let record = LeaseRecord(
            environment: plan.environment, operation: options.restores == nil ? "deploy" : "rollback", holder: caller,
            host: options.author.host,
            runURL: options.author.runURL, token: nonce(), acquired: now, expires: now)
        let names = plan.stacks.map(\.name)
        let lease = LeaseHolder(context: context, location: location, record: record) { () async throws(AWSError) in
            try await BusyStack.among(names, calls)
        }
        do throws(LeaseError) {
            try await lease.acquire()
        } catch {
            throw EngineError(error)
        }
        self.lease = lease
        if let predecessor = await lease.predecessor {
            report(
                .acquireLease,
                .warning("the lease of \(predecessor.holder), which ended without releasing it, was taken over"))
        }
    }

    /// Closes the records of runs that ended without an outcome: this run holds the lease, so none of them goes on.
    mutating func reconcile() async throws(EngineError) {
        guard let ledger else { return }
        do throws(LedgerError) {
            history = try await ledger.history()
            let names = plan?.stacks.map(\.name) ?? []
            let stacks = history.open.isEmpty ? [] : await AbandonedRelease.Stack.read(names, context.calls)
            for release in history.open {
                let later = history.releases.first { $0.number > release.number && $0.outcome == .succeeded }?.number
                let truth = AbandonedRelease(release, stacks: stacks, later: later)
                guard let outcome = truth.outcome else { continue }
                let now = context.now()
                _ = try await ledger.modify(release.number) { record in
                    record.finish(outcome, at: now)
                    record.notes.append(truth.note)
                }
                report(
                    .reconcile,
                    .notice("release \(release.number) was left open by a run that ended; it is closed as \(outcome)"))
            }
            history = try await ledger.history()
        } catch {
            throw EngineError(error)
        }
        // A service on a detour returns to its stack, also if no stack changes.
        if let detour = Detour(history) {
            machine.requireRelease()
            report(.reconcile, .notice(detour.note))
        }
    }

    /// Records the release as begun, before anything is changed.
    mutating func openRelease() async throws(EngineError) {
        guard let ledger, let review else { throw EngineError(.invalidInput, "the run has no review") }
        let plan = try planned()
        let now = context.now()
        var author = options.author
        author.caller = caller
        var draft = Release(
            number: 0, environment: plan.environment, kind: options.restores == nil ? .deploy : .rollback,
            nonce: nonce(), started: now, author: author, restores: options.restores,
            stacks: plan.stacks.map { Release.StackRecord($0) })
        draft.image = imageDigest.map {
            .init(
                repository: plan.image.repository, digest: $0, tag: plan.image.tag,
                architecture: plan.image.architecture)
        }
        draft.schema = history.current?.schema.map { .init(before: $0.after) }
        draft.review = .init(
            digest: review.digest, approvedBy: approvedBy ?? caller, approved: now,
            allowedReplacements: options.allowedReplacements.sorted())
        do throws(LedgerError) {
            for stack in plan.stacks { try await ledger.store(template: stack.template) }
            entry = try await ledger.allocate(draft)
        } catch {
            throw EngineError(error)
        }
        if let entry, let lease {
            do throws(LeaseError) {
                try await lease.note(entry.release)
            } catch {
                throw EngineError(error)
            }
            // What fails from here on is collected at once: the rollback removes most of it.
            await collector.begin(evidenceRequest(plan, stacks: []))
            report(.openRelease, .notice("release \(entry.release.number) began"))
        }
    }

    /// Writes the record as it is now.
    mutating func save() async throws(EngineError) {
        guard let ledger, let current = entry else { return }
        do throws(LedgerError) {
            entry = try await ledger.update(current)
        } catch {
            throw EngineError(error)
        }
    }

    /// Records the outcome.
    mutating func closeRelease() async throws(EngineError) {
        guard entry != nil, let ending = machine.comingEnding else { return }
        let outcome: ReleaseOutcome
        switch ending {
        case .succeeded, .unchanged: outcome = .succeeded
        case .notApproved(let reason): outcome = .failed(phase: .review, cause: reason)
        case .failed(let failure):
            outcome =
                wasRolledBack
                ? .rolledBack(phase: failure.step.phase, cause: cause(of: failure))
                : .failed(phase: failure.step.phase, cause: cause(of: failure))
        case .cancelled(let failure): outcome = .cancelled(phase: failure.step.phase)
        case .detached(let failure): outcome = .detached(phase: failure.step.phase)
        }
        let now = context.now()
        entry?.release.finish(outcome, at: now)
        try await save()
    }

    private func cause(of failure: DeployFailure) -> String {
        guard let explanation, explanation.isKnown else { return failure.reason }
        return explanation.title
    }

    /// Releases the lease. Should that fail, it expires by itself.
    mutating func releaseLease() async throws(EngineError) {
        await lease?.release()
        lease = nil
    }

    /// Renews a lease if that is due.
    static func heartbeat(_ lease: LeaseHolder) async throws(EngineError) {
        do throws(LeaseError) {
            try await lease.heartbeat()
        } catch {
            throw EngineError(error)
        }
    }

    /// A random text for idempotency, 24 hexadecimal digits.
    func nonce() -> String {
        let digits = Array("0123456789abcdef")
        return String((0..<24).map { _ in digits[min(15, Int(context.random() * 16))] })
    }
}

extension EngineError {
    /// Creates the error for an error of the lease.
    package init(_ error: LeaseError) {
        if let cause = error.cause {
            self.init(cause, while: "hold the environment's lease")
        } else {
            self.init(error.isHeldByAnother ? .conflict : .service, error.description)
        }
    }

    /// Creates the error for an error of the ledger.
    package init(_ error: LedgerError) {
        if let cause = error.cause {
            self.init(cause, while: "use the release ledger")
        } else {
            self.init(error.code == .changed ? .conflict : .service, error.description)
        }
    }
}

extension Release {
    /// `true` if the release put the templates and the image of a plan in place.
    func describes(_ plan: ReleasePlan, imageDigest: String?) -> Bool {
        let digests = Dictionary(stacks.map { ($0.name, $0.templateDigest) }) { first, _ in first }
        return image?.digest == imageDigest
            && plan.stacks.allSatisfy { digests[$0.name] == ContentDigest.sha256(of: $0.template) }
    }
}
