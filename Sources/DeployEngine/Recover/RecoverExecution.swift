package import AWSClient
internal import AWSOperations

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The recovery of an environment: it reads the situations, shows a plan and performs what was confirmed.
///
///     let recovery = RecoverExecution(context: context, ledger: ledger, location: bucket, stacks: stacks, record: record)
///     let plan = try await recovery.plan()
///     // Show plan.lines and ask.
///     let result = try await recovery.run(plan)
package struct RecoverExecution: Sendable {
    /// The result of a recovery.
    package struct Result: Sendable, Hashable {
        /// The steps that were performed, in order.
        package var done: [RecoverStep] = []
        /// The plan as it is afterwards; without steps and refusals, the environment can be deployed.
        package var rest: RecoverPlan
        /// The outcomes recorded for releases of dead processes.
        package var closed: [Int: ReleaseOutcome] = [:]
        /// The reason why the recovery ended before its plan was empty; nil if it did not.
        package var obstacle: String?

        /// Creates a result.
        package init(
            done: [RecoverStep] = [], rest: RecoverPlan, closed: [Int: ReleaseOutcome] = [:], obstacle: String? = nil
        ) {
            self.done = done
            self.rest = rest
            self.closed = closed
            self.obstacle = obstacle
        }
    }

    let context: EngineContext
    let ledger: ReleaseLedger?
    let location: BucketLocation?
    let stacks: [EnvironmentStack]
    let record: LeaseRecord
    let options: RecoverOptions
    let reader: SituationReader

    /// The maximum number of looks at the stacks.
    private static let rounds = 24

    /// Creates a recovery.
    /// - Parameters:
    ///   - context: The effects.
    ///   - ledger: The ledger; nil for an environment without a bootstrap stack.
    ///   - location: The environment's bucket; nil without a bootstrap stack, which then has no lease either.
    ///   - stacks: The stacks in the order of deployment.
    ///   - record: The lease's record of this process.
    ///   - options: The operator's choices.
    package init(
        context: EngineContext, ledger: ReleaseLedger?, location: BucketLocation?, stacks: [EnvironmentStack],
        record: LeaseRecord, options: RecoverOptions = RecoverOptions()
    ) {
        self.context = context
        self.ledger = ledger
        self.location = location
        self.stacks = stacks
        self.record = record
        self.options = options
        reader = SituationReader(calls: context.calls)
    }

    /// The look at the stacks for running operations.
    private var busyStacks: @Sendable () async throws(AWSError) -> [BusyStack] {
        let (names, calls) = (stacks.map(\.name), context.calls)
        return { () async throws(AWSError) in try await BusyStack.among(names, calls) }
    }

    /// Reads the environment and plans its recovery.
    package func plan() async throws(EngineError) -> RecoverPlan {
        var status = LeaseStatus(stored: nil, stacks: [], now: context.now())
        if let location {
            status = try await called("read the lease") { () async throws(AWSError) in
                try await LeaseStatus.read(
                    context: context, location: location, environment: record.environment,
                    busyStacks: busyStacks)
            }
        }
        var plan = RecoverPlan(
            try await situations(), lease: status, open: try await openReleases(), options: options)
        plan.environment = record.environment
        return plan
    }

    /// Performs a plan.
    ///
    /// It waits for running operations first, then takes the lease. Between two steps it looks again and continues with what is
    /// necessary then, unless that deletes or gives up something that the confirmed plan did not announce.
    /// - Parameter confirmed: The plan that was shown.
    package func run(_ confirmed: RecoverPlan) async throws(EngineError) -> Result {
        var result = Result(rest: confirmed)
        if confirmed.steps.isEmpty { return result }
        // The steps change the stacks' latest operations, so those of dead processes are noted before.
        let tokens = Dictionary(
            try await situations().compactMap { found in found.requestToken.map { (found.name, $0) } },
            uniquingKeysWith: { $1 })
        let adopts = options.aborts ? try await leaseToken() : nil
        if !options.aborts { try await waitForAll(&result) }
        let lease = try await acquire(adopting: adopts)
        do throws(EngineError) {
            try await recover(confirmed, lease, &result)
            try await close(&result, tokens)
        } catch {
            await lease?.release()
            throw error
        }
        await lease?.release()
        return result
    }

    private func acquire(adopting token: String?) async throws(EngineError) -> LeaseHolder? {
        guard let location else { return nil }
        let lease = LeaseHolder(
            context: context, location: location, record: record, adopting: token,
            busyStacks: busyStacks)
        do throws(LeaseError) {
            try await lease.acquire()
        } catch {
            throw EngineError(error)
        }
        return lease
    }

    // MARK: Looks

    private func situations() async throws(EngineError) -> [StackSituation] {
        var situations: [StackSituation] = []
        for stack in stacks {
            situations.append(
                try await called("read the stack \(stack.name)") { () async throws(AWSError) in
                    try await reader.read(stack)
                })
        }
        return situations
    }

    private func openReleases() async throws(EngineError) -> [Release] {
        guard let ledger else { return [] }
        do throws(LedgerError) {
            return try await ledger.history().open
        } catch {
            throw EngineError(error)
        }
    }

    private func leaseToken() async throws(EngineError) -> String? {
        guard let location else { return nil }
        let key = LeaseRecord.key(record.environment)
        return try await called("read the lease") { () async throws(AWSError) in
            try await LeaseHolder.read(ObjectStore(calls: context.calls, location: location), key)
        }?.record?.requestToken
    }

    // MARK: Steps

    /// Waits for the operations that run, without the lease: it cannot be taken while they do.
    private func waitForAll(_ result: inout Result) async throws(EngineError) {
        for situation in try await situations() where situation.isInProgress {
            try await follow(situation, nil)
            result.done.append(.attach(stack: situation.name))
        }
    }

    private func recover(
        _ confirmed: RecoverPlan, _ lease: LeaseHolder?, _ result: inout Result
    ) async throws(EngineError) {
        var counts: [RecoverStep: Int] = [:]
        for _ in 1...Self.rounds {
            let situations = try await situations()
            result.rest = RecoverPlan(
                situations, lease: LeaseStatus(stored: nil, stacks: [], now: context.now()), options: options)
            guard let step = result.rest.steps.first, let name = step.stack,
                let situation = situations.first(where: { $0.name == name })
            else { return }
            guard confirmed.announces(step) else {
                result.obstacle = "it is now necessary to \(step), which was not shown before. Run recover again"
                return
            }
            counts[step, default: 0] += 1
            // An uncertain call may be repeated once; a step that did not help is not.
            guard counts[step, default: 0] <= 2 else {
                result.obstacle =
                    "to \(step) did not help: \(situation.name) is \(situation.statusText), \(situation.cause)"
                return
            }
            if let lease { try await keep(lease) }
            context.tell(.notice("\(step)"), in: .recover)
            try await perform(step, situation, lease)
            result.done.append(step)
        }
        result.obstacle = "the stacks kept changing"
    }

    private func perform(
        _ step: RecoverStep, _ situation: StackSituation, _ lease: LeaseHolder?
    ) async throws(EngineError) {
        let stack = situation.id ?? situation.name
        let calls = context.calls
        let token = "weir-recover-\(record.token.prefix(32))-\(Int(context.now().timeIntervalSince1970))"
        if case .attach = step { return try await follow(situation, lease) }
        let before = try await called("read the stack \(situation.name)") { () async throws(AWSError) in
            try await StackReader(calls).describe(stack)
        }
        // Without it, the events of the operation that failed would be reported as this one's.
        let lastEvent = try? await StackReader(calls).lastEvent(of: stack)
        let purpose: StackPurpose?
        do throws(AWSError) {
            purpose = try await begin(step, stack, token)
        } catch  where error.isAmbiguous || error.saysStackIsMissing || error.saysChangeSetIsMissing {
            // The next look tells whether it happened.
            return
        } catch {
            throw EngineError(error, while: "\(step)")
        }
        guard let purpose else { return }
        try await follow(
            situation, lease, token: token, purpose: purpose, baseline: StackBaseline(before, lastEvent: lastEvent))
    }

    /// Calls the operation of a step.
    /// - Returns: The purpose of the operation that runs now; nil if the step is done.
    private func begin(_ step: RecoverStep, _ stack: String, _ token: String) async throws(AWSError) -> StackPurpose? {
        let calls = context.calls
        switch step {
        case .deleteChangeSet(_, let name):
            _ = try await calls.call(StackOperations.DeleteChangeSet(changeSet: name, stack: stack))
        case .unprotect:
            _ = try await calls.call(StackOperations.UpdateTerminationProtection(stack: stack, isProtected: false))
        case .cancelUpdate:
            _ = try await calls.call(StackOperations.CancelUpdateStack(stack: stack, clientRequestToken: token))
            return .rollback
        case .delete(_, let retained, let isForced):
            _ = try await calls.call(
                StackOperations.DeleteStack(
                    stack: stack, retainedResources: retained.isEmpty ? nil : retained, clientRequestToken: token,
                    deletionMode: isForced ? "FORCE_DELETE_STACK" : nil))
            return .delete
        case .rollback:
            _ = try await calls.call(StackOperations.RollbackStack(stack: stack, clientRequestToken: token))
            return .rollback
        case .continueRollback(_, let skipped):
            _ = try await calls.call(
                StackOperations.ContinueUpdateRollback(
                    stack: stack, resourcesToSkip: skipped.isEmpty ? nil : skipped, clientRequestToken: token))
            return .rollback
        case .attach, .closeRelease, .releaseLease: break
        }
        return nil
    }

    /// Follows the operation of a stack to its end, whatever its outcome.
    private func follow(
        _ situation: StackSituation, _ lease: LeaseHolder?, token: String? = nil, purpose: StackPurpose? = nil,
        baseline: StackBaseline? = nil
    ) async throws(EngineError) {
        var execution = StackExecution(
            context: context, phase: .recover,
            heartbeat: { () async throws(EngineError) in if let lease { try await keep(lease) } },
            stack: situation.id ?? situation.name, changeSetID: nil, token: token ?? situation.requestToken ?? "",
            serviceWatch: nil, deadline: nil, evidence: { _ in })
        execution.baseline = baseline
        execution.purpose = purpose ?? Self.purpose(of: situation.status)
        do throws(EngineError) {
            if try await execution.run() == .detached {
                throw EngineError(
                    .detached, "the operation of \(situation.name) goes on without this process",
                    advice: "Run `infra-cli recover \(record.environment)` again when it has ended")
            }
        } catch  where error.code == .notFound {
            // A deleted stack.
        }
    }

    private static func purpose(of status: StackStatus?) -> StackPurpose {
        switch status {
        case .deleteInProgress: .delete
        case .rollbackInProgress, .updateRollbackInProgress, .updateRollbackCompleteCleanupInProgress,
            .importRollbackInProgress:
            .rollback
        default: .deploy
        }
    }

    // MARK: The ledger

    /// Records the outcomes of releases whose processes died. The lease is held, so no such process goes on.
    private func close(_ result: inout Result, _ tokens: [String: String]) async throws(EngineError) {
        guard let ledger else { return }
        let states = try await situations().map {
            AbandonedRelease.Stack(
                name: $0.name, status: $0.status, requestToken: tokens[$0.name] ?? $0.requestToken)
        }
        let environment = record.environment
        let now = context.now()
        do throws(LedgerError) {
            let history = try await ledger.history()
            for release in history.open.reversed() {
                let later = history.releases.last { $0.number > release.number && $0.outcome == .succeeded }?.number
                let truth = AbandonedRelease(
                    release, stacks: states, later: later,
                    runningTaskDefinition: await runningTaskDefinition(of: release))
                guard let outcome = truth.outcome else { continue }
                let entry = try await ledger.modify(release.number) { record in
                    // Its own process may have recorded one meanwhile.
                    guard record.outcome.isOpen else { return }
                    record.finish(outcome, at: now)
                    record.notes.append("closed by 'infra-cli recover \(environment)': \(truth.note)")
                }
                result.closed[release.number] = entry.release.outcome
                result.done.append(.closeRelease(number: release.number))
            }
        } catch {
            throw EngineError(error)
        }
    }

    /// The task definition of the completed deployment of a release's service; nil if it is not known.
    private func runningTaskDefinition(of release: Release) async -> String? {
        guard release.kind.bypassesStacks, let service = release.service else { return nil }
        let describe = ContainerOperations.DescribeServices(cluster: service.cluster, services: [service.service])
        guard let found = try? await context.calls.call(describe).services.first, found.deployments.count == 1 else {
            return nil
        }
        return found.deployments.first?.taskDefinition
    }

    // MARK: Errors

    private func keep(_ lease: LeaseHolder) async throws(EngineError) {
        do throws(LeaseError) {
            try await lease.heartbeat()
        } catch {
            throw EngineError(error)
        }
    }

    private func called<Value: Sendable>(
        _ purpose: String, _ call: () async throws(AWSError) -> Value
    ) async throws(EngineError) -> Value {
        do throws(AWSError) {
            return try await call()
        } catch {
            throw EngineError(error, while: purpose)
        }
    }
}
