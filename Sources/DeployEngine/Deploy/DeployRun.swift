import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A deployment from the lease to its release: the shell around ``DeployMachine``, which performs its steps.
///
///     var run = DeployRun(context: context, planner: planner, dialogue: dialogue, probe: probe, addresses: addresses)
///     let report = await run.run(options)
package struct DeployRun {
    let context: EngineContext
    let planner: any ReleasePlanner
    let dialogue: any DeployDialogue
    let probe: any HealthProbe
    let evidenceStores: [any EvidenceStore]
    let addresses: ArtifactAddresses

    var options = DeployOptions()
    var machine = DeployMachine(stacks: [])
    var plan: ReleasePlan?
    var setup: AccountSetup?
    var ledger: ReleaseLedger?
    var lease: LeaseHolder?
    var entry: LedgerEntry?
    var history = ReleaseHistory([])
    var caller = ""
    var imageDigest: String?
    var imageReport: ImageReport?
    /// The source of image configurations; nil leaves them unchecked.
    package var blobs: (any BlobSource)?
    var changeSets: [PlannedStack.Role: PreparedChangeSet] = [:]
    var reviewed: [PlannedStack.Role: Review.Stack] = [:]
    var deployed: [String: String] = [:]
    var review: Review?
    /// The moves and imports of the run; nil without any.
    var rearrangement: Rearrangement?
    var approvedBy: String?
    var stacks: [PlannedStack.Role: StackDescription] = [:]
    var collector: EvidenceLog
    var collectorTasks: [String] = []
    /// The result of the current phase in words.
    var phaseResult = ""
    var failure: StackFailure?
    /// The call of the engine that ended the run.
    var failedCall: EvidenceBundle.FailedCall?
    var wasRolledBack = false
    let runName: String
    var explanation: Explanation?
    var evidence: EvidenceBundle?
    var deadline: Date?
    /// `true` if the service differs from its stack, which does not change.
    var hasDetour = false

    /// Creates a run.
    /// - Parameters:
    ///   - context: The effects.
    ///   - planner: The maker of the plan.
    ///   - dialogue: The conversation with the operator.
    ///   - probe: The look at the service's address.
    ///   - evidence: The places where evidence of a failure is kept, besides the artifact bucket.
    ///   - addresses: The addresses of the artifact bucket.
    package init(
        context: EngineContext, planner: any ReleasePlanner, dialogue: any DeployDialogue, probe: any HealthProbe,
        evidence: [any EvidenceStore] = [], addresses: ArtifactAddresses
    ) {
        self.context = context
        self.planner = planner
        self.dialogue = dialogue
        self.probe = probe
        evidenceStores = evidence
        self.addresses = addresses
        collector = EvidenceLog(context: context)
        runName = String(UInt64(context.random() * 9e15), radix: 16)
    }

    /// Deploys, and returns in any case.
    package mutating func run(_ options: DeployOptions) async -> DeployResult {
        self.options = options
        if let limit = options.deadline { deadline = context.now().addingTimeInterval(limit.seconds) }
        do throws(EngineError) {
            plan = try planner.plan(imageDigest: nil)
        } catch {
            return DeployResult(ending: .failed(DeployFailure(.resolveImage, error)))
        }
        machine = DeployMachine(stacks: plan?.stacks.map(\.role) ?? [], forcesRelease: options.forcesRelease)
        var phase: ProgressEvent.Phase?
        while let step = machine.next {
            if step.phase != phase {
                if let phase, !hasFailed { end(phase) }
                phase = step.phase
                let now = context.now()
                // The way out is no phase of the release: a failed one stays without an end.
                if machine.comingEnding == nil { entry?.release.begin(step.phase, at: now) }
                report(step, .phaseBegan)
            }
            machine.handle(await result(of: step))
        }
        if let phase, phase == .record || !hasFailed, machine.followUps.isEmpty { end(phase) }
        let ending = machine.ending ?? .failed(DeployFailure(.acquireLease, "the deployment had no step"))
        return DeployResult(
            ending: ending, release: entry?.release, review: review, url: stacks[.service]?.outputs["Url"],
            explanation: explanation, evidence: evidence, followUps: machine.followUps)
    }

    private mutating func result(of step: DeployStep) async -> DeployMachine.Result {
        // Between two steps nothing runs in AWS that an interrupt would leave behind.
        if machine.comingEnding == nil, step != .acquireLease, let interrupt = context.takeInterrupt() {
            let undone = machine.hasChanged ? "; the stacks in front of it stay deployed" : "; nothing was changed"
            let failure = DeployFailure(step, "interrupted before \(step.phase.rawValue)" + undone, code: .interrupted)
            return interrupt == .cancel ? .cancelled(failure) : .detached(failure)
        }
        if machine.comingEnding == nil, let deadline, context.now() >= deadline {
            return .cancelled(
                DeployFailure(step, "the deadline passed before \(step.phase.rawValue)", code: .deadlineExceeded))
        }
        do throws(EngineError) {
            if let lease, machine.comingEnding == nil { try await Self.heartbeat(lease) }
            return try await perform(step)
        } catch {
            let failure = DeployFailure(step, error)
            if machine.comingEnding == nil { failedCall = error.cause.map { .init($0, at: context.now()) } }
            switch error.code {
            case .detached: return .detached(failure)
            case .interrupted, .cancelled: return .cancelled(failure)
            default: return .failed(failure)
            }
        }
    }

    private mutating func perform(_ step: DeployStep) async throws(EngineError) -> DeployMachine.Result {
        switch step {
        case .acquireLease: try await acquireLease()
        case .reconcile: try await reconcile()
        case .resolveImage: try await resolveImage()
        case .preflight: try await preflight()
        case .prepare(let role): return try await prepare(role)
        case .review: return await reviewChanges()
        case .openRelease: try await openRelease()
        case .rearrange: try await rearrange()
        case .execute(let role): return try await execute(role)
        case .migrate: return try await migrate()
        case .verify: return try await verify()
        case .collectEvidence: await collectEvidence()
        case .discardChangeSets: try await discardChangeSets()
        case .closeRelease: try await closeRelease()
        case .releaseLease: try await releaseLease()
        }
        return .done
    }

    /// `true` on the way out of a failure: the phase that failed has no end.
    private var hasFailed: Bool {
        switch machine.comingEnding {
        case .failed, .cancelled, .detached, .notApproved: true
        case .succeeded, .unchanged, nil: false
        }
    }

    /// Reports the end of a phase with its result.
    private mutating func end(_ phase: ProgressEvent.Phase) {
        context.tell(.phaseEnded(phaseResult), in: phase)
        phaseResult = ""
    }

    /// Reports a fact under a step's phase.
    func report(_ step: DeployStep, _ fact: ProgressEvent.Fact) {
        context.report(ProgressEvent(time: context.now(), phase: step.phase, fact: fact))
    }

    /// The plan; a step without one is a defect of the engine, reported as an error.
    func planned() throws(EngineError) -> ReleasePlan {
        guard let plan else { throw EngineError(.invalidInput, "the run has no plan") }
        return plan
    }

    /// The setup of the account.
    func account() throws(EngineError) -> AccountSetup {
        guard let setup else { throw EngineError(.invalidInput, "the run has not read the bootstrap stack") }
        return setup
    }
}

extension Duration {
    /// The seconds with their fraction.
    var seconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }
}
